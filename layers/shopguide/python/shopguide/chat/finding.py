"""Finds products for the state of a conversation, and lets go of what nothing meets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shopguide.chat.capabilities import Capabilities
from shopguide.chat.constraining import kinds_of, without_kind
from shopguide.chat.describing import query_of
from shopguide.chat.state import ConversationState
from shopguide.domain.facet import FacetCounts
from shopguide.domain.product import Product
from shopguide.domain.query import SortOrder
from shopguide.search.request import MAX_QUERY_CHARACTERS, SearchRequest
from shopguide.search.result import NOTHING_WITH_THESE_WORDS, SearchHit, SearchResult
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints

CARDS = 5
"""Products that a turn shows."""

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

        Constraints hold where any product with the words of the need meets them. Where none does,
        one kind is let go that helps by itself, in the order of `constraining.FIELDS`, or else all
        of them. Words that no product has say nothing about that: then constraints hold.
        """
        query = query_of(state)[:MAX_QUERY_CHARACTERS]
        if not query:
            return Found()
        search = _Search(self._capabilities, state, query, shopper_id, tuple(facets))
        found = search.among(state.constraints)
        if _meets(found, state):
            return search.told(found, ())
        kinds = kinds_of(state.constraints)
        free = search.among(ANY_PRODUCT) if kinds else found
        if not kinds or (free.total is None and found.hits):
            return search.told(found, ())
        for kind in kinds:
            less = search.among(without_kind(state.constraints, kind))
            if _meets(less, state):
                return search.told(less, (kind,))
        return search.told(free, kinds)


def _meets(result: SearchResult, state: ConversationState) -> bool:
    """Whether there are products that meet the constraints and are what is looked for."""
    return bool(result.hits) and (result.total is not None or not state.need)


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
            limit=CARDS + len(self.state.rejected),
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
        hits = [hit for hit in result.hits if hit.product.product_id not in rejected]
        if any(chip.negated for chip in result.relaxed):
            relaxed = (*relaxed, WITHOUT)
        return Found(
            hits=hits[:CARDS],
            total=result.total,
            relaxed=relaxed,
            has_words=NOTHING_WITH_THESE_WORDS not in result.notes,
            seen_all=bool(result.hits) and not hits,
            facets=result.facets,
            notes=result.notes,
        )
