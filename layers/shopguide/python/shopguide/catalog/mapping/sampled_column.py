"""One column of a sample, and what its values have in common."""

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property

from shopguide.text.price_text import PriceTextError, read_price

_READ_CHARACTERS = 2_000
"""What is looked at of a value."""
_LONGEST_AMOUNT = 24
_ANY_CURRENCY = "USD"

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_DIGIT = re.compile(r"\d")
_DECIMAL = re.compile(r"\d[.,]\d{1,2}(?!\d)")
_URL = re.compile(r"(?:https?:)?//\S+|www\.\S+", re.IGNORECASE)
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:[?!@_#][^,|;]*)?$", re.IGNORECASE)
_PATH = re.compile(r"\S\s*(?:>|›|»|/|\||->|→|＞|》)\s*\S")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_HTML = re.compile(r"<(?:p|br|div|ul|li|b|strong|span|table|h\d)\b[^>]*>", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


class SampledColumn:
    """A column's values in the rows that were sampled.

    Args:
        header: As the file writes it.
        values: One for each row, without space around; empty where the row has none.
    """

    def __init__(self, header: str, values: Sequence[str]) -> None:
        self.header = header
        self.values = tuple(value[:_READ_CHARACTERS] for value in values)

    @cached_property
    def filled(self) -> tuple[str, ...]:
        """The values that are not empty."""
        return tuple(filter(None, self.values))

    @cached_property
    def distinct(self) -> int:
        """How many different values there are."""
        return len(set(self.filled))

    @property
    def filled_share(self) -> float:
        """Share of the rows that have a value."""
        return len(self.filled) / len(self.values) if self.values else 0.0

    @property
    def distinct_share(self) -> float:
        """1 where no value comes twice."""
        return self.distinct / len(self.filled) if self.filled else 0.0

    def share(self, test: Callable[[str], object]) -> float:
        """Share of the values that pass a test."""
        return sum(map(bool, map(test, self.filled))) / len(self.filled) if self.filled else 0.0

    @cached_property
    def mean_length(self) -> float:
        """Characters of a value; a Chinese one counts as three."""
        if not self.filled:
            return 0.0
        return sum(len(value) + 2 * len(_HAN.findall(value)) for value in self.filled) / len(
            self.filled
        )

    @cached_property
    def mean_words(self) -> float:
        """Words of a value; two Chinese characters count as one."""
        if not self.filled:
            return 0.0
        return sum(map(_count_words, self.filled)) / len(self.filled)

    @cached_property
    def number_share(self) -> float:
        """Share of plain numbers."""
        return self.share(_NUMBER.fullmatch)

    @cached_property
    def amount_share(self) -> float:
        """Share of values that an import would read as prices, if it knew the currency."""
        return len(self.amounts) / len(self.filled) if self.filled else 0.0

    @cached_property
    def decimal_share(self) -> float:
        """Share of values with one or two decimals."""
        return self.share(lambda value: len(value) < _LONGEST_AMOUNT and _DECIMAL.search(value))

    @cached_property
    def url_share(self) -> float:
        """Share of addresses."""
        return self.share(_URL.match)

    @cached_property
    def image_share(self) -> float:
        """Share of addresses and file names of images."""
        return self.share(_IMAGE.search)

    @cached_property
    def path_share(self) -> float:
        """Share of values with separators of a category's path, addresses aside."""
        return self.share(lambda value: _PATH.search(value) and not _URL.match(value))

    @cached_property
    def date_share(self) -> float:
        """Share of dates."""
        return self.share(_DATE.match)

    @cached_property
    def html_share(self) -> float:
        """Share of values with HTML in them."""
        return self.share(_HTML.search)

    @cached_property
    def question_share(self) -> float:
        """Share of values that end as questions do."""
        return self.share(lambda value: value.endswith(("?", "？", "吗", "呢")))

    @cached_property
    def json_share(self) -> float:
        """Share of JSON objects."""
        return self.share(lambda value: value.startswith("{") and _is_json(value))

    @cached_property
    def amounts(self) -> tuple[Decimal, ...]:
        """The amounts of money among the values."""
        return tuple(amount for value in self.filled if (amount := amount_of(value)) is not None)

    @property
    def counts_rows(self) -> bool:
        """Whether the values are 0, 1, 2, ... or 1, 2, 3, ..."""
        first = self.filled[0] if len(self.filled) > 2 else ""
        counted = range(int(first), int(first) + len(self.filled)) if first in ("0", "1") else ()
        return bool(counted) and all(map(str.__eq__, self.filled, map(str, counted)))

    def examples(self, count: int = 3) -> tuple[str, ...]:
        """Some different values, in the order of the file."""
        return tuple(dict.fromkeys(self.filled))[:count]


def _count_words(value: str) -> float:
    han = len(_HAN.findall(value))
    return len(_WORDS.findall(_HAN.sub(" ", value))) + han / 2


def _is_json(value: str) -> bool:
    try:
        return isinstance(json.loads(value), dict)
    except (ValueError, RecursionError):
        # A long one was cut.
        return len(value) == _READ_CHARACTERS


def amount_of(value: str) -> Decimal | None:
    """The amount of money that a value is, whatever its currency; None if it is none."""
    if not value or len(value) > _LONGEST_AMOUNT or not _DIGIT.search(value):
        return None
    try:
        read = read_price(value, _ANY_CURRENCY)
    except PriceTextError:
        return None
    return read.money.amount if read.money else None
