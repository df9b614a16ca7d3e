"""Objects as plain files under one folder."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from shopguide.adapters.folder.etag import copy_hashed, etag_of
from shopguide.adapters.system.durable import make_folders, sync_to_disk
from shopguide.domain.errors import (
    InvalidInputError,
    ObjectChangedError,
    ObjectNotFoundError,
    ObjectsUnavailableError,
    StorageFullError,
    means_full_disk,
)
from shopguide.ports.limits import check_object_key
from shopguide.ports.object_store import ObjectInfo

_UNFINISHED = ".unfinished"
_UNFINISHED_SECONDS = 24 * 3600
_NO_FILE = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


class FolderObjectStore:
    """An object is the file ``<folder>/<key>``; files put there by hand are objects too.

    A file is never changed in place: new bytes become a new file that takes the old one's name, so
    an open stream keeps the bytes it began with. The etag is a hash of the bytes. It is computed
    while they are copied and kept in an extended attribute of the file, where it cannot be parted
    from them; where there is none (a file put there by hand, a copied folder, a file system without
    such attributes), it is computed again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unfinished = folder / _UNFINISHED
        with self._translating(folder):
            self._unfinished.mkdir(parents=True, exist_ok=True)
            self._sweep()

    def put(self, key: str, body: BinaryIO | bytes) -> ObjectInfo:
        """Store an object, on the disk with its name when this returns."""
        path = self._path(key)
        stream = BytesIO(body) if isinstance(body, bytes) else body
        with self._translating(path):
            handle, name = tempfile.mkstemp(dir=self._unfinished)
            try:
                with os.fdopen(handle, "wb") as file:
                    etag, size = copy_hashed(stream, file)
                _take_name(Path(name), path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        return ObjectInfo(key, etag, size)

    def open(self, key: str, *, if_match: str | None = None) -> BinaryIO:
        """A stream of the object's bytes; the caller closes it.

        Raises:
            ObjectNotFoundError: no such key.
            ObjectChangedError: its etag is no longer `if_match`.
        """
        file = self._open(key)
        try:
            self._check_unchanged(key, file, if_match)
        except BaseException:
            file.close()
            raise
        return file

    def head(self, key: str) -> ObjectInfo:
        """Facts about an object; `ObjectNotFoundError` if there is none."""
        with self._open(key) as file:
            return ObjectInfo(key, self._etag(key, file), os.fstat(file.fileno()).st_size)

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """Objects whose key begins with `prefix`, by key; one deleted meanwhile is left out."""
        for key in self._keys("", prefix):
            with suppress(ObjectNotFoundError):
                yield self.head(key)

    def delete(self, key: str) -> None:
        """Delete an object; an unknown key is ignored."""
        path = self._path(key)
        with self._translating(path), suppress(*_NO_FILE):
            path.unlink()
            sync_to_disk(path.parent)

    def _path(self, key: str) -> Path:
        check_object_key(key)
        return self._folder / key

    def _open(self, key: str) -> BinaryIO:
        path = self._path(key)
        with self._translating(path):
            try:
                return path.open("rb")
            except _NO_FILE:
                raise ObjectNotFoundError(f"There is no object {key!r}.", field="key") from None

    def _check_unchanged(self, key: str, file: BinaryIO, etag: str | None) -> None:
        if etag is not None and self._etag(key, file) != etag:
            raise ObjectChangedError(
                f"{key} was overwritten in the meantime.", fix="Read it again from the start."
            )

    def _etag(self, key: str, file: BinaryIO) -> str:
        with self._translating(self._folder / key):
            return etag_of(file)

    def _keys(self, folder: str, prefix: str) -> Iterator[str]:
        # With its "/" a folder sorts where its keys do: "a-b" < "a/b" < "ab".
        with self._translating(self._folder / folder):
            try:
                entries = [
                    folder + entry.name + ("/" if entry.is_dir(follow_symlinks=False) else "")
                    for entry in os.scandir(self._folder / folder)
                    if not entry.name.startswith(".")
                ]
            except FileNotFoundError:
                return
        for entry in sorted(entries):
            if entry.endswith("/") and (entry.startswith(prefix) or prefix.startswith(entry)):
                yield from self._keys(entry, prefix)
            elif entry.startswith(prefix):
                yield entry

    def _sweep(self) -> None:
        """Remove what a crash left half written."""
        for path in self._unfinished.iterdir():
            if path.stat().st_mtime < time.time() - _UNFINISHED_SECONDS:
                path.unlink(missing_ok=True)

    @contextmanager
    def _translating(self, path: Path) -> Iterator[None]:
        try:
            yield
        except (ConnectionError, TimeoutError):
            raise  # of the stream that is being stored, never of a disk
        except OSError as error:
            if means_full_disk(error):
                raise StorageFullError(
                    f"No room is left on the disk that holds {self._folder}; nothing was stored.",
                    fix="Free some space and try again.",
                ) from error
            raise ObjectsUnavailableError(
                f"{path} cannot be used: {error.strerror}.",
                fix="Check that the disk works and that this user may write to the data folder.",
            ) from error


def _take_name(unfinished: Path, path: Path) -> None:
    try:
        make_folders(path.parent)
        unfinished.replace(path)
    except (NotADirectoryError, IsADirectoryError, FileExistsError) as error:
        raise InvalidInputError(
            f"{path} cannot be stored: another object has a part of its key as a whole key.",
            fix="Use keys of which none is a folder of another.",
            field="key",
        ) from error
    sync_to_disk(path.parent)
