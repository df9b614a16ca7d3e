"""Documents to points and back."""

import numpy as np

from shopguide.adapters.qdrant.payload import document_of, to_payload
from shopguide.adapters.qdrant.sdk import models
from shopguide.domain.indexed import (
    AnyVector,
    IndexedDocument,
    ScoredDocument,
    SparseVector,
    stable_uuid,
)


def to_point(document: IndexedDocument) -> models.PointStruct:
    """The point that stores a document whole."""
    return models.PointStruct(
        id=str(stable_uuid(document.document_id)),
        vector={
            **{name: to_vector(vector) for name, vector in document.vectors.items()},
            **{name: to_vector(vector) for name, vector in document.sparse.items() if vector},
        },
        payload=to_payload(document.document_id, document.fields),
    )


def to_vector(vector: AnyVector) -> list[float] | models.SparseVector:
    """The vector as the client takes it."""
    if isinstance(vector, SparseVector):
        return models.SparseVector(indices=vector.indices.tolist(), values=vector.values.tolist())
    values: list[float] = np.asarray(vector, dtype=np.float32).tolist()
    return values


def to_document(point: models.Record | models.ScoredPoint) -> IndexedDocument:
    """The document that a point stores; vectors only if they were asked for."""
    return document_of(point.payload, point.vector)


def to_scored(point: models.ScoredPoint) -> ScoredDocument:
    """The document that a query found."""
    return ScoredDocument(to_document(point), point.score)
