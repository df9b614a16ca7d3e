"""Which encoding the bytes of a file are in, how sure that is, and whether they are text at all."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

from shopguide.text.gb18030 import gb18030_confidence

OTHER_FORMATS: Mapping[bytes, str] = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an Excel workbook",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file",
    b"<": "XML or HTML",
}
"""What a file that is no delimited text begins with, and what it is then."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ("big5", "gb18030", "cp1252", "latin_1")
_LEGACY_CONFIDENCE = 0.7
"""The most that a guess at an encoding of `_LEGACY` can have: a person has to look at it."""

_LINES_TO_A_STRAY = 1000
"""With fewer lines of ASCII to a line that is not, the file is in an encoding of its own."""

_WIDE_SAMPLE = 16 * 1024
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ORDINARY = re.compile(
    "[\t\n\r -~\u00a0-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2122"
    "\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e\uffe5]"
)


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """A Python codec, and how sure it is: from 0 to 1, which is certain."""

    codec: str
    confidence: float


def encoding_of(prefix: bytes) -> str:
    """The Python codec that reads a file which begins with these bytes, if that is beyond doubt.

    UTF-8, UTF-16 and UTF-32 by their marks, UTF-8 and UTF-16 without one, and GB18030.

    Raises:
        UnicodeDecodeError: none does; it says what is wrong with them as UTF-8.
    """
    if guess := _marked(prefix) or _wide(prefix):
        return guess.codec
    try:
        codecs.getincrementaldecoder("utf-8")().decode(prefix)
    except UnicodeDecodeError:
        if gb18030_confidence(prefix):
            return "gb18030"
        raise
    return "utf-8"


def guess_encoding(
    sample: bytes, *, ascii_lines: int = 0, is_whole: bool = False, declared: str = ""
) -> EncodingGuess:
    """The encoding that text which begins with `sample` is most likely in.

    Certain for a mark and for valid UTF-8. UTF-8 may have a broken byte here and there, and
    GB18030 too. Big5 and Western one-byte encodings come last and never with more than
    `_LEGACY_CONFIDENCE`.

    Args:
        sample: The bytes.
        ascii_lines: How many lines of ASCII stand before them; UTF-16 and marks are known only at
            the beginning of a file.
        is_whole: Whether nothing follows them, so that a character cut off is broken.
        declared: The encoding that the text itself names, as XML does; counts where it fits.

    Raises:
        UnicodeDecodeError: they are no text; it says what is wrong with them as UTF-8.
    """
    if not ascii_lines and (found := _marked(sample) or _wide(sample)):
        return found
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, is_whole)
    except UnicodeDecodeError:
        if found := _declared(sample, declared) or _without_mark(sample, ascii_lines):
            return found
        raise
    return EncodingGuess("utf-8", 1.0)


def _marked(sample: bytes) -> EncodingGuess | None:
    marks = (codec for mark, codec in _BYTE_ORDER_MARKS if sample.startswith(mark))
    codec = next(marks, "")
    return EncodingGuess(codec, 1.0) if codec else None


def _wide(sample: bytes) -> EncodingGuess | None:
    """UTF-16 without a mark: its ASCII, line ends at least, has NUL as every other byte."""
    start = sample[:_WIDE_SAMPLE]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < 2 or min(even, odd) > max(even, odd) / 8:
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = codecs.getincrementaldecoder(codec)().decode(start)
    except UnicodeDecodeError:
        return None
    ordinary = len(_ORDINARY.findall(text)) / len(text)
    has_line_end = "\n" in text or "\r" in text
    return EncodingGuess(codec, min(ordinary, 0.98)) if ordinary > 0.9 and has_line_end else None


def _declared(sample: bytes, declared: str) -> EncodingGuess | None:
    try:
        codec = codecs.lookup(declared).name
        codec = "gb18030" if codec in ("gb2312", "gbk") else codec
        codecs.getincrementaldecoder(codec)().decode(sample)
    except (LookupError, ValueError, TypeError):
        return None
    return EncodingGuess(codec, 0.95)


def _without_mark(sample: bytes, ascii_lines: int) -> EncodingGuess | None:
    guesses = [_damaged_utf8(sample), _gb18030(sample), _scattered(sample, ascii_lines)]
    found = [guess for guess in guesses if guess]
    return next((guess for guess in found if guess.confidence >= 0.8), None) or (
        found[0] if found else _legacy(sample)
    )


def _damaged_utf8(sample: bytes) -> EncodingGuess | None:
    """UTF-8 with few broken bytes: other encodings are hardly ever valid UTF-8 by chance."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    broken = text.count("\ufffd") - sample.count("\ufffd".encode())
    whole = sum(1 for character in text if character > "\x7f") - broken
    return EncodingGuess("utf-8", whole / (whole + broken)) if whole > 2 * broken else None


def _gb18030(sample: bytes) -> EncodingGuess | None:
    confidence = gb18030_confidence(sample)
    return EncodingGuess("gb18030", confidence) if confidence else None


def _scattered(sample: bytes, ascii_lines: int) -> EncodingGuess | None:
    """ASCII with a stray byte in very few lines, which is better left to those lines."""
    lines = sample.splitlines()
    strange = sum(not line.isascii() for line in lines)
    total = ascii_lines + len(lines)
    return EncodingGuess("utf-8", 0.9) if strange * _LINES_TO_A_STRAY <= total else None


def _legacy(sample: bytes) -> EncodingGuess | None:
    if _CONTROL.search(sample):
        return None
    from charset_normalizer import from_bytes  # takes time to load, and is hardly ever needed

    # Most of a file may be ASCII, which says nothing: the lines that are not, decide.
    lines = [line for line in sample.splitlines(keepends=True) if not line.isascii()]
    best = from_bytes(b"".join(lines), cp_isolation=list(_LEGACY)).best()
    if best is None:
        return None
    return EncodingGuess(best.encoding, _LEGACY_CONFIDENCE * (1 - best.chaos))
