"""A hybrid query to Qdrant Edge.

The scores of what only other questions found are asked for at last, when those documents are
known: looking them up by id takes a fifth of finding them again, which one batch would do.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import qdrant_edge as edge

from shopguide.adapters.edge.filters import edge_filter
from shopguide.adapters.edge.points import to_id, to_vector
from shopguide.adapters.qdrant.candidates import Answer, Answers, candidates_of
from shopguide.domain.filters import Filter
from shopguide.domain.indexed import (
    TERMS_VECTOR,
    TEXT_VECTOR,
    AnyVector,
    Candidates,
    HybridQuery,
    SparseVector,
)

_EXACT = edge.SearchParams(exact=True)


def read_candidates(engine: edge.EdgeShard, query: HybridQuery) -> Candidates:
    """What is nearest by meaning and by words, with every score."""
    filters = [_both(query.filter, subset) for subset in (None, *query.subsets)]
    questions = [_question(query.vector, TEXT_VECTOR)]
    questions += [_question(wording, TERMS_VECTOR) for wording in query.wordings]
    found = [_nearest(engine, question, query.depth, filters) for question in questions]
    # A UUID is hashed and compared in Python, an int in C.
    keys = {key.int: key for answers in found for answer in answers for key, _ in answer}
    others = [
        _looked_up(engine, question, _others(keys, answers))
        for question, answers in zip(questions, found, strict=True)
    ]

    def who_passes(asked: Sequence[Sequence[UUID]]) -> Sequence[Sequence[UUID]]:
        pairs = zip([*filters[1:], *map(edge_filter, query.marks)], asked, strict=True)
        return [_passing(engine, subset, keys) for subset, keys in pairs]

    answers = Answers(found[0], found[1:], others[0], others[1:])
    return candidates_of(answers, query.depth, len(query.marks), who_passes)


def _question(vector: AnyVector, name: str) -> "edge.Query | None":
    """None for a wording without terms, which finds nothing."""
    if isinstance(vector, SparseVector) and not vector:
        return None
    return edge.Query.Nearest(to_vector(vector), using=name)


def _both(first: Filter, second: Filter | None) -> edge.Filter:
    if second is None:
        return edge_filter(first)
    return edge.Filter(must=[edge_filter(first), edge_filter(second)])


def _nearest(
    engine: edge.EdgeShard,
    question: "edge.Query | None",
    limit: int,
    filters: Sequence[edge.Filter],
) -> Sequence[Answer]:
    if question is None:
        return []
    requests = [
        edge.QueryRequest(query=question, filter=among, limit=limit, params=_EXACT)
        for among in filters
    ]
    found = engine.query_batch(edge.QueryBatchRequest(requests))
    return [[(to_id(point), point.score) for point in points] for points in found]


def _others(keys: Mapping[int, UUID], answers: Sequence[Answer]) -> set[int | UUID | str]:
    """The keys that are not among the answers to a question."""
    known = {key.int for answer in answers for key, _ in answer}
    return {keys[number] for number in keys.keys() - known}


def _looked_up(
    engine: edge.EdgeShard, question: "edge.Query | None", keys: set[int | UUID | str]
) -> Answer:
    if question is None or not keys:
        return ()
    among = edge.Filter(must=[edge.HasIdCondition(keys)])
    [answer] = _nearest(engine, question, len(keys), [among])
    return answer


def _passing(engine: edge.EdgeShard, subset: edge.Filter, keys: Sequence[UUID]) -> list[UUID]:
    """Those of the documents that pass; a query without a question is quicker than a scroll."""
    if not keys:
        return []
    among = edge.Filter(must=[edge.HasIdCondition(set(keys)), subset])
    return [
        to_id(point) for point in engine.query(edge.QueryRequest(filter=among, limit=len(keys)))
    ]
