"""Rows whose id stands in the file before them."""

from shopguide.catalog.rows.row_parsing import RowError
from shopguide.domain.row_problem import ProblemCode

MAX_ROWS_OF_ID = 1000
"""Rows of one id that are joined, those of as many sellers. Further ones are rejected one by one: a
file whose rows all have the same id, or none at all, takes no more memory than any other."""


def stands_already(row_id: str, line: int) -> RowError:
    """The error of a row with the id and seller of an earlier one, which counts."""
    return RowError("id", row_id, f"the id stands in line {line} already", ProblemCode.DUPLICATE_ID)


def too_many_rows(row_id: str) -> RowError:
    """The error of a row beyond `MAX_ROWS_OF_ID`."""
    reason = f"more than {MAX_ROWS_OF_ID:,} rows of the file have this id"
    return RowError("id", row_id, reason, ProblemCode.DUPLICATE_ID)
