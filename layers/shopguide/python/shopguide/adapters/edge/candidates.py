"""A hybrid query as one batch of questions to Qdrant Edge."""

from collections.abc import Iterator

import qdrant_edge as edge

from shopguide.adapters.edge.filters import edge_filter
from shopguide.adapters.edge.points import to_id, to_vector
from shopguide.adapters.qdrant.candidates import candidates_of
from shopguide.domain.filters import Filter
from shopguide.domain.indexed import TERMS_VECTOR, TEXT_VECTOR, Candidates, HybridQuery

_EXACT = edge.SearchParams(exact=True)


def read_candidates(engine: edge.EdgeShard, query: HybridQuery) -> Candidates:
    """What is nearest by meaning and by words, with both scores."""
    requests = [
        request
        for subset in (None, *query.subsets)
        for request in _questions(query, _both(query.filter, subset))
    ]
    answers = engine.query_batch(edge.QueryBatchRequest(requests))
    return candidates_of(
        query, [[(to_id(point), point.score) for point in answer] for answer in answers]
    )


def _both(first: Filter, second: Filter | None) -> edge.Filter:
    if second is None:
        return edge_filter(first)
    return edge.Filter(must=[edge_filter(first), edge_filter(second)])


def _questions(query: HybridQuery, among: edge.Filter) -> Iterator[edge.QueryRequest]:
    by_meaning = edge.Query.Nearest(to_vector(query.vector), using=TEXT_VECTOR)
    yield _nearest(by_meaning, query.depth, among)
    if query.terms:
        by_words = edge.Query.Nearest(to_vector(query.terms), using=TERMS_VECTOR)
        yield _again(by_meaning, by_words, query.depth, among)
        yield _nearest(by_words, query.depth, among)
        yield _again(by_words, by_meaning, query.depth, among)


def _nearest(query: "edge.Query", limit: int, among: edge.Filter) -> edge.QueryRequest:
    return edge.QueryRequest(query=query, filter=among, limit=limit, params=_EXACT)


def _again(
    found: "edge.Query", query: "edge.Query", limit: int, among: edge.Filter
) -> edge.QueryRequest:
    """What the first question finds, with the score that the second one gives."""
    first = edge.Prefetch(limit=limit, query=found, filter=among, params=_EXACT)
    return edge.QueryRequest(prefetches=[first], query=query, limit=limit, params=_EXACT)
