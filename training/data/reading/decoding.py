"""The lines of a file that may be packed, and in one of several encodings.

The encodings are those that a catalogue import understands (docs/data-formats.md).
"""

import codecs
import contextlib
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from shopguide.text.encodings import OTHER_FORMATS, encoding_of
from training.errors import TrainingInputError

_SNIFFED_BYTES = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_ENCODING_FIX = "Save it in UTF-8 (also understood: UTF-16 with its mark, and GB18030)."


@contextlib.contextmanager
def open_lines(path: Path, name: str) -> Iterator[Iterator[str]]:
    """The lines of a file with their line ends, read once; `name` is what messages call it.

    Raises:
        TrainingInputError: the file is empty, no text, in an unknown encoding (with the line, also
            while reading), or damaged gzip.
    """
    with open_bytes(path) as stream, _damage_named(name):
        prefix = stream.peek(_SNIFFED_BYTES)[:_SNIFFED_BYTES]
        encoding = _encoding_of(prefix, name)
        try:
            yield io.TextIOWrapper(stream, encoding, newline="")
        except UnicodeDecodeError as error:
            raise _undecodable(name, _line_at_fault(path, encoding)) from error


def open_bytes(path: Path) -> io.BufferedReader:
    """The bytes of a file, unpacked where they are gzip, whatever its name is."""
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == _GZIP_MAGIC
        source = gzip.GzipFile(path) if is_packed else path.open("rb", buffering=0)
    except OSError as error:
        raise TrainingInputError(
            f"{path}: the file cannot be read: {error.strerror}.",
            fix="Look at its permissions, or whether it is still there.",
        ) from error
    return io.BufferedReader(source, _SNIFFED_BYTES)  # type: ignore[type-var]


@contextlib.contextmanager
def _damage_named(name: str) -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise TrainingInputError(
            f"{name}: the gzip file ends early or is damaged.",
            fix="Pack it again with gzip.",
        ) from error


def _encoding_of(prefix: bytes, name: str) -> str:
    text = prefix.removeprefix(codecs.BOM_UTF8).lstrip()
    if not text:
        raise TrainingInputError(f"{name}: the file is empty.", fix="Remove it, or add its rows.")
    for magic, meaning in OTHER_FORMATS.items():
        if text.startswith(magic):
            raise TrainingInputError(
                f"{name}: the file is {meaning}, not delimited text.",
                fix="Save it as CSV in UTF-8.",
            )
    try:
        return encoding_of(prefix)
    except UnicodeDecodeError as error:
        raise _undecodable(name, _first_undecodable(io.BytesIO(prefix), "utf-8")) from error


def _line_at_fault(path: Path, encoding: str) -> int | None:
    """The line with the byte at fault; unknown in UTF-16, where a line end is no single byte."""
    if encoding not in ("utf-8", "utf-8-sig", "gb18030"):
        return None
    with open_bytes(path) as stream:
        return _first_undecodable(stream, encoding)


def _first_undecodable(stream: BinaryIO | io.BufferedReader, encoding: str) -> int | None:
    for number, line in enumerate(stream, start=1):
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            return number
    return None


def _undecodable(name: str, line: int | None) -> TrainingInputError:
    where = "" if line is None else f" in line {line}"
    return TrainingInputError(
        f"{name}: a byte{where} is no text in the file's encoding.", fix=_ENCODING_FIX
    )
