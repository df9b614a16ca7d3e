"""Counts for narrowing a result down, exact, from the index.

What a shopper chose within a facet is left out when that facet itself is counted: so a second brand
can be seen, and picked beside the first. All other constraints hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.facet import Facet, FacetCounts, FacetResult, FacetScope
from shopguide.domain.filters import EVERYTHING, Condition, Filter, Match, Range
from shopguide.domain.indexed import IndexSchema
from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.facet_choices import FIELDS, FacetChoices
from shopguide.search.facet_sources import (
    CountedDocuments,
    CountedInIndex,
    CountsProducts,
    IndexReads,
)
from shopguide.text.index_layout import PRODUCTS

FEWEST_WITH_ALL_WORDS = 10
"""Where fewer products have every word of the query, the best hits are counted instead."""

MOST_READ = 150
"""Up to this many products are read and counted here."""

_TERMS = "terms"
_READ_FIELDS = (*FIELDS.values(), "currency")


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """What to count.

    Attributes:
        facets: As `read_facets` gives them.
        matching: The filter of the search.
        words: Hold for the products that have every word of the query.
        hits: Keys or ids of the best hits, counted where few products have every word.
        language: In which colours and genders are named.
        limit: Most values of a facet.
        catalogue_version: The live one; counts are remembered by it, and not at all without.
    """

    facets: tuple[Facet, ...]
    matching: Filter = EVERYTHING
    words: tuple[Condition, ...] = ()
    hits: tuple[UUID | str, ...] = ()
    language: str = "en"
    limit: int = 20
    catalogue_version: int = 0


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
    """Counts the facets of searches; safe to use from many threads at once."""

    def __init__(self, index: VectorIndex) -> None:
        self._index = index
        self._reads = IndexReads(index)

    def count(
        self, request: FacetRequest, schema: IndexSchema, lexicon: Lexicon = EMPTY_LEXICON
    ) -> FacetCounts:
        """The choices of each facet; none for a field that the index is too old to have.

        Raises:
            NotFoundError: no product was ever imported.
        """
        scope, products = self._scope(request, schema)
        read = self._read(request, scope, products)
        results = []
        for facet in request.facets:
            others, own = _split(request.matching, FIELDS[facet])
            counted: CountsProducts
            if read is None or (own and scope is not FacetScope.HITS):
                matching = others.and_must(*request.words)
                counted = CountedInIndex(self._reads, request.catalogue_version, matching)
            else:
                counted = read
            choices = FacetChoices(counted, own, lexicon, request.language, request.limit)
            known = FIELDS[facet] in schema.fields
            results.append(choices.of(facet) if known else FacetResult(facet, ()))
        return FacetCounts(tuple(results), scope, products)

    def _scope(self, request: FacetRequest, schema: IndexSchema) -> tuple[FacetScope, int]:
        """Which products are counted, and how many they are."""
        if not request.words or _TERMS in schema.fields:
            matching = request.matching.and_must(*request.words)
            products = self._reads.count(request.catalogue_version, matching)
            if not request.words:
                return FacetScope.FILTER, products
            if products >= min(FEWEST_WITH_ALL_WORDS, len(request.hits)):
                return FacetScope.WORDS, products
        return FacetScope.HITS, len(request.hits)

    def _read(
        self, request: FacetRequest, scope: FacetScope, products: int
    ) -> CountedDocuments | None:
        """The products themselves, where they are few; None where the index counts faster."""
        if scope is FacetScope.HITS:
            found = self._index.fetch(PRODUCTS, request.hits, fields=_READ_FIELDS)
        elif products <= MOST_READ:
            matching = request.matching.and_must(*request.words)
            found = self._index.scan(PRODUCTS, matching, limit=MOST_READ).documents
        else:
            return None
        return CountedDocuments([document.fields for document in found])


def _split(matching: Filter, field: str) -> tuple[Filter, tuple[Condition, ...]]:
    """The filter without what it demands of a field, and that."""
    own = tuple(it for it in matching.must if isinstance(it, Match | Range) and it.field == field)
    return replace(matching, must=tuple(it for it in matching.must if it not in own)), own
