"""A version of the signals as a folder: whole or not there, and named after what is in it."""

import gzip
import hashlib
import json
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from shopguide.domain.json_value import JsonObject
from shopguide.domain.signal_files import ADDED, MANIFEST
from training.errors import TrainingInputError
from training.signals.factors import Factors

_UNFINISHED = ".unfinished-"
_ABANDONED_AFTER = 86_400.0
"""Seconds; no batch takes as long."""

_LEVEL = 4
_DIGITS = 16


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write gzipped lines; the same lines are the same bytes, whenever they are written."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=_LEVEL, fileobj=raw, mtime=0) as file,
    ):
        for line in lines:
            file.write(f"{line}\n".encode())


def write_factors(path: Path, factors: Factors) -> None:
    """Write the arrays of `Factors` as members of an ``.npz``."""
    np.savez(
        path,
        ids=factors.ids,
        vectors=factors.vectors,
        gram=factors.gram,
        regularization=np.float64(factors.regularization),
        alpha=np.float64(factors.alpha),
    )


def add_files(folder: Path, files: Iterable[Path]) -> None:
    """Copy what other jobs made.

    Raises:
        TrainingInputError: A file is not there, or is none of `ADDED`.
    """
    for path in files:
        if path.name not in ADDED or not path.is_file():
            raise TrainingInputError(
                f"{path} cannot be added to the signals.",
                fix=f"Name files that are there, called {', '.join(ADDED)}.",
                field="also",
            )
        shutil.copyfile(path, folder / path.name)


@contextmanager
def unfinished_folder(out: Path) -> Iterator[Path]:
    """An empty folder inside `out` to work in, gone at the end; so are those of batches that died.

    Raises:
        TrainingInputError: `out` cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(out)
        folder = Path(mkdtemp(prefix=_UNFINISHED, dir=out))
    except OSError as error:
        raise TrainingInputError(
            f"{out} cannot be written: {error.strerror}.",
            fix="Name a folder that can be written.",
            field="out",
        ) from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def finish(folder: Path, out: Path, manifest: JsonObject) -> tuple[Path, JsonObject]:
    """Write the manifest and move the folder into `out`, to its name, the version.

    The version is of the files, the settings and the recommender. Where it is there already and
    undamaged it stays as it is: its files are the same.

    Returns:
        The version's folder, and its manifest.
    """
    files = {path.name: _checksum(path) for path in sorted(folder.iterdir())}
    identity = [files, manifest["settings"], manifest["recommender"]]
    text = json.dumps(identity, sort_keys=True)
    version = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    whole: JsonObject = {"version": version, **manifest, "files": files}
    target = out / version
    if is_whole(target):
        return target, json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    if target.exists():
        shutil.rmtree(target)
    folder.rename(target)
    return target, whole


def is_whole(folder: Path) -> bool:
    """Whether a version's folder has all files of its manifest, each as it was written."""
    try:
        files: Mapping[str, str] = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        return all(_checksum(folder / name) == checksum for name, checksum in files.items())
    except (OSError, ValueError, KeyError):
        return False


def _remove_abandoned(out: Path) -> None:
    for folder in out.glob(f"{_UNFINISHED}*"):
        with suppress(FileNotFoundError):  # another batch was faster
            if time.time() - folder.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(folder, ignore_errors=True)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
