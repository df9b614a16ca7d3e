"""Finds model bundles on disk and verifies them before anything runs.

``<models_dir>/<kind>/<name>/<version>/`` holds a bundle; the text file ``current`` beside the
versions names the one in use.
"""

import hashlib
from pathlib import Path

from shopguide.domain.bundle import (
    CURRENT_NAME,
    MANIFEST_NAME,
    BundleKind,
    BundleManifest,
    manifest_from_json,
)
from shopguide.domain.errors import BundleCorruptError, BundleKindError, BundleMissingError

_CHUNK = 1 << 20
_BUILD_OPTIONS = {
    BundleKind.ENCODER: "--encoder",
    BundleKind.GENERATOR: "--generator",
    BundleKind.RERANKER: "--reranker",
}


def find_bundle(models_dir: Path, kind: BundleKind, name: str, version: str = "") -> Path:
    """Folder of a bundle, by default of the version in use.

    Raises:
        BundleMissingError: nothing was built under this kind and name, or it was deleted.
    """
    home = models_dir / kind / name
    pointer = home / CURRENT_NAME
    if not version and pointer.is_file():
        version = pointer.read_text(encoding="utf-8").strip()
    folder = home / version
    if not version or not (folder / MANIFEST_NAME).is_file():
        raise BundleMissingError(
            f"There is no {kind} bundle {name!r} in {models_dir}.", fix=f"Run {_ways(kind, name)}."
        )
    return folder


def open_bundle(folder: Path, kind: BundleKind) -> BundleManifest:
    """Read and verify the bundle in `folder`.

    Raises:
        BundleMissingError: the folder holds no bundle.
        BundleCorruptError: the manifest is broken, or a file is missing or has another checksum.
        BundleKindError: it is a bundle of another kind.
    """
    manifest = read_manifest(folder)
    if manifest.kind is not kind:
        raise BundleKindError(
            f"{folder} holds {_with_article(manifest.kind)} bundle, not {_with_article(kind)}.",
            fix=f"Point the setting at {_with_article(kind)} bundle.",
        )
    _verify_files(folder, manifest)
    return manifest


def verify_bundle(folder: Path) -> BundleManifest:
    """Read and verify the bundle in `folder`, whatever its kind.

    Raises:
        BundleMissingError: the folder holds no bundle.
        BundleCorruptError: the manifest is broken, or a file is missing or has another checksum.
    """
    manifest = read_manifest(folder)
    _verify_files(folder, manifest)
    return manifest


def read_manifest(folder: Path) -> BundleManifest:
    """Read ``bundle.json`` in `folder`, without checking the files it names.

    Raises:
        BundleMissingError: the folder holds no bundle.
        BundleCorruptError: the manifest is broken.
    """
    path = folder / MANIFEST_NAME
    try:
        return manifest_from_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BundleMissingError(
            f"{folder} holds no model bundle: {MANIFEST_NAME} is missing.",
            fix="Run `shopguide models build`.",
        ) from None
    except ValueError as error:  # UnicodeDecodeError is one
        raise BundleCorruptError(
            f"The manifest {path} is broken: {error}.", fix=_REBUILD
        ) from error


def list_bundles(models_dir: Path) -> list[BundleManifest]:
    """Manifests of all bundles in use, by kind and name; their files are not checked."""
    pointers = sorted(models_dir.glob(f"*/*/{CURRENT_NAME}"))
    kinds = set(BundleKind)
    return [
        read_manifest(find_bundle(models_dir, BundleKind(home.parent.name), home.name))
        for home in (pointer.parent for pointer in pointers)
        if home.parent.name in kinds
    ]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's content, in hex; reads it in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


_REBUILD = "Delete the folder and run `shopguide models build` again."


def _verify_files(folder: Path, manifest: BundleManifest) -> None:
    for name, expected in sorted(manifest.files.items()):
        _verify_file(folder, name, expected)


def _verify_file(folder: Path, name: str, expected: str) -> None:
    path = folder / name
    if Path(name).name != name:
        raise BundleCorruptError(f"{folder} names a file outside itself: {name!r}.", fix=_REBUILD)
    if not path.is_file():
        raise BundleCorruptError(f"File {name} of the bundle {folder} is missing.", fix=_REBUILD)
    found = sha256_of(path)
    if found != expected:
        raise BundleCorruptError(
            f"File {name} of the bundle {folder} is damaged: its SHA-256 is {found[:12]}…, "
            f"the manifest says {expected[:12]}….",
            fix=_REBUILD,
        )


def _ways(kind: BundleKind, name: str) -> str:
    """The commands that make a bundle."""
    if kind is BundleKind.RECOMMENDER:
        return "`shopguide train recommender`, then `shopguide models publish`"
    return f"`shopguide models build {_BUILD_OPTIONS[kind]} {name}`"


def _with_article(kind: BundleKind) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
