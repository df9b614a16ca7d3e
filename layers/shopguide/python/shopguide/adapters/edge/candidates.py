"""A hybrid query to Qdrant Edge.

The other score of what only meaning or only words found is asked for at last, when those documents
are known: looking them up by id takes a fifth of finding them again, which one batch would do.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

import qdrant_edge as edge

from shopguide.adapters.edge.filters import edge_filter
from shopguide.adapters.edge.points import to_id, to_vector
from shopguide.adapters.qdrant.candidates import Answer, Answers, candidates_of
from shopguide.domain.filters import Filter
from shopguide.domain.indexed import TERMS_VECTOR, TEXT_VECTOR, Candidates, HybridQuery

_EXACT = edge.SearchParams(exact=True)


def read_candidates(engine: edge.EdgeShard, query: HybridQuery) -> Candidates:
    """What is nearest by meaning and by words, with both scores."""
    meaning = edge.Query.Nearest(to_vector(query.vector), using=TEXT_VECTOR)
    filters = [_both(query.filter, subset) for subset in (None, *query.subsets)]
    if not query.terms:
        return candidates_of(Answers(_nearest(engine, meaning, query.depth, filters)))
    words = edge.Query.Nearest(to_vector(query.terms), using=TERMS_VECTOR)
    by_meaning = _nearest(engine, meaning, query.depth, filters)
    by_words = _nearest(engine, words, query.depth, filters)
    answers = Answers(
        by_meaning,
        by_words,
        other_cosines=_looked_up(engine, meaning, _only(by_words, by_meaning)),
        other_words=_looked_up(engine, words, _only(by_meaning, by_words)),
    )
    return candidates_of(answers)


def _both(first: Filter, second: Filter | None) -> edge.Filter:
    if second is None:
        return edge_filter(first)
    return edge.Filter(must=[edge_filter(first), edge_filter(second)])


def _nearest(
    engine: edge.EdgeShard, query: "edge.Query", limit: int, filters: Iterable[edge.Filter]
) -> Sequence[Answer]:
    requests = [
        edge.QueryRequest(query=query, filter=among, limit=limit, params=_EXACT)
        for among in filters
    ]
    found = engine.query_batch(edge.QueryBatchRequest(requests))
    return [[(to_id(point), point.score) for point in points] for points in found]


def _only(answers: Sequence[Answer], others: Sequence[Answer]) -> set[int | UUID | str]:
    """The keys in one set of answers that the other does not have."""
    known = {key.int for answer in others for key, _ in answer}
    return {key for answer in answers for key, _ in answer if key.int not in known}


def _looked_up(engine: edge.EdgeShard, query: "edge.Query", keys: set[int | UUID | str]) -> Answer:
    if not keys:
        return ()
    among = edge.Filter(must=[edge.HasIdCondition(keys)])
    [answer] = _nearest(engine, query, len(keys), [among])
    return answer
