"""Questions to an open shard, and the documents in its answers."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import qdrant_edge as edge

from shopguide.adapters.edge.filters import edge_filter
from shopguide.adapters.edge.points import to_document, to_id, to_scored, to_vector
from shopguide.adapters.qdrant.payload import asked_fields, field_path
from shopguide.adapters.qdrant.ranking import with_ties_by_id
from shopguide.domain.filters import Filter
from shopguide.domain.indexed import (
    FacetCount,
    IndexedDocument,
    NearestQuery,
    ScoredDocument,
    facet_value,
)


def read_points(
    engine: edge.EdgeShard,
    points: Sequence[UUID],
    fields: tuple[str, ...] | None,
    *,
    with_vectors: bool = False,
) -> Mapping[UUID, IndexedDocument]:
    """The documents that points store, of those that there are."""
    records = engine.retrieve(list(points), asked_fields(fields), with_vectors)
    return {to_id(record): to_document(record) for record in records}


def read_nearest(engine: edge.EdgeShard, query: NearestQuery) -> Sequence[ScoredDocument]:
    """Nearest documents, found by exact search."""
    request = edge.QueryRequest(
        query=edge.Query.Nearest(to_vector(query.vector), using=query.vector_name),
        filter=edge_filter(query.filter),
        limit=query.limit,
        offset=query.offset,
        params=edge.SearchParams(exact=True),
        with_payload=asked_fields(query.fields),
        with_vector=query.with_vectors,
    )
    return [to_scored(point) for point in engine.query(request)]


def read_facet(
    engine: edge.EdgeShard, field: str, matching: Filter, limit: int
) -> Sequence[FacetCount]:
    """Values of a field with the documents that hold each, most frequent first."""
    if limit < 1:
        return []
    # What the engine calls exact counts anew for each value, up to a hundred times slower; the
    # other differs only while a document is in two segments, which it never is between two calls.
    request = edge.FacetRequest(
        field_path(field), limit=limit, exact=False, filter=edge_filter(matching)
    )
    return [FacetCount(facet_value(hit.value), hit.count) for hit in engine.facet(request).hits]


def read_ordered(
    engine: edge.EdgeShard,
    field: str,
    matching: Filter,
    *,
    descending: bool,
    limit: int,
    fields: tuple[str, ...] | None,
) -> Sequence[IndexedDocument]:
    """Documents by the number in a field, equal ones by id."""
    if limit < 1:
        return []
    asked = asked_fields(None if fields is None else (*fields, field))
    direction = edge.Direction.Desc if descending else edge.Direction.Asc

    def read(among: Filter, count: int, order: edge.OrderBy | None) -> list[IndexedDocument]:
        request = edge.ScrollRequest(
            limit=count, filter=edge_filter(among), order_by=order, with_payload=asked
        )
        return [to_document(record) for record in engine.scroll(request)[0]]

    documents = with_ties_by_id(
        read(matching, limit, edge.OrderBy(field_path(field), direction)),
        field,
        lambda equal, room: read(matching.and_must(equal), room, None),
        descending=descending,
        limit=limit,
    )
    return [document.with_fields(fields) for document in documents]
