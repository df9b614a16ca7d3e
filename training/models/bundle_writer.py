"""Puts a finished bundle into place in one step, so that no reader ever sees half of one."""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shopguide.adapters.onnx.bundle import open_bundle, read_manifest, sha256_of
from shopguide.domain.bundle import (
    CURRENT_NAME,
    MANIFEST_NAME,
    BundleKind,
    BundleManifest,
    manifest_to_json,
)
from shopguide.domain.bundle_history import (
    HISTORY_NAME,
    BundleAction,
    BundleEvent,
    event_time,
    event_to_json,
)
from shopguide.domain.errors import BundleError


@dataclass(frozen=True, slots=True)
class BuiltBundle:
    """A bundle in its place."""

    folder: Path
    manifest: BundleManifest


@contextlib.contextmanager
def bundle_workspace(models_dir: Path, kind: BundleKind, name: str) -> Iterator[Path]:
    """A scratch folder on the same file system as the bundle's place; gone afterwards."""
    home = models_dir / kind / name
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=home) as scratch:
        yield Path(scratch)


def write_bundle(models_dir: Path, files: Path, draft: BundleManifest) -> BuiltBundle:
    """Move the folder `files` into place as the bundle that `draft` describes, and make it current.

    Args:
        models_dir: Folder of all bundles.
        files: Folder with the bundle's files, made in `bundle_workspace`; it is moved away.
        draft: The manifest; `version` and `files` are filled in here, from the content.
    """
    manifest = complete_manifest(files, draft)
    home = models_dir / manifest.kind / manifest.name
    folder = home / manifest.version
    home.mkdir(parents=True, exist_ok=True)
    if folder.exists():  # the same content was built before, maybe by another recipe; or damaged
        for path in files.iterdir():
            path.replace(folder / path.name)
    else:
        files.rename(folder)
    make_current(home, manifest.version)
    return BuiltBundle(folder, manifest)


def complete_manifest(files: Path, draft: BundleManifest) -> BundleManifest:
    """Write ``bundle.json`` beside the bundle's files: `draft` with their checksums and version."""
    checksums = {
        path.name: sha256_of(path) for path in sorted(files.iterdir()) if path.name != MANIFEST_NAME
    }
    version = version_of(checksums, draft.options)
    manifest = replace(draft, files=checksums, version=version)
    (files / MANIFEST_NAME).write_text(manifest_to_json(manifest), encoding="utf-8")
    return manifest


def version_of(checksums: Mapping[str, str], options: Mapping[str, Any]) -> str:
    """12 hex digits that stand for a bundle's files and options: what decides its outputs."""
    content = json.dumps([checksums, options], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def make_current(home: Path, version: str) -> None:
    """Let `home/current` name `version`, and write it down beside what the registry publishes."""
    pointer = home / CURRENT_NAME
    if not pointer.is_file() or pointer.read_text(encoding="utf-8").strip() != version:
        event = BundleEvent(event_time(datetime.now(UTC)), BundleAction.BUILD, version)
        (home / HISTORY_NAME).mkdir(exist_ok=True)
        _replace(home / HISTORY_NAME / event.file_name, event_to_json(event))
    _replace(pointer, f"{version}\n")


def _replace(path: Path, text: str) -> None:
    """Write a file whole: readers see the old text or the new one, never a torn file."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def find_built(models_dir: Path, kind: BundleKind, name: str, recipe: str) -> BuiltBundle | None:
    """The bundle that an earlier build with the same recipe left, if it is whole."""
    for path in sorted((models_dir / kind / name).glob(f"*/{MANIFEST_NAME}")):
        with contextlib.suppress(BundleError):
            if read_manifest(path.parent).recipe == recipe:
                return BuiltBundle(path.parent, open_bundle(path.parent, kind))
    return None
