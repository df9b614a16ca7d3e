"""Order among equals, which Qdrant leaves open; imports no engine, so both adapters share it."""

from collections.abc import Callable, Sequence

from shopguide.domain.filters import Range
from shopguide.domain.indexed import IndexedDocument, stable_uuid


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
