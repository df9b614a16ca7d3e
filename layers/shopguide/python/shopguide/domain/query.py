"""What a shopper's query asks, as far as its words say it."""

from dataclasses import dataclass
from enum import StrEnum


class ConstraintKind(StrEnum):
    """What a part of a query constrains; `TERM` is a free word that was negated."""

    PRICE = "price"
    BRAND = "brand"
    COLOUR = "colour"
    SIZE = "size"
    CATEGORY = "category"
    GENDER = "gender"
    AVAILABILITY = "availability"
    RELEASED = "released"
    RATING = "rating"
    TERM = "term"


class ChipMode(StrEnum):
    """Whether products that miss a constraint are left out, or only come later."""

    FILTER = "filter"
    PREFER = "prefer"


class SortOrder(StrEnum):
    """The order that a shopper wishes for."""

    RELEVANCE = "relevance"
    PRICE_ASCENDING = "price_ascending"
    PRICE_DESCENDING = "price_descending"
    RATING = "rating"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Chip:
    """One constraint of a query, and the words that it came from.

    Attributes:
        id: Made of what is constrained and never of where it stood (``price:-50``,
            ``brand:!apple``), so that a client can send it back to switch the chip off.
        kind: What is constrained.
        start: First character of its words in the cleaned query.
        end: The character after its last one.
        text: ``query[start:end]``.
        negated: Whether products that have one of the values are left out.
        values: Any of these, as the index's field has them: folded names of brands, categories and
            sizes; canonical colours and genders; ``in_stock``; a year of release, or ``new``;
            query terms for `ConstraintKind.TERM`, which speaks of products that have all of them.
            Empty for a bound alone.
        at_least: Lowest price, or lowest rating out of five, inclusive.
        at_most: Highest one, inclusive.
        currency: ISO 4217 code of a price where the query names one, else empty.
        mode: How strictly it is meant.
    """

    id: str
    kind: ConstraintKind
    start: int
    end: int
    text: str
    negated: bool = False
    values: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    currency: str = ""
    mode: ChipMode = ChipMode.FILTER


@dataclass(frozen=True, slots=True)
class Correction:
    """Words of the cleaned query, ``query[start:end]``, and what was searched in their place."""

    start: int
    end: int
    written: str
    corrected: str


@dataclass(frozen=True, slots=True)
class SynonymUse:
    """A phrase of the cleaned query, ``query[start:end]``, and what the shop says is the same.

    `alternatives` are folded phrases; each of them may be searched beside the phrase itself.
    """

    start: int
    end: int
    phrase: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """A query taken apart.

    Attributes:
        query: The cleaned query; all spans are in it.
        language: ``zh`` or ``en``.
        chips: Constraints in the order of their words.
        sort: The order wished for.
        sort_span: Where the wish stands in the query, ``(start, end)``; None for relevance.
        rest: What is left to search by words; empty only where the query was nothing but
            constraints.
        corrections: What was read for words that the catalogue does not know.
        synonyms: Phrases of the query with others of the same meaning.
    """

    query: str
    language: str
    chips: tuple[Chip, ...] = ()
    sort: SortOrder = SortOrder.RELEVANCE
    sort_span: tuple[int, int] | None = None
    rest: str = ""
    corrections: tuple[Correction, ...] = ()
    synonyms: tuple[SynonymUse, ...] = ()

    @property
    def sort_id(self) -> str:
        """What switches the sort wish off, as a chip's id does; empty for relevance."""
        return "" if self.sort is SortOrder.RELEVANCE else f"sort:{self.sort.value}"
