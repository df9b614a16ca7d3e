"""What every kind of row has in common: its id, its normal form, and what can be wrong with it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shopguide.catalog.reading.header import Header
from shopguide.domain.json_value import JsonObject
from shopguide.domain.product import Product, product_to_json
from shopguide.domain.row_problem import ProblemCode, RowProblem
from shopguide.text.fingerprint import json_fingerprint, product_text_fingerprint

MAX_ID_CHARACTERS = 128
_SHOWN_CHARACTERS = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class RowError(Exception):
    """A row cannot be imported; `column` is the one at fault, `value` what it holds.

    In `ParsedRow.warnings`: what was left out or guessed of a row that is imported all the same.
    """

    def __init__(
        self, column: str, value: str, reason: str, code: ProblemCode = ProblemCode.OTHER
    ) -> None:
        super().__init__(reason)
        self.column = column
        self.value = value
        self.reason = reason
        self.code = code


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A valid row in normal form.

    `content` is what a `RowChange` carries. The row is embedded again only if `text_fingerprint`
    changed, and written again only if `fields_fingerprint` did. Rows of products have their
    `product` and, where several shops sell it, the `seller` whose offer the row is.
    """

    row_id: str
    content: JsonObject
    text_fingerprint: str
    fields_fingerprint: str
    warnings: tuple[RowError, ...] = ()
    product: Product | None = None
    seller: str = ""


def product_row(product: Product, seller: str, warnings: Sequence[RowError]) -> ParsedRow:
    """The row that a product is, which was read from the row of this seller."""
    content = product_to_json(product)
    return ParsedRow(
        row_id=product.product_id,
        content=content,
        text_fingerprint=product_text_fingerprint(product),
        fields_fingerprint=json_fingerprint(content),
        warnings=tuple(warnings),
        product=product,
        seller=seller,
    )


class RowParser(Protocol):
    """Fields of a row to its normal form."""

    def row_id(self, fields: Sequence[str]) -> str:
        """The row's id, unchecked; rows with equal ids and sellers are the same row."""

    def seller(self, fields: Sequence[str]) -> str:
        """Whose offer the row is, unchecked; empty where the shop sells alone."""

    def parse(self, fields: Sequence[str]) -> ParsedRow:
        """The normal form; `RowError` if there is none."""


class FieldReader:
    """The fields of a row by native column name.

    Args:
        header: Of the file; it may still grow while rows are read.
    """

    def __init__(self, header: Header) -> None:
        self._header = header

    def text(self, fields: Sequence[str], column: str) -> str:
        """The field without surrounding space, or the value that the column has in every row.

        Empty if the file or the row has no such column.
        """
        position = self._header.positions.get(column)
        if position is None:
            return self._header.constants.get(column, "")
        return fields[position].strip() if position < len(fields) else ""


def check_id(column: str, value: str) -> str:
    """The id, if it can be one.

    Raises:
        RowError: it is empty, too long, or has control characters.
    """
    if not value:
        raise missing_value(column)
    reason = ""
    if len(value) > MAX_ID_CHARACTERS:
        reason = f"the {column} has more than {MAX_ID_CHARACTERS} characters"
    elif _CONTROL.search(value):
        reason = f"the {column} has control characters"
    if reason:
        raise RowError(column, value, reason, ProblemCode.BAD_ID)
    return value


def missing_value(column: str) -> RowError:
    """The error of a row without a value that it must have."""
    return RowError(column, "", f"the {column} is missing", ProblemCode.MISSING_VALUE)


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
        reason = f"{reason} {header.delimiter!r} inside"
        return RowError("", fields[wanted], reason, ProblemCode.FIELD_COUNT)
    reason = f"the row has only {count} of {wanted} fields"
    return RowError(header.names[count], "", reason, ProblemCode.FIELD_COUNT)


def rejection_of(line: int, row_id: str, error: RowError) -> RowProblem:
    """What is told of a rejection or a warning: what came from the file is cut short."""
    return RowProblem(
        line=line,
        column=error.column[:_SHOWN_CHARACTERS],
        value=error.value[:_SHOWN_CHARACTERS],
        reason=error.reason[: 3 * _SHOWN_CHARACTERS],
        row_id=row_id[:MAX_ID_CHARACTERS],
        code=error.code,
    )
