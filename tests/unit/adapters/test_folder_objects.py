"""What only the folder store has to get right: crashes, copies, and files put there by hand."""

import errno
import io
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.domain.errors import (
    InvalidInputError,
    ObjectChangedError,
    ObjectNotFoundError,
    ObjectsUnavailableError,
    StorageFullError,
)
from shopguide.ports.object_store import ObjectInfo

KEY = "catalog/products/shop.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "objects"


@pytest.fixture
def store(folder: Path) -> FolderObjectStore:
    return FolderObjectStore(folder)


class BreakingStream(io.RawIOBase):
    """Gives some bytes, then fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self._given = False

    def read(self, size: int = -1) -> bytes:
        if self._given:
            raise self._error
        self._given = True
        return b"half"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_object_is_a_plain_file_and_nothing_else_is_left(
    store: FolderObjectStore, folder: Path
) -> None:
    store.put(KEY, b"one")
    store.put(KEY, b"two")
    assert files(folder) == [folder / KEY]
    assert (folder / KEY).read_bytes() == b"two"


def test_copied_folder_has_the_same_objects(store: FolderObjectStore, folder: Path) -> None:
    info = store.put(KEY, b"id,title\n")
    copy = shutil.copytree(folder, folder.with_name("copy"), copy_function=shutil.copyfile)
    shutil.rmtree(folder)
    moved = FolderObjectStore(copy)
    assert list(moved.list()) == [info]
    with moved.open(KEY, if_match=info.etag) as stream:
        assert stream.read() == b"id,title\n"


def test_file_put_there_by_hand_is_an_object(store: FolderObjectStore, folder: Path) -> None:
    path = folder / KEY
    path.parent.mkdir(parents=True)
    path.write_bytes(b"by hand")
    etag = store.put("by/store", b"by hand").etag
    assert store.head(KEY) == ObjectInfo(KEY, etag, 7)
    path.write_bytes(b"BY HAND")
    os.utime(path, ns=(0, time.time_ns()))
    assert store.head(KEY).etag != etag
    with pytest.raises(ObjectChangedError):
        store.open(KEY, if_match=etag)


def test_etag_does_not_need_extended_attributes(
    store: FolderObjectStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise OSError(errno.ENOTSUP, "not supported")

    with_attributes = store.put(KEY, b"content")
    monkeypatch.setattr(os, "getxattr", refuse, raising=False)
    monkeypatch.setattr(os, "setxattr", refuse, raising=False)
    assert store.put("other", b"content").etag == with_attributes.etag
    assert store.head("other").etag == store.head(KEY).etag == with_attributes.etag


def test_hidden_and_unfinished_files_are_not_listed(store: FolderObjectStore, folder: Path) -> None:
    store.put("a/b", b"")
    (folder / "a" / ".DS_Store").touch()
    (folder / ".unfinished" / "tmp123").touch()
    assert [info.key for info in store.list()] == ["a/b"]


def test_left_overs_of_a_crash_are_removed_a_day_later(
    store: FolderObjectStore, folder: Path
) -> None:
    old, fresh = folder / ".unfinished" / "old", folder / ".unfinished" / "fresh"
    old.touch()
    fresh.touch()
    os.utime(old, (0, 0))
    FolderObjectStore(folder)
    assert files(folder) == [fresh]


def test_broken_upload_leaves_the_old_object(store: FolderObjectStore, folder: Path) -> None:
    store.put(KEY, b"old")
    with pytest.raises(ConnectionError):
        store.put(KEY, BreakingStream(ConnectionError("gone")))  # type: ignore[arg-type]
    assert files(folder) == [folder / KEY]
    assert (folder / KEY).read_bytes() == b"old"


def test_key_below_another_object_is_refused(store: FolderObjectStore) -> None:
    store.put("a/b", b"")
    for key in ("a", "a/b/c"):
        with pytest.raises(InvalidInputError, match="part of its key"):
            store.put(key, b"")
        with pytest.raises(ObjectNotFoundError):
            store.head(key)
        store.delete(key)
    assert [info.key for info in store.list()] == ["a/b"]


def test_folder_below_a_file_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ObjectsUnavailableError):
        FolderObjectStore(tmp_path / "file" / "objects")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_full_disk_is_told_and_leaves_what_was_there(small_disk: Path) -> None:
    store = FolderObjectStore(small_disk / "objects")
    info = store.put(KEY, b"old")
    with pytest.raises(StorageFullError):
        store.put(KEY, io.BytesIO(b"x" * (2 << 20)))
    assert store.head(KEY) == info
    assert store.put(KEY, b"x" * (1 << 19)).size == 1 << 19
