"""Bytes of an uploaded file to text: which encoding, and what to do with bytes that are no text.

A file that is ASCII so far can still turn out to be anything that contains ASCII. So the encoding
is settled by the first byte beyond it, however late that comes, and the text around it.
"""

import codecs
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import BinaryIO

from shopguide.catalog.reading.facts import Guess
from shopguide.catalog.reading.unpacking import UnpackedStream
from shopguide.domain.errors import CatalogFileError
from shopguide.text.encodings import OTHER_FORMATS, guess_encoding

PIECE_CHARACTERS = 64 * 1024
"""Longest piece of text that `pieces` yields."""

BROKEN = "\ufdd0"
"""Stands for bytes that are no text in the file's encoding; no text has this character itself."""

_SURE_BY_SENSE = 0.98
_WINDOW_BYTES = 256 * 1024
_CHUNK_BYTES = 128 * 1024
_BINARY = {magic: meaning for magic, meaning in OTHER_FORMATS.items() if magic != b"<"}
_XML_ENCODING = re.compile(rb"""<\?xml[^>]{0,80}\sencoding=["']([A-Za-z0-9._-]{1,40})["']""")
_FIRST_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_MARK_BROKEN = "shopguide-mark-broken"
_FIX = (
    "Save the file as CSV in UTF-8 (in Excel: Save As, “CSV UTF-8”; also understood: UTF-16 with"
    " its mark, and GB18030)."
)


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return BROKEN, error.end


codecs.register_error(_MARK_BROKEN, _mark_broken)


class TextFile:
    """The text of one uploaded file, read once from front to end.

    `guess` is its encoding as far as it was read; `start` its first characters; `is_broken` whether
    some bytes so far were no text, each marked by `BROKEN` in the pieces.

    Args:
        stream: The object's bytes.
        file: Its key, for messages.

    Raises:
        CatalogFileError: ``empty_file``, ``not_gzip``, ``gzip_damaged``, ``not_csv``,
            ``wrong_encoding``; while reading also ``file_too_large``.
    """

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._file = file
        self._source = UnpackedStream(stream, file)
        self._first = self._source.read(_WINDOW_BYTES)
        self._declared = ""
        self._lines = 0
        self._is_settled = False
        self.guess: Guess
        self.is_gzip = self._source.is_gzip
        self.is_broken = False
        _refuse_binary(self._first, file)
        if declared := _XML_ENCODING.search(self._first[:256]):
            self._declared = declared[1].decode()
        self._settle(self._first, 0)
        start = codecs.getincrementaldecoder(self.guess.value)("ignore").decode(self._first[:4096])
        self.start = start.removeprefix("\ufeff").lstrip()

    @property
    def encoding(self) -> str:
        """The Python codec of its bytes."""
        return self.guess.value

    def trust(self) -> None:
        """Be sure of GB18030 or UTF-16, because what was read of it makes sense."""
        if self.guess.value.startswith(("gb18030", "utf-16")):
            confidence = max(self.guess.confidence, _SURE_BY_SENSE)
            self.guess = Guess(self.guess.value, confidence)

    def pieces(self) -> Iterator[str]:
        """The lines with their line ends; one beyond `PIECE_CHARACTERS` comes in several pieces."""
        rest = ""
        for text in self._texts():
            lines = io.StringIO(rest + text, newline="").readlines()
            rest = lines.pop() if lines and not lines[-1].endswith("\n") else ""
            if lines and len(max(lines, key=len)) > PIECE_CHARACTERS:
                yield from chain.from_iterable(map(_cut, lines))
            else:
                yield from lines
            if len(rest) > PIECE_CHARACTERS:
                *cut, rest = _cut(rest)
                yield from cut
        if rest:
            yield rest

    def _texts(self) -> Iterator[str]:
        """The text in chunks; a character that two chunks share belongs to the second."""
        decoder = codecs.getincrementaldecoder(self.guess.value)(_MARK_BROKEN)
        data, self._first = self._first, b""
        while data:
            if not self._is_settled and (found := _FIRST_NOT_ASCII.search(data)):
                yield self._counted(data[: found.start()].decode("ascii"))
                data = data[found.start() :]
                data += self._source.read(_WINDOW_BYTES)
                self._settle(data, max(self._lines, 1))
                decoder = codecs.getincrementaldecoder(self.guess.value)(_MARK_BROKEN)
            yield self._counted(decoder.decode(data))
            data = self._source.read(_CHUNK_BYTES)
        yield self._counted(decoder.decode(b"", final=True))

    def _settle(self, sample: bytes, ascii_lines: int) -> None:
        """Guess the encoding; it is settled unless all is ASCII."""
        try:
            found = guess_encoding(
                sample,
                ascii_lines=ascii_lines,
                is_whole=len(sample) < _WINDOW_BYTES,
                declared=self._declared,
            )
        except UnicodeDecodeError as error:
            raise self._no_text(error) from error
        self.guess = Guess(found.codec, round(found.confidence, 3))
        self._is_settled = found.codec != "utf-8" or not sample.isascii()

    def _counted(self, text: str) -> str:
        self._lines += text.count("\n")
        if BROKEN in text:
            self.is_broken = True
        return text

    def _no_text(self, error: UnicodeDecodeError) -> CatalogFileError:
        line = 1 + self._lines + error.object.count(b"\n", 0, error.start)
        byte = error.object[error.start]
        return CatalogFileError(
            f"Line {line} has the byte 0x{byte:02x}, which is no text in {error.encoding}"
            " or any other encoding that is understood.",
            file=self._file,
            reason="wrong_encoding",
            line=line,
            fix=_FIX,
        )


def _cut(line: str) -> Sequence[str]:
    """The line in pieces; one that ends in CR LF is not cut between them."""
    end = len(line) - 2 if line.endswith("\r\n") else len(line) - 1
    places = [*range(0, max(end, 1), PIECE_CHARACTERS), len(line)]
    return [line[start:stop] for start, stop in pairwise(places)]


def _refuse_binary(first: bytes, file: str) -> None:
    if not first.strip():
        raise CatalogFileError(
            "The file is empty.", file=file, reason="empty_file", fix="Upload a file with rows."
        )
    for magic, meaning in _BINARY.items():
        if first.startswith(magic):
            raise CatalogFileError(
                f"The file is {meaning}, not CSV.", file=file, reason="not_csv", fix=_FIX
            )
