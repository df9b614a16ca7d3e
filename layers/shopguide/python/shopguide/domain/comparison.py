"""Products side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shopguide.domain.insight import AspectInsight
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product


class ComparisonNote(StrEnum):
    """What a reader of a comparison should know."""

    DIFFERENT_KINDS = "different_kinds"
    NOTHING_IN_COMMON = "nothing_in_common"
    PRICES_IN_DIFFERENT_CURRENCIES = "prices_in_different_currencies"
    PRICE_UNKNOWN = "price_unknown"
    VALUES_IN_TWO_LANGUAGES = "values_in_two_languages"
    NEED_NOT_COVERED = "need_not_covered"


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """What one product says about one attribute; `value` is empty where it says nothing.

    `passage_id` is the passage of its record that says so.
    """

    value: str
    passage_id: str = ""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One attribute over all products, a cell a product, in their order.

    Attributes:
        name: Stable id of the attribute: its column, or the topic that several columns share.
        shown: Its name in the language asked for.
        cells: What each product says.
        differs: Whether two products that say something say different things.
        best: Places of the products that are best by it, where one can say: the lowest price, the
            longest battery life; empty where it is a matter of taste.
    """

    name: str
    shown: str
    cells: Sequence[ComparedCell]
    differs: bool
    best: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class ComparedAspect:
    """What reviews say about one aspect of each product; None where they say nothing."""

    aspect: str
    shown: str
    insights: Sequence[AspectInsight | None]


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of the summary and the passages in which it stands."""

    text: str
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to five products side by side.

    Attributes:
        products: As they stand now, in the order asked.
        language: ``zh`` or ``en``.
        need: What the shopper needs, as it was sent.
        rows: Attributes, those that differ first.
        aspects: What reviews say.
        summary: What it comes to for the need, each sentence with its evidence.
        pick: Id of the product that meets the need best, empty where none is clearly ahead.
        notes: In stable words, what a reader should know.
        compared_at: When price and stock were read (UTC).
    """

    products: Sequence[Product]
    language: str
    need: str
    rows: Sequence[ComparedRow]
    aspects: Sequence[ComparedAspect]
    summary: Sequence[SummarySentence]
    pick: str
    notes: Sequence[ComparisonNote]
    compared_at: datetime
