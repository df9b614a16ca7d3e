"""A hybrid query to Qdrant Edge.

The last of its questions is asked by itself: which documents the others found is known then, and
looking them up by id takes a fifth of finding them again, which is what one batch would do.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

import qdrant_edge as edge

from shopguide.adapters.edge.filters import edge_filter
from shopguide.adapters.edge.points import to_id, to_vector
from shopguide.adapters.qdrant.candidates import Answer, candidates_of
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
    found = engine.query_batch(edge.QueryBatchRequest(requests))
    answers = [[(to_id(point), point.score) for point in points] for points in found]
    return candidates_of(query, answers, _words(engine, query, answers))


def _both(first: Filter, second: Filter | None) -> edge.Filter:
    if second is None:
        return edge_filter(first)
    return edge.Filter(must=[edge_filter(first), edge_filter(second)])


def _questions(query: HybridQuery, among: edge.Filter) -> Iterator[edge.QueryRequest]:
    by_meaning = edge.Query.Nearest(to_vector(query.vector), using=TEXT_VECTOR)
    yield _nearest(by_meaning, query.depth, among)
    if query.terms:
        by_words = edge.Query.Nearest(to_vector(query.terms), using=TERMS_VECTOR)
        yield _nearest(by_words, query.depth, among)
        found = edge.Prefetch(limit=query.depth, query=by_words, filter=among, params=_EXACT)
        yield edge.QueryRequest(
            prefetches=[found], query=by_meaning, limit=query.depth, params=_EXACT
        )


def _words(
    engine: edge.EdgeShard, query: HybridQuery, answers: Sequence[Sequence[tuple[UUID, float]]]
) -> Answer:
    keys: set[int | UUID | str] = {key for by_meaning in answers[::3] for key, _ in by_meaning}
    if not query.terms or not keys:
        return ()
    by_words = edge.Query.Nearest(to_vector(query.terms), using=TERMS_VECTOR)
    among = edge.Filter(must=[edge.HasIdCondition(keys)])
    points = engine.query(_nearest(by_words, len(keys), among))
    return [(to_id(point), point.score) for point in points]


def _nearest(query: "edge.Query", limit: int, among: edge.Filter) -> edge.QueryRequest:
    return edge.QueryRequest(query=query, filter=among, limit=limit, params=_EXACT)
