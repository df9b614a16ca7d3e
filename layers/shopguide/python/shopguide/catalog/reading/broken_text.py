"""Rows with bytes that are no text in the file's encoding."""

from shopguide.catalog.reading.decoding import BROKEN
from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.domain.row_problem import ProblemCode

_SHOWN = "\ufffd"


def refuse_broken(row: RawRow, encoding: str) -> RawRow:
    """The row, with a defect where a field has such bytes; what is left of it stays readable."""
    column = next((n for n, text in enumerate(row.fields) if BROKEN in text), None)
    if column is None:
        return row
    fields = [text.replace(BROKEN, _SHOWN) for text in row.fields]
    reason = f"a byte is no text in {encoding.upper()}; it stands where {_SHOWN} is shown"
    defect = RowDefect(reason, column, ProblemCode.BROKEN_TEXT)
    return RawRow(row.line, fields, row.defect or defect, row.rows)
