"""What one search finds, and what it tells about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shopguide.domain.facet import FacetCounts
from shopguide.domain.product import Product
from shopguide.domain.query import Chip, SortOrder, Understanding
from shopguide.domain.shopper_profile import ShopperProfile
from shopguide.domain.trace import SearchTrace
from shopguide.search.merchandising.effects import AppliedRule
from shopguide.search.reranking import RerankState

INDEX_OUTDATED = "index_outdated"
"""Note: the index is of an older layout and finds by meaning alone; `shopguide reindex` helps."""

NOTHING_WITH_THESE_WORDS = "nothing_with_these_words"
"""Note: no product has a word of the query; the hits are what lies nearest by meaning."""

CONSTRAINTS_RELAXED = "constraints_relaxed"
"""Note: no product meets every constraint of the query; the chips say which were let go."""

SORT_UNAVAILABLE = "sort_unavailable"
"""Note: no product has the number that the wished order goes by; the hits come by relevance."""


@dataclass(frozen=True, slots=True)
class HitStages:
    """What each stage gave a hit, and what became of it.

    Attributes:
        cosine: Of query and product.
        term_score: Of the words.
        words: The same relative to the best of the search, 0 to 1.
        fused: Of both, and of boosts: ``meaning * cosine + (1 - meaning) * words + boosts``.
        boosts: What was added by name (``rules``, ``accessory``, ``category``, a chip's id).
        relevance: Of the reranker, None where it did not judge the hit.
        places: How far the shopper's taste moved it up, negative for down.
        pinned: Whether a rule put it where it is.
    """

    cosine: float | None = None
    term_score: float | None = None
    words: float | None = None
    fused: float | None = None
    boosts: Mapping[str, float] = field(default_factory=dict)
    relevance: float | None = None
    places: int = 0
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One product of the page.

    Attributes:
        product: As it stands now.
        score: What it is ordered by: comparable within one search.
        stages: How it came about.
        variants: Ids of products that it stands for, the first of them.
        variant_count: How many those are.
        title_spans: Where its title has words of the query, ``(start, end)``.
        description_spans: Where its description has.
    """

    product: Product
    score: float
    stages: HitStages
    variants: tuple[str, ...] = ()
    variant_count: int = 0
    title_spans: tuple[tuple[int, int], ...] = ()
    description_spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class WayOut:
    """A constraint of the client without which there would be so many products."""

    constraint: str
    products: int


@dataclass(frozen=True, slots=True)
class Reranking:
    """What the reranker did."""

    state: RerankState
    hits: int
    took_ms: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits, best first.

    Attributes:
        hits: The page.
        understanding: What the query was read as.
        relaxed: Chips that were let go, because no product meets them beside the others.
        searched: What was searched by words.
        sort: The order.
        strategy: What made the order: ``hybrid``, ``dense``, or the name of a sort order.
        total: Products that pass every constraint and have every word; None where none has.
        next_cursor: Of the next page, empty after the last.
        facets: As asked for.
        rules: The merchandiser's rules that applied.
        reranking: What the reranker did.
        profile: Whose taste moved hits; None for nobody's.
        ways_out: Where there are no hits: what to leave out to get some.
        meaning: The share of the cosine in the fused scores; the words have the rest.
        notes: In stable words, what is not as one would expect.
        trace: To repeat the search.
    """

    hits: Sequence[SearchHit]
    understanding: Understanding
    relaxed: tuple[Chip, ...]
    searched: str
    sort: SortOrder
    strategy: str
    total: int | None
    next_cursor: str
    facets: FacetCounts | None
    rules: tuple[AppliedRule, ...]
    reranking: Reranking
    profile: ShopperProfile | None
    ways_out: tuple[WayOut, ...]
    meaning: float
    notes: tuple[str, ...]
    trace: SearchTrace
