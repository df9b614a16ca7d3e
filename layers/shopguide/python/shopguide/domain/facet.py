"""Facets of a result: by what it can be narrowed down, and how many products each choice leaves."""

from dataclasses import dataclass
from enum import StrEnum


class Facet(StrEnum):
    """What a result can be narrowed down by; the names are those of the search's parameters."""

    BRAND = "brand"
    CATEGORY = "category"
    COLOUR = "colour"
    SIZE = "size"
    GENDER = "gender"
    IN_STOCK = "in_stock"
    PRICE = "price"
    RATING = "rating"


class FacetScope(StrEnum):
    """Which products are counted.

    `WORDS`: all that pass the filter and have every word of the query. `HITS`: the best hits, where
    few products have every word. `FILTER`: all that pass the filter, where the query has no words.
    """

    WORDS = "words"
    HITS = "hits"
    FILTER = "filter"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice.

    Attributes:
        value: What to filter by, as the index has it; the bounds of a range: ``50-99.99``.
        shown: The catalogue's own spelling, or the name in the language of the query.
        count: Products that have it.
        selected: Whether the filter asks for it already.
        at_least: Lowest price or rating of a range, inclusive.
        at_most: Highest one, inclusive.
    """

    value: str
    shown: str
    count: int
    selected: bool = False
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class FacetResult:
    """The choices of one facet, the most frequent first, or ranges in their order.

    `currency` is that of price ranges: where products have prices in several, the commonest one.
    """

    facet: Facet
    values: tuple[FacetValue, ...]
    currency: str = ""


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The facets asked for, in that order; `products` are counted in all."""

    facets: tuple[FacetResult, ...]
    scope: FacetScope
    products: int
