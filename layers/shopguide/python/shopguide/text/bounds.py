"""What a text says or asks of a quantity: that it is this much, at most, or at least.

"Up to 40 hours" is no 40 hours, and "under 2 kg" asks more than whether there is a 2. Amounts are
read as `text/unit_conversion.py` has them, so that a bound in pounds meets a weight in grams.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shopguide.text.language import HAN
from shopguide.text.normalise import fold
from shopguide.text.quantities import find_quantities
from shopguide.text.unit_conversion import Measure, measure_of


class Side(StrEnum):
    """On which side of an amount something lies."""

    BELOW = "below"
    AT_MOST = "at most"
    EXACTLY = "exactly"
    AT_LEAST = "at least"
    ABOVE = "above"


_BEFORE = {
    Side.AT_MOST: "no more than|not more than|at most|up to|maximum(?: of)?|max|within"
    "|最多|不超过|至多|最高|最长|最大|最重|不大于|长达|高达",
    Side.AT_LEAST: "no less than|not less than|at least|minimum(?: of)?|min"
    "|至少|不少于|最少|起码|不低于|最低|不小于",
    Side.BELOW: "(?:less|lower|lighter|shorter|smaller|cheaper|fewer) than|under|below"
    "|小于|低于|少于|不到|不足|轻于|短于",
    Side.ABOVE: "(?:more|greater|heavier|longer|larger|higher) than|over|above|exceeds?"
    "|超过|大于|高于|多于|重于|长于",
}
"""What bounds the quantity behind it; "no less than" before the "less than" in it."""

_BEHIND = {
    Side.AT_MOST: r"or (?:less|under|below|lighter)|max\b|maximum|以内|以下|之内|或更少"
    rf"|内(?=$|[^{HAN}]|的|吧|吗)",
    Side.AT_LEAST: r"or (?:more|above|over|longer)|and up|\+|min\b|minimum|以上|或更多|起",
}
_GAP = r"[ :：.]*(?:about |around |approx\.? |大约|约)*"
_BEFORE_END = {
    side: re.compile(f"(?<![a-z])(?:{words})(?![a-z]){_GAP}$") for side, words in _BEFORE.items()
}
_BEHIND_START = {side: re.compile(rf" ?\(?(?:{words})") for side, words in _BEHIND.items()}
_LOOKED_AT = 28
"""Characters before a quantity in which its bound may stand."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A measure of a text and the side on which the text says that something lies."""

    measure: Measure
    side: Side

    def includes(self, amount: Decimal) -> bool:
        """Whether the amount lies there."""
        bound = self.measure.amount
        return {
            Side.BELOW: amount < bound,
            Side.AT_MOST: amount <= bound,
            Side.EXACTLY: amount == bound,
            Side.AT_LEAST: amount >= bound,
            Side.ABOVE: amount > bound,
        }[self.side]


def find_bounds(text: str) -> Iterator[Bounded]:
    """Every quantity with a unit, in order, with the side that is said of it."""
    folded = fold(text)
    for start, end, quantity in find_quantities(folded):
        measure = measure_of(quantity)
        if measure is not None:
            yield Bounded(measure, side_at(folded, start, end))


def side_at(folded: str, start: int, end: int) -> Side:
    """What ``folded[start:end]``, a number with its unit, is said to be (exactly, at most …)."""
    return bound_at(folded, start, end)[0]


def bound_at(folded: str, start: int, end: int) -> tuple[Side, int, int]:
    """The side of `side_at`, and start and end of the quantity with the words that say it."""
    first = max(0, start - _LOOKED_AT)
    before = folded[first:start].rstrip("$€¥£ ")
    for side, pattern in _BEFORE_END.items():
        if found := pattern.search(before):
            return side, first + found.start(), end
    for side, pattern in _BEHIND_START.items():
        if found := pattern.match(folded, end):
            return side, start, found.end()
    return Side.EXACTLY, start, end
