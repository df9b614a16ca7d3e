"""Rows with bytes that are no text in the file's encoding."""

from shopguide.catalog.reading.decoding import BROKEN
from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.domain.row_problem import ProblemCode

_SHOWN = "\ufffd"


def readable(text: str) -> str:
    """The text with a sign in place of each byte that is none."""
    return text.replace(BROKEN, _SHOWN)


def broken_name(encoding: str) -> RowDefect:
    """The defect of a row that names one of its columns with such bytes."""
    reason = f"a byte in the name of one of its columns is no text in {encoding.upper()}"
    return RowDefect(reason, code=ProblemCode.BROKEN_TEXT)


def refuse_broken(row: RawRow, encoding: str) -> RawRow:
    """The row, with a defect where a field has such bytes; what is left of it stays readable."""
    column = next((n for n, text in enumerate(row.fields) if BROKEN in text), None)
    if column is None:
        return row
    fields = list(map(readable, row.fields))
    reason = f"a byte is no text in {encoding.upper()}; it stands where {_SHOWN} is shown"
    defect = RowDefect(reason, column, ProblemCode.BROKEN_TEXT)
    return RawRow(row.line, fields, row.defect or defect, row.rows)
