"""Bytes of a file that somebody wrote by hand to its text and its lines."""

import io
from collections.abc import Sequence

from shopguide.domain.file_problem import FileProblem, Severity, shown_value
from shopguide.text.encodings import OTHER_FORMATS, encoding_of

MAX_FILE_BYTES = 10 * 1024**2

_SAVE_AS = "Save the file as text in UTF-8 (also understood: UTF-16 with its mark, and GB18030)."


def text_of(content: bytes) -> str | FileProblem:
    """The text of the file, or why it has none."""
    if len(content) > MAX_FILE_BYTES:
        reason = f"The file has {len(content):,} bytes, more than {MAX_FILE_BYTES:,}."
        return _unreadable(reason, "Leave out what no longer applies.")
    if not content.strip():
        fix = "To do without any, write a comment or a header and nothing else."
        return _unreadable("The file is empty.", fix)
    for magic, meaning in OTHER_FORMATS.items():
        if content.startswith(magic):
            return _unreadable(f"The file is {meaning}.", _SAVE_AS)
    try:
        return content.decode(encoding_of(content)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        value = shown_value(repr(content[error.start : error.start + 8])[2:-1])
        reason = f"The file is not text: byte {error.start + 1:,} fits no known encoding."
        return FileProblem(Severity.ERROR, line, "", value, reason, _SAVE_AS)


def lines_of(text: str) -> Sequence[str]:
    """The lines with their ends, as an editor numbers them: after LF, CR LF or CR alone."""
    return list(io.StringIO(text, newline=""))


def _unreadable(reason: str, fix: str) -> FileProblem:
    return FileProblem(Severity.ERROR, 1, "", "", reason, fix)
