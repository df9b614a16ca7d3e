"""Documents to points and back."""

import numpy as np
from qdrant_client import models

from shopguide.domain.indexed import (
    DOCUMENT_ID_FIELD,
    IndexedDocument,
    ScoredDocument,
    stable_uuid,
)
from shopguide.domain.json_value import JsonObject, JsonValue, plain_json


def to_point(document: IndexedDocument) -> models.PointStruct:
    """The point that stores a document whole."""
    return models.PointStruct(
        id=str(stable_uuid(document.document_id)),
        vector={
            name: np.asarray(vector, dtype=np.float32).tolist()
            for name, vector in document.vectors.items()
        },
        payload=to_payload(document.document_id, document.fields),
    )


def to_payload(document_id: str, fields: JsonObject) -> dict[str, JsonValue]:
    """A document's fields with its own id beside them."""
    return {**plain_json(fields), DOCUMENT_ID_FIELD: document_id}


def to_document(point: models.Record | models.ScoredPoint) -> IndexedDocument:
    """The document that a point stores; vectors only if they were asked for."""
    fields = dict(point.payload or {})
    document_id = str(fields.pop(DOCUMENT_ID_FIELD))
    stored = point.vector if isinstance(point.vector, dict) else {}
    vectors = {name: np.asarray(values, dtype=np.float32) for name, values in stored.items()}
    return IndexedDocument(document_id, fields, vectors)


def to_scored(point: models.ScoredPoint) -> ScoredDocument:
    """The document that a query found."""
    return ScoredDocument(to_document(point), point.score)
