"""Bytes of an uploaded file to text: gzip, encodings, and the limits on both."""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from shopguide.domain.errors import CatalogFileError
from shopguide.text.encodings import OTHER_FORMATS, encoding_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_BYTES = 8 * 1024**3
"""Largest file, unpacked."""
MAX_EXPANSION = 200
"""A gzip file may unpack to this many times its size (beyond the first 64 MiB)."""
PIECE_CHARACTERS = 64 * 1024
"""Longest piece of text that `pieces` yields."""

_FREE_BYTES = 64 * 1024**2
_SNIFFED_BYTES = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_NOT_CSV = {**OTHER_FORMATS, b"{": "JSON", b"[": "JSON"}
_FIX = "Save the file as CSV in UTF-8 (also understood: UTF-16 with its mark, and GB18030)."


class TextFile:
    """The text of one uploaded file, read once from front to end.

    Args:
        stream: The object's bytes.
        file: Its key, for messages.

    Raises:
        CatalogFileError: ``empty_file``, ``not_gzip``, ``gzip_damaged``, ``not_csv``,
            ``wrong_encoding``; while reading also ``file_too_large``.
    """

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._file = file
        self._source = _UnpackedStream(stream, file)
        prefix = self._source.prefix
        if not prefix.strip():
            raise CatalogFileError(
                "The file is empty.", file=file, reason="empty_file", fix="Upload a file with rows."
            )
        text = prefix.removeprefix(codecs.BOM_UTF8).lstrip()
        for magic, meaning in _NOT_CSV.items():
            if text.startswith(magic):
                raise CatalogFileError(
                    f"The file is {meaning}, not CSV.", file=file, reason="not_csv", fix=_FIX
                )
        try:
            self.encoding = encoding_of(prefix)
        except UnicodeDecodeError as error:
            raise _undecodable(error, file, 1) from error

    def pieces(self) -> Iterator[str]:
        """The lines with their line ends; one beyond `PIECE_CHARACTERS` comes in several pieces."""
        text = io.TextIOWrapper(
            io.BufferedReader(self._source, PIECE_CHARACTERS), self.encoding, newline=""
        )
        line = 1
        try:
            while piece := text.readline(PIECE_CHARACTERS):
                yield piece
                line += piece[-1] in "\r\n"
        except UnicodeDecodeError as error:
            raise _undecodable(error, self._file, line) from error


class _UnpackedStream(io.RawIOBase):
    """The object's bytes, unpacked if they are gzip, never more than the limits allow."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        super().__init__()
        self._file = file
        self._packed = _CountedStream(stream)
        buffered = io.BufferedReader(self._packed, PIECE_CHARACTERS)
        self._is_gzip = buffered.peek(2)[:2] == _GZIP_MAGIC
        if file.endswith(".gz") and not self._is_gzip and buffered.peek(1):
            raise CatalogFileError(
                "The file's name ends in .gz, but it is not gzip.",
                file=file,
                reason="not_gzip",
                fix="Pack it with gzip, or drop .gz from its name.",
            )
        self._bytes: io.BufferedIOBase = (
            gzip.GzipFile(fileobj=buffered) if self._is_gzip else buffered
        )
        self._count = 0
        self.prefix = self._read(_SNIFFED_BYTES)
        self._unread = memoryview(self.prefix)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        target = memoryview(buffer)
        if not self._unread:
            self._unread = memoryview(self._read(len(target)))
        size = min(len(target), len(self._unread))
        target[:size] = self._unread[:size]
        self._unread = self._unread[size:]
        return size

    def _read(self, size: int) -> bytes:
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
        expanded = self._is_gzip and self._count > _FREE_BYTES + MAX_EXPANSION * self._packed.count
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


def _undecodable(error: UnicodeDecodeError, file: str, first_line: int) -> CatalogFileError:
    """The error for the byte at fault; `first_line` is the line that its chunk begins in."""
    before = error.object[: error.start].decode(error.encoding, "ignore")
    line = first_line + len(before.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
    byte = error.object[error.start]
    return CatalogFileError(
        f"Line {line} has the byte 0x{byte:02x}, which is no text in {error.encoding}.",
        file=file,
        reason="wrong_encoding",
        line=line,
        fix=_FIX,
    )
