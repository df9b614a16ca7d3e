"""Documents to points and back."""

from uuid import UUID

import numpy as np
import qdrant_edge as edge

from shopguide.adapters.qdrant.payload import document_of, to_payload
from shopguide.domain.indexed import (
    AnyVector,
    IndexedDocument,
    ScoredDocument,
    SparseVector,
    stable_uuid,
)


def to_point(document: IndexedDocument) -> edge.Point:
    """The point that stores a document whole."""
    vectors = {name: to_vector(vector) for name, vector in document.vectors.items()}
    vectors |= {name: to_vector(vector) for name, vector in document.sparse.items() if vector}
    payload = to_payload(document.document_id, document.fields)
    return edge.Point(stable_uuid(document.document_id), vectors, payload)


def to_vector(vector: AnyVector) -> "edge.NamedVector":
    """The vector as the engine takes it, which is numpy for a dense one."""
    if isinstance(vector, SparseVector):
        return edge.SparseVector(vector.indices.tolist(), vector.values.tolist())
    return np.asarray(vector, dtype=np.float32)  # type: ignore[return-value]


def to_id(point: edge.Record | edge.ScoredPoint) -> UUID:
    """The engine's id of a point, which was made by `stable_uuid`."""
    key = point.id  # made anew each time that it is looked at
    assert isinstance(key, UUID)
    return key


def to_document(point: edge.Record | edge.ScoredPoint) -> IndexedDocument:
    """The document that a point stores; vectors only if they were asked for."""
    return document_of(point.payload, point.vector)


def to_scored(point: edge.ScoredPoint) -> ScoredDocument:
    """The document that a query found."""
    return ScoredDocument(to_document(point), point.score)


def to_cursor(following: int | UUID | str | None) -> str | None:
    """Where the next page begins."""
    return None if following is None else str(following)
