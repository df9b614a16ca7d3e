"""Engine errors in ShopGuide's words, and the guard that keeps a full disk from killing us."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shopguide.domain.errors import (
    DataFolderInUseError,
    IndexUnavailableError,
    ShopGuideError,
    StorageFullError,
    means_full_disk,
)

RESERVED_BYTES = 128 * 1024 * 1024
"""Free space that writes leave alone: the engine maps sparse files of 32 MiB (log, vectors, fields)
and a write to a mapped hole that finds no room ends the process with SIGBUS, not with an error."""

_NO_ROOM = ("no space left", "os error 28", "disk quota", "not enough space")


@contextmanager
def engine_errors(doing: str, folder: Path) -> Iterator[None]:
    """Translate whatever the engine raises while it is `doing` something to `folder`.

    Raises:
        StorageFullError: there is no room on the disk.
        DataFolderInUseError: another process holds the index.
        IndexUnavailableError: anything else, with the engine's own message.
    """
    try:
        yield
    except ShopGuideError:
        raise
    except Exception as error:  # the engine raises bare Exception for all it has to say
        raise _translated(error, doing, folder) from error


def require_space(folder: Path, reserved_bytes: int) -> None:
    """Raise `StorageFullError` where fewer than `reserved_bytes` are free."""
    free = shutil.disk_usage(folder).free
    if free < reserved_bytes:
        raise _full(folder, f"{free // 2**20} MiB are free, {reserved_bytes // 2**20} are kept")


def _translated(error: Exception, doing: str, folder: Path) -> ShopGuideError:
    text = str(error)
    full = isinstance(error, OSError) and means_full_disk(error)
    if full or any(sign in text.lower() for sign in _NO_ROOM):
        return _full(folder, text)
    if "WouldBlock" in text:
        return DataFolderInUseError(
            f"Another process holds the index in {folder}.",
            fix="Stop that server, or send it your request with --url.",
        )
    return IndexUnavailableError(
        f"The index in {folder} failed at {doing}: {text}",
        fix="If it stays so, the index is damaged: restore the whole data folder from a backup, or"
        " upload all files into a new one.",
    )


def _full(folder: Path, detail: str) -> StorageFullError:
    return StorageFullError(
        f"The disk that holds {folder} is full: {detail}.",
        fix="Make room there and try again; what is stored was not changed.",
    )
