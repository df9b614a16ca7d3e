"""A hybrid query as one batch of questions to Qdrant."""

from collections.abc import Iterator

from qdrant_client import models

from shopguide.adapters.qdrant.filters import qdrant_filter
from shopguide.adapters.qdrant.points import to_vector
from shopguide.domain.filters import Filter
from shopguide.domain.indexed import TERMS_VECTOR, TEXT_VECTOR, HybridQuery


def hybrid_requests(query: HybridQuery) -> list[models.QueryRequest]:
    """The questions of `qdrant.candidates`, in its order."""
    return [
        request
        for subset in (None, *query.subsets)
        for request in _questions(query, _both(query.filter, subset))
    ]


def _both(first: Filter, second: Filter | None) -> models.Filter:
    if second is None:
        return qdrant_filter(first)
    return models.Filter(must=[qdrant_filter(first), qdrant_filter(second)])


def _questions(query: HybridQuery, among: models.Filter) -> Iterator[models.QueryRequest]:
    meaning, words = to_vector(query.vector), to_vector(query.terms)
    depth = query.depth
    by_meaning = models.Prefetch(query=meaning, using=TEXT_VECTOR, limit=depth, filter=among)
    by_words = models.Prefetch(query=words, using=TERMS_VECTOR, limit=depth, filter=among)
    yield models.QueryRequest(query=meaning, using=TEXT_VECTOR, filter=among, limit=depth)
    if query.terms:
        yield models.QueryRequest(prefetch=by_meaning, query=words, using=TERMS_VECTOR, limit=depth)
        yield models.QueryRequest(query=words, using=TERMS_VECTOR, filter=among, limit=depth)
        yield models.QueryRequest(prefetch=by_words, query=meaning, using=TEXT_VECTOR, limit=depth)
