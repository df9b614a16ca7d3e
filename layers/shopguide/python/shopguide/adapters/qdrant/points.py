"""Documents to points and back."""

import numpy as np
from qdrant_client import models

from shopguide.adapters.qdrant.payload import document_of, to_payload
from shopguide.domain.indexed import IndexedDocument, ScoredDocument, stable_uuid


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


def to_document(point: models.Record | models.ScoredPoint) -> IndexedDocument:
    """The document that a point stores; vectors only if they were asked for."""
    return document_of(point.payload, point.vector)


def to_scored(point: models.ScoredPoint) -> ScoredDocument:
    """The document that a query found."""
    return ScoredDocument(to_document(point), point.score)
