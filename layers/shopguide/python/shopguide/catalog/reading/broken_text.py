"""Rows with bytes that are no text in the file's encoding."""

from collections.abc import Sequence

from shopguide.catalog.reading.decoding import BROKEN
from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.domain.row_problem import ProblemCode

_SHOWN = "\ufffd"
_NO_TEXT = "is no text"


def readable(text: str) -> str:
    """The text with a sign in place of each byte that is none."""
    return text.replace(BROKEN, _SHOWN)


def broken_name(encoding: str) -> RowDefect:
    """The defect of a row that names one of its columns with such bytes."""
    reason = f"a byte in the name of one of its columns {_NO_TEXT} in {encoding.upper()}"
    return RowDefect(reason, code=ProblemCode.BROKEN_TEXT)


def refuse_broken(row: RawRow, encoding: str) -> None:
    """Give the row a defect where a field has such bytes; what is left of it stays readable."""
    column = next((n for n, text in enumerate(row.fields) if BROKEN in text), None)
    if column is None:
        return
    reason = f"a byte {_NO_TEXT} in {encoding.upper()}; it stands where {_SHOWN} is shown"
    row.fields = list(map(readable, row.fields))
    _refuse(row, column, reason)


def refuse_unmended(row: RawRow, columns: Sequence[int], reason: int) -> None:
    """Give a row of ``rejected.csv`` a defect where a sign still stands for a byte.

    `columns` are those of the file that the row comes from, without what the report adds; in the
    column `reason` it says why the row was rejected.
    """
    width = len(row.fields)
    if reason >= width or _NO_TEXT not in row.fields[reason]:
        return
    column = next((n for n in columns if n < width and _SHOWN in row.fields[n]), None)
    if column is not None:
        told = f"{_SHOWN} still stands where the file had a byte that {_NO_TEXT}; write what it was"
        _refuse(row, column, told)


def _refuse(row: RawRow, column: int, reason: str) -> None:
    row.defect = row.defect or RowDefect(reason, column, ProblemCode.BROKEN_TEXT)
