"""The etag of a file: a hash of its bytes, kept with the file so that it is computed once."""

import hashlib
import os
import sys
from contextlib import suppress
from typing import BinaryIO

PIECE_BYTES = 1 << 20

_ATTRIBUTE = "user.shopguide.etag"


def copy_hashed(source: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    """Copy a stream into a new file, on the disk when this returns; its etag and size."""
    digest = _digest()
    size = 0
    while piece := source.read(PIECE_BYTES):
        digest.update(piece)
        size += target.write(piece)
    target.flush()
    _keep(target, digest.hexdigest())
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def etag_of(file: BinaryIO) -> str:
    """The etag of an open file, which is left at its start."""
    kept = _kept(file)
    if kept is not None:
        return kept
    before = _version(file)
    digest = _digest()
    while piece := file.read(PIECE_BYTES):
        digest.update(piece)
    file.seek(0)
    # A file that somebody writes by hand right now has no lasting etag yet.
    if _version(file) == before:
        _keep(file, digest.hexdigest())
    return digest.hexdigest()


def _digest() -> "hashlib.blake2b":
    return hashlib.blake2b(digest_size=16)


def _version(file: BinaryIO) -> str:
    status = os.fstat(file.fileno())
    return f"{status.st_size} {status.st_mtime_ns}"


def _keep(file: BinaryIO, etag: str) -> None:
    # An attribute belongs to the file itself and not to its name, so it cannot be taken for
    # another version's; size and time tell when somebody has written into the file since.
    if sys.platform == "linux":
        with suppress(OSError):
            os.setxattr(file.fileno(), _ATTRIBUTE, f"{etag} {_version(file)}".encode())


def _kept(file: BinaryIO) -> str | None:
    if sys.platform == "linux":
        with suppress(OSError):
            etag, _, version = os.getxattr(file.fileno(), _ATTRIBUTE).decode().partition(" ")
            return etag if version == _version(file) else None
    return None
