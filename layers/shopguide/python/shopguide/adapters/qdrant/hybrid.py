"""A hybrid query as one batch of questions to Qdrant.

For the query's filter, and for each of its subsets, three questions are asked::

    nearest by meaning
    nearest by words
    the same documents by meaning

and at last one for the words of all that was found by meaning. Without terms in the query there is
the first question alone.
"""

from collections.abc import Sequence
from itertools import chain

from qdrant_client import models

from shopguide.adapters.qdrant.candidates import Answer, Answers
from shopguide.adapters.qdrant.filters import qdrant_filter
from shopguide.adapters.qdrant.points import to_vector
from shopguide.domain.filters import Filter
from shopguide.domain.indexed import TERMS_VECTOR, TEXT_VECTOR, HybridQuery


def hybrid_requests(query: HybridQuery) -> list[models.QueryRequest]:
    """The questions; `hybrid_answers` knows their order."""
    filters = [_both(query.filter, subset) for subset in (None, *query.subsets)]
    requests = [request for among in filters for request in _questions(query, among)]
    if query.terms:
        requests.append(_words(query, filters))
    return requests


def hybrid_answers(query: HybridQuery, answers: Sequence[Answer]) -> Answers:
    """The answers to all these questions, each in its part."""
    if not query.terms:
        return Answers(answers)
    *found, words = answers
    return Answers(found[::3], found[1::3], chain.from_iterable(found[2::3]), words)


def _both(first: Filter, second: Filter | None) -> models.Filter:
    if second is None:
        return qdrant_filter(first)
    return models.Filter(must=[qdrant_filter(first), qdrant_filter(second)])


def _questions(query: HybridQuery, among: models.Filter) -> list[models.QueryRequest]:
    meaning, words, depth = to_vector(query.vector), to_vector(query.terms), query.depth
    by_meaning = models.QueryRequest(query=meaning, using=TEXT_VECTOR, filter=among, limit=depth)
    if not query.terms:
        return [by_meaning]
    found = models.Prefetch(query=words, using=TERMS_VECTOR, filter=among, limit=depth)
    return [
        by_meaning,
        models.QueryRequest(query=words, using=TERMS_VECTOR, filter=among, limit=depth),
        models.QueryRequest(prefetch=found, query=meaning, using=TEXT_VECTOR, limit=depth),
    ]


def _words(query: HybridQuery, filters: list[models.Filter]) -> models.QueryRequest:
    meaning, depth = to_vector(query.vector), query.depth
    found = [
        models.Prefetch(query=meaning, using=TEXT_VECTOR, filter=among, limit=depth)
        for among in filters
    ]
    return models.QueryRequest(
        prefetch=found,
        query=to_vector(query.terms),
        using=TERMS_VECTOR,
        limit=depth * len(filters),
    )
