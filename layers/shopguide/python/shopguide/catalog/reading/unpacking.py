"""Bytes of an uploaded file, unpacked if they are gzip, and the limits on how many."""

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO

from shopguide.domain.errors import CatalogFileError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_BYTES = 8 * 1024**3
"""Largest file, unpacked."""
MAX_EXPANSION = 200
"""A gzip file may unpack to this many times its size (beyond the first 64 MiB)."""

_FREE_BYTES = 64 * 1024**2
_BUFFER_BYTES = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"


class UnpackedStream:
    """The object's bytes, unpacked if they are gzip, never more than the limits allow.

    Args:
        stream: The object's bytes.
        file: Its key, for messages.

    Raises:
        CatalogFileError: ``not_gzip``.
    """

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._file = file
        self._packed = _CountedStream(stream)
        buffered = io.BufferedReader(self._packed, _BUFFER_BYTES)
        self.is_gzip = buffered.peek(2)[:2] == _GZIP_MAGIC
        if file.endswith(".gz") and not self.is_gzip and buffered.peek(1):
            raise CatalogFileError(
                "The file's name ends in .gz, but it is not gzip.",
                file=file,
                reason="not_gzip",
                fix="Pack it with gzip, or drop .gz from its name.",
            )
        self._bytes: io.BufferedIOBase = (
            gzip.GzipFile(fileobj=buffered) if self.is_gzip else buffered
        )
        self._count = 0

    def read(self, size: int) -> bytes:
        """The next `size` bytes; fewer only where the file ends.

        Raises:
            CatalogFileError: ``gzip_damaged``, ``file_too_large``.
        """
        try:
            data = self._bytes.read(size)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise CatalogFileError(
                "The gzip file ends early or is damaged.",
                file=self._file,
                reason="gzip_damaged",
                fix="Pack it again with gzip and upload it whole.",
            ) from error
        self._count += len(data)
        self._check_size()
        return data

    def _check_size(self) -> None:
        expanded = self.is_gzip and self._count > _FREE_BYTES + MAX_EXPANSION * self._packed.count
        if self._count > MAX_BYTES or expanded:
            raise CatalogFileError(
                f"The file unpacks to more than {MAX_BYTES >> 30} GiB"
                f" or to more than {MAX_EXPANSION} times its size.",
                file=self._file,
                reason="file_too_large",
                fix="Split it into several products-delta files.",
            )


class _CountedStream(io.RawIOBase):
    """Counts the bytes that are read through it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        target = memoryview(buffer)
        data = self._stream.read(len(target))
        target[: len(data)] = data
        self.count += len(data)
        return len(data)
