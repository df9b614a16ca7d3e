"""Counts for narrowing a result down, exact, from the index.

What a shopper chose within a facet is left out when that facet itself is counted: so a second brand
can be seen, and picked beside the first. All other constraints hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.facet import Facet, FacetCounts, FacetResult, FacetScope
from shopguide.domain.filters import EVERYTHING, Condition, Filter, HasId, Match, Range
from shopguide.domain.indexed import IndexSchema
from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.facet_choices import FIELDS, FacetChoices
from shopguide.text.index_layout import PRODUCTS

FEWEST_WITH_ALL_WORDS = 10
"""Where fewer products have every word of the query, the best hits are counted instead."""

_TERMS = "terms"


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """What to count.

    Attributes:
        facets: As `read_facets` gives them.
        matching: The filter of the search.
        words: Hold for the products that have every word of the query.
        hits: Ids of the best hits, counted where few products have every word.
        language: In which colours and genders are named.
        limit: Most values of a facet.
    """

    facets: tuple[Facet, ...]
    matching: Filter = EVERYTHING
    words: tuple[Condition, ...] = ()
    hits: tuple[str, ...] = ()
    language: str = "en"
    limit: int = 20


def read_facets(names: Iterable[str]) -> tuple[Facet, ...]:
    """The facets of these names, each once.

    Raises:
        InvalidParameterError: a name is none; the fix lists those there are.
    """
    known = {facet.value: facet for facet in Facet}
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            raise InvalidParameterError(
                f"{name!r} is not a facet.", fix=f"Choose of {', '.join(known)}.", field="facets"
            )
    return tuple(known[name] for name in wanted)


class FacetCounter:
    """Counts the facets of searches."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index

    def count(
        self, request: FacetRequest, schema: IndexSchema, lexicon: Lexicon = EMPTY_LEXICON
    ) -> FacetCounts:
        """The choices of each facet; none for a field that the index is too old to have.

        Raises:
            NotFoundError: no product was ever imported.
        """
        scope, counted, products = self._scope(request, schema)
        results = []
        for facet in request.facets:
            field = FIELDS[facet]
            if field not in schema.fields:
                results.append(FacetResult(facet, ()))
                continue
            others, own = _split(request.matching, field)
            choices = FacetChoices(
                self._index,
                among=others.and_must(*counted),
                own=own,
                lexicon=lexicon,
                language=request.language,
                limit=request.limit,
            )
            results.append(choices.of(facet))
        return FacetCounts(tuple(results), scope, products)

    def _scope(
        self, request: FacetRequest, schema: IndexSchema
    ) -> tuple[FacetScope, tuple[Condition, ...], int]:
        words = request.words
        if not words or _TERMS in schema.fields:
            products = self._index.count(PRODUCTS, request.matching.and_must(*words))
            if not words:
                return FacetScope.FILTER, (), products
            if products >= min(FEWEST_WITH_ALL_WORDS, len(request.hits)):
                return FacetScope.WORDS, words, products
        return FacetScope.HITS, (HasId(request.hits),), len(request.hits)


def _split(matching: Filter, field: str) -> tuple[Filter, tuple[Condition, ...]]:
    """The filter without what it demands of a field, and that."""
    own = tuple(it for it in matching.must if isinstance(it, Match | Range) and it.field == field)
    return replace(matching, must=tuple(it for it in matching.must if it not in own)), own
