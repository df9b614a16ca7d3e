"""What every kind of row has in common: its id, its normal form, and what can be wrong with it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shopguide.catalog.reading.header import Header
from shopguide.domain.json_value import JsonObject
from shopguide.domain.row_problem import RowProblem

MAX_ID_CHARACTERS = 128
_SHOWN_CHARACTERS = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class RowError(Exception):
    """A row cannot be imported; `column` is the one at fault, `value` what it holds."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.value = value
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A valid row in normal form.

    `content` is what a `RowChange` carries. The row is embedded again only if `text_fingerprint`
    changed, and written again only if `fields_fingerprint` did.
    """

    row_id: str
    content: JsonObject
    text_fingerprint: str
    fields_fingerprint: str


class RowParser(Protocol):
    """Fields of a row to its normal form."""

    def row_id(self, fields: Sequence[str]) -> str:
        """The row's id, unchecked; rows with equal ids are the same row."""

    def parse(self, fields: Sequence[str]) -> ParsedRow:
        """The normal form; `RowError` if there is none."""


class FieldReader:
    """The fields of a row by native column name."""

    def __init__(self, positions: Mapping[str, int]) -> None:
        self._positions = positions

    def text(self, fields: Sequence[str], column: str) -> str:
        """The field without surrounding space; empty if the file or the row has no such column."""
        position = self._positions.get(column)
        if position is None or position >= len(fields):
            return ""
        return fields[position].strip()


def check_id(column: str, value: str) -> str:
    """The id, if it can be one.

    Raises:
        RowError: it is empty, too long, or has control characters.
    """
    if not value:
        raise RowError(column, value, f"the {column} is missing")
    if len(value) > MAX_ID_CHARACTERS:
        raise RowError(column, value, f"the {column} has more than {MAX_ID_CHARACTERS} characters")
    if _CONTROL.search(value):
        raise RowError(column, value, f"the {column} has control characters")
    return value


def hashed_id(parts: Sequence[str]) -> str:
    """An id for a row that has none: equal for equal parts."""
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def field_count_error(fields: Sequence[str], header: Header) -> RowError | None:
    """The error of a row that has more or fewer fields than the header has columns."""
    count, wanted = len(fields), len(header.names)
    if count == wanted:
        return None
    if count > wanted:
        reason = f"the row has {count} fields, the header only {wanted}; quote fields with"
        return RowError("", fields[wanted], f"{reason} {header.delimiter!r} inside")
    return RowError(header.names[count], "", f"the row has only {count} of {wanted} fields")


def rejection_of(line: int, row_id: str, error: RowError) -> RowProblem:
    """The rejection, with everything that came from the file cut short."""
    return RowProblem(
        line=line,
        column=error.column[:_SHOWN_CHARACTERS],
        value=error.value[:_SHOWN_CHARACTERS],
        reason=error.reason[: 3 * _SHOWN_CHARACTERS],
        row_id=row_id[:MAX_ID_CHARACTERS],
    )
