"""Documents to points and back."""

from uuid import UUID

import numpy as np
import qdrant_edge as edge

from shopguide.adapters.qdrant.payload import document_of, to_payload
from shopguide.domain.indexed import IndexedDocument, ScoredDocument, stable_uuid


def to_point(document: IndexedDocument) -> edge.Point:
    """The point that stores a document whole."""
    vectors = {
        name: np.asarray(vector, dtype=np.float32) for name, vector in document.vectors.items()
    }
    payload = to_payload(document.document_id, document.fields)
    return edge.Point(stable_uuid(document.document_id), vectors, payload)  # type: ignore[arg-type]


def to_document(point: edge.Record | edge.ScoredPoint) -> IndexedDocument:
    """The document that a point stores; vectors only if they were asked for."""
    return document_of(point.payload, point.vector)


def to_scored(point: edge.ScoredPoint) -> ScoredDocument:
    """The document that a query found."""
    return ScoredDocument(to_document(point), point.score)


def to_cursor(following: int | UUID | str | None) -> str | None:
    """Where the next page begins."""
    return None if following is None else str(following)
