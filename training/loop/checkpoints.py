"""Checkpoints that are whole or absent.

::

    checkpoints/
        checkpoint-00000200/
            model.safetensors      trained parameters and persistent buffers
            optimizer.pt scheduler.pt trainer_state.json
            run.json               the settings that it belongs to
            checksums.json         SHA-256 of every other file
        checkpoint-00000300/
        writing-00000400/          of a process that was killed; nobody reads it

A checkpoint is written aside, flushed to the disk, and renamed in one step. A kill at any moment
leaves the ones before as they were; what a disk or a copy damaged later fails its checksums.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEPT = 2
"""One to resume from, and the one before in case it was damaged."""

_CHECKSUMS = "checksums.json"
_NAME = "checkpoint-"
_ASIDE = "writing-"


class CheckpointFolder:
    """The checkpoints of one run, by step.

    Args:
        folder: May not exist yet. One process a machine writes to it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, step: int) -> Path:
        """Where the checkpoint of a step stands."""
        return self.folder / f"{_NAME}{step:08d}"

    def steps(self) -> list[int]:
        """Steps that have a checkpoint, newest first; whole or not."""
        found = self.folder.glob(f"{_NAME}*") if self.folder.is_dir() else ()
        names = [path.name.removeprefix(_NAME) for path in found if path.is_dir()]
        return sorted((int(name) for name in names if name.isdecimal()), reverse=True)

    def damage(self, step: int) -> str:
        """What is wrong with a checkpoint, in a few words; empty where it is whole."""
        folder = self.path(step)
        try:
            expected = json.loads((folder / _CHECKSUMS).read_text("utf-8"))
        except (OSError, ValueError):
            return f"{_CHECKSUMS} is missing or unreadable"
        if not isinstance(expected, dict) or not expected:
            return f"{_CHECKSUMS} names no files"
        for name, checksum in expected.items():
            path = folder / name
            if not path.is_file():
                return f"{name} is missing"
            if _sha256(path) != checksum:
                return f"{name} has another checksum than when it was written"
        return ""

    @contextmanager
    def writing(self, step: int) -> Iterator[Path]:
        """A folder to write a checkpoint's files into; it counts once the block is left."""
        aside = self.folder / f"{_ASIDE}{step:08d}"
        self._clear_aside()
        aside.mkdir(parents=True)
        yield aside
        sums = {path.name: _sha256(path) for path in sorted(aside.iterdir())}
        (aside / _CHECKSUMS).write_text(json.dumps(sums, indent=1), "utf-8")
        for path in (*aside.iterdir(), aside):
            _flush(path)
        shutil.rmtree(self.path(step), ignore_errors=True)  # a damaged one of the same step
        aside.rename(self.path(step))
        _flush(self.folder)
        for old in self.steps()[KEPT:]:
            shutil.rmtree(self.path(old))

    def _clear_aside(self) -> None:
        for left in self.folder.glob(f"{_ASIDE}*"):
            shutil.rmtree(left)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Until this returns, a power cut may lose what was written."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
