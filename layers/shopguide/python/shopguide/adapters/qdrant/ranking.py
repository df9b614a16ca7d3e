"""Order among equals, which Qdrant leaves open; imports no engine, so both adapters share it.

Qdrant collects fused scores in a hash map: documents of equal score come in another order at every
call, and would jump between pages. So the engine is asked for the whole fused list without fields
(some hundred ids), equals are put in order here, and only the page's documents are fetched.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar
from uuid import UUID

from shopguide.domain.filters import Range
from shopguide.domain.indexed import (
    FusedQuery,
    IndexedDocument,
    ScoredDocument,
    SparseVector,
    stable_uuid,
)


class _Scored(Protocol):
    @property
    def score(self) -> float: ...


_Point = TypeVar("_Point", bound=_Scored)
_Id = TypeVar("_Id", UUID, str)


def with_branches_that_search(query: FusedQuery) -> FusedQuery:
    """The query without branches that find nothing, which the engines refuse or make no sense of.

    Those are sparse vectors without terms, and all where the query wants no documents.
    """
    branches = tuple(
        branch
        for branch in query.branches
        if query.limit > 0 and not (isinstance(branch.vector, SparseVector) and not branch.vector)
    )
    return replace(query, branches=branches)


def page_of(
    points: Sequence[_Point], query: FusedQuery, id_of: Callable[[_Point], _Id]
) -> Sequence[tuple[_Id, float]]:
    """Ids and scores on the query's page, equal ones by id, of all points, best first.

    Reading an id costs more than all else here: only those of the page and its equals are read.
    """
    losses = [-point.score for point in points]
    first, end = query.offset, min(query.offset + query.limit, len(points))
    if first >= end:
        return []
    start, stop = bisect_left(losses, losses[first]), bisect_right(losses, losses[end - 1])
    near = sorted(
        (loss, id_of(point))
        for loss, point in zip(losses[start:stop], points[start:stop], strict=True)
    )
    return [(one, -loss) for loss, one in near[first - start : end - start]]


def with_documents(
    page: Sequence[tuple[_Id, float]], documents: Mapping[_Id, IndexedDocument]
) -> Sequence[ScoredDocument]:
    """The documents of a page; one that was deleted in between is left out."""
    return [ScoredDocument(documents[one], score) for one, score in page if one in documents]


def with_ties_by_id(
    first: Sequence[IndexedDocument],
    field: str,
    tied_with: Callable[[Range, int], Sequence[IndexedDocument]],
    *,
    descending: bool,
    limit: int,
) -> Sequence[IndexedDocument]:
    """The `limit` documents that an engine returned by a field, equal ones by the engine's id.

    The engine cuts the list anywhere among documents equal to the last: `tied_with` must bring
    those that lie in a range, by id, as many as there is room for.
    """
    if not first:
        return []
    last = first[-1].fields[field]
    sure = [document for document in first if len(first) < limit or document.fields[field] != last]
    sign = -1 if descending else 1
    sure.sort(key=lambda one: (sign * _number(one, field), stable_uuid(one.document_id)))
    room = limit - len(sure)
    if len(first) < limit:
        return sure
    value = _number(first[-1], field)
    return [*sure, *tied_with(Range(field, value, value), room)]


def _number(document: IndexedDocument, field: str) -> float:
    value = document.fields[field]
    assert isinstance(value, int | float)  # the engine orders by nothing else
    return value
