"""Documents to points and back."""

from uuid import UUID

import numpy as np
import qdrant_edge as edge

from shopguide.domain.indexed import (
    DOCUMENT_ID_FIELD,
    IndexedDocument,
    ScoredDocument,
    stable_uuid,
)
from shopguide.domain.json_value import JsonObject, JsonValue, plain_json


def to_point(document: IndexedDocument) -> edge.Point:
    """The point that stores a document whole."""
    vectors = {
        name: np.asarray(vector, dtype=np.float32) for name, vector in document.vectors.items()
    }
    payload = to_payload(document.document_id, document.fields)
    return edge.Point(stable_uuid(document.document_id), vectors, payload)  # type: ignore[arg-type]


def to_payload(document_id: str, fields: JsonObject) -> dict[str, JsonValue]:
    """A document's fields with its own id beside them."""
    return {**plain_json(fields), DOCUMENT_ID_FIELD: document_id}


def to_document(point: edge.Record | edge.ScoredPoint) -> IndexedDocument:
    """The document that a point stores; vectors only if they were asked for."""
    fields = dict(point.payload or {})
    document_id = str(fields.pop(DOCUMENT_ID_FIELD))
    stored = point.vector if isinstance(point.vector, dict) else {}
    vectors = {name: np.asarray(values, dtype=np.float32) for name, values in stored.items()}
    return IndexedDocument(document_id, fields, vectors)


def to_scored(point: edge.ScoredPoint) -> ScoredDocument:
    """The document that a query found."""
    return ScoredDocument(to_document(point), point.score)


def to_cursor(following: int | UUID | str | None) -> str | None:
    """Where the next page begins."""
    return None if following is None else str(following)
