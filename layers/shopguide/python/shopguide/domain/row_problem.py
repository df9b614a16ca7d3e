"""What can be wrong with one row of a catalogue file."""

from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """Kinds of problems, so that a report can count them and explain each one once."""

    MISSING_VALUE = "missing_value"
    BAD_ID = "bad_id"
    DUPLICATE_ID = "duplicate_id"
    BAD_PRICE = "bad_price"
    NO_CURRENCY = "no_currency"
    AMBIGUOUS_PRICE = "ambiguous_price"
    BAD_SALE_PRICE = "bad_sale_price"
    BAD_AVAILABILITY = "bad_availability"
    BAD_GTIN = "bad_gtin"
    BAD_JSON = "bad_json"
    BAD_PRODUCT_DETAIL = "bad_product_detail"
    BAD_RATING = "bad_rating"
    BAD_DATE = "bad_date"
    FIELD_COUNT = "field_count"
    FIELD_TOO_LONG = "field_too_long"
    ROW_TOO_LONG = "row_too_long"
    MISPLACED_QUOTE = "misplaced_quote"
    NUL_BYTE = "nul_byte"
    BROKEN_TEXT = "broken_text"
    NOT_IN_SHOP = "not_in_shop"
    UNKNOWN_PRODUCT = "unknown_product"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row: it was rejected for it, or (a warning) imported in spite of it.

    1-based line, column, value (cut short) and reason; `code` is its kind.
    """

    line: int
    column: str
    value: str
    reason: str
    row_id: str = ""
    code: ProblemCode = ProblemCode.OTHER
