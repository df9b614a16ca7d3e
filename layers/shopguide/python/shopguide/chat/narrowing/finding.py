"""Finds products for the state of a conversation, and lets go of what nothing meets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from shopguide.chat.capabilities import Capabilities
from shopguide.chat.narrowing.constraining import kinds_of, without_kind
from shopguide.chat.narrowing.measuring import within
from shopguide.chat.saying.describing import query_of
from shopguide.chat.state import ConversationState
from shopguide.domain.facet import FacetCounts
from shopguide.domain.product import CATEGORY_SEPARATOR, Product
from shopguide.domain.query import SortOrder
from shopguide.search.request import MAX_QUERY_CHARACTERS, SearchRequest
from shopguide.search.result import NOTHING_WITH_THESE_WORDS, SearchHit, SearchResult
from shopguide.text.normalise import fold
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints
from shopguide.text.terms import query_terms

CARDS = 5
"""Products that a turn shows."""

_LOOKED_AT = 20
"""Hits of which the cards are taken."""

_MOST_MEASURED = 100
"""Hits whose attributes are looked at, where they must measure something."""

WITHOUT = "without"
"""Let go of like a kind of constraint: the words that products must not have."""


@dataclass(frozen=True, slots=True)
class Found:
    """What there is for a need.

    Attributes:
        hits: At most `CARDS`, none of them rejected.
        total: Products that meet everything and have every word; None where none has.
        relaxed: Kinds of constraints that were let go, because nothing meets them.
        has_words: Whether any product has a word of the need.
        seen_all: Whether there would be hits, were they not all rejected.
        facets: Of the hits, where they were asked for.
        notes: Of the search.
    """

    hits: Sequence[SearchHit] = ()
    total: int | None = None
    relaxed: tuple[str, ...] = ()
    has_words: bool = True
    seen_all: bool = False
    facets: FacetCounts | None = None
    notes: Sequence[str] = ()

    @property
    def products(self) -> list[Product]:
        """The products of the hits."""
        return [hit.product for hit in self.hits]


class Finder:
    """Searches for the state of a conversation."""

    def __init__(self, capabilities: Capabilities) -> None:
        self._capabilities = capabilities

    def find(
        self, state: ConversationState, shopper_id: str = "", facets: Sequence[str] = ()
    ) -> Found:
        """The best products for what is looked for.

        Constraints hold where what meets them fits the words of the need as well as anything in
        the shop. Where it does not, one kind is let go that helps by itself, in the order of
        `constraining.FIELDS`, or else all of them.
        """
        query = query_of(state)[:MAX_QUERY_CHARACTERS]
        if not query:
            return Found()
        search = _Search(self._capabilities, state, query, shopper_id, tuple(facets))
        found, kinds = search.among(state.constraints), kinds_of(state.constraints)
        if _fit(found) is _Fit.ALL_WORDS or not kinds:
            return search.told(found, ())
        free = search.among(ANY_PRODUCT)
        if _fit(free) <= _fit(found):
            return search.told(found, ())
        for kind in kinds:
            less = search.among(without_kind(state.constraints, kind))
            if _fit(less) is _fit(free):
                return search.told(less, (kind,))
        return search.told(free, kinds)


def other_currency(constraints: ProductConstraints, found: Found) -> str:
    """The currency of what was found where a price in another one ruled all out; else empty."""
    if "price" not in found.relaxed or not constraints.currency:
        return ""
    prices = [each.current_price for each in found.products]
    currencies = {price.currency for price in prices if price is not None}
    if len(currencies) != 1 or constraints.currency in currencies:
        return ""
    return currencies.pop()


class _Fit(IntEnum):
    """How well the best hits fit the words that are searched by."""

    NOTHING = 0
    NO_WORD = 1
    SOME_WORDS = 2
    ALL_WORDS = 3


def _fit(result: SearchResult) -> _Fit:
    if not result.hits:
        return _Fit.NOTHING
    if result.total is not None:
        return _Fit.ALL_WORDS
    return _Fit.NO_WORD if NOTHING_WITH_THESE_WORDS in result.notes else _Fit.SOME_WORDS


def _is_wanted(hit: SearchHit, things: frozenset[str]) -> bool:
    """Whether it lies in a category of these names, or is called so in its title.

    Where some products have all the words, what only shares a syllable or comes near in meaning is
    no answer: a black speaker to black headphones. Of a need that names no category, words of it
    in the title are enough.
    """
    if not things:
        return bool(hit.title_spans)
    levels = (fold(level) for level in hit.product.product_type.split(CATEGORY_SEPARATOR.strip()))
    if not things.isdisjoint(levels):
        return True
    title = set(query_terms(hit.product.title))
    return any(title.issuperset(query_terms(thing)) for thing in things)


@dataclass(frozen=True, slots=True)
class _Search:
    """One need, searched for under different constraints."""

    capabilities: Capabilities
    state: ConversationState
    query: str
    shopper_id: str
    facets: tuple[str, ...]

    def among(self, constraints: ProductConstraints) -> SearchResult:
        sort = self.state.sort
        request = SearchRequest(
            self.query,
            constraints=constraints,
            limit=_MOST_MEASURED if self.state.measures else _LOOKED_AT + len(self.state.rejected),
            sort=None if sort is SortOrder.RELEVANCE else sort,
            facets=self.facets,
            shopper_id=self.shopper_id,
        )
        # A need that is only constraints is searched by their words: those would hold twice.
        if not self.state.need and constraints != self.state.constraints:
            words = query_of(replace(self.state, constraints=constraints))
            request = replace(request, query=words or self.query)
        return self.capabilities.search().search(request)

    def told(self, result: SearchResult, relaxed: tuple[str, ...]) -> Found:
        rejected = set(self.state.rejected)
        facets, total = result.facets, result.total
        found = list(result.hits)
        if total is not None:
            things = self.capabilities.words.things(self.state.need)
            found = [hit for hit in found if _is_wanted(hit, things)][:total] or found[:total]
        if self.state.measures:
            # What the index cannot filter by is looked at here, and counted in nothing.
            found = [hit for hit in found if within(hit.product, self.state.measures)]
            facets, total = None, None if total is None else len(found)
        hits = [hit for hit in found if hit.product.product_id not in rejected]
        if any(chip.negated for chip in result.relaxed):
            relaxed = (*relaxed, WITHOUT)
        return Found(
            hits=hits[:CARDS],
            total=total,
            relaxed=relaxed,
            has_words=NOTHING_WITH_THESE_WORDS not in result.notes,
            seen_all=bool(found) and not hits,
            facets=facets,
            notes=result.notes,
        )
