"""Which encoding the bytes of a file are in, and whether they are text at all."""

import codecs
from collections.abc import Mapping

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

OTHER_FORMATS: Mapping[bytes, str] = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an Excel workbook",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file",
    b"<": "XML or HTML",
}
"""What a file that is no delimited text begins with, and what it is then."""


def encoding_of(prefix: bytes) -> str:
    """The Python codec that reads a file which begins with these bytes.

    UTF-8, UTF-16 and UTF-32 by their marks, Latin text in UTF-16 without one, and GB18030.

    Raises:
        UnicodeDecodeError: none does; it says what is wrong with them as UTF-8.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if prefix.startswith(mark):
            return codec
    if codec := _utf16_without_mark(prefix):
        return codec
    try:
        codecs.getincrementaldecoder("utf-8")().decode(prefix)
    except UnicodeDecodeError:
        if _is_gb18030(prefix):
            return "gb18030"
        raise
    return "utf-8"


def _utf16_without_mark(prefix: bytes) -> str:
    """UTF-16 of mostly Latin text has NUL as every other byte."""
    even, odd = prefix[0:4096:2].count(0), prefix[1:4096:2].count(0)
    many = min(len(prefix), 4096) // 2 * 0.4
    if odd > many and even < many / 8:
        return "utf-16-le"
    return "utf-16-be" if even > many and odd < many / 8 else ""


def _is_gb18030(prefix: bytes) -> bool:
    """Whether the bytes are GB18030 and read as common Chinese.

    Western one-byte text decodes as GB18030 too, but into rare characters; so most of what is
    not ASCII must lie in GB 2312, the part of the standard that ordinary text is written in.
    """
    try:
        text = codecs.getincrementaldecoder("gb18030")().decode(prefix)
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if character > "\x7f"]
    common = sum(1 for character in foreign if character.encode("gb2312", "ignore"))
    return common >= 0.7 * len(foreign)
