"""What a vector index holds and returns, in words that no engine owns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.errors import EncoderMismatchError, IndexSchemaError
from shopguide.domain.filters import EVERYTHING, Filter
from shopguide.domain.json_value import JsonObject

Vector: TypeAlias = NDArray[np.float32]
"""A dense vector, shape ``[dimension]``."""

Matrix: TypeAlias = NDArray[np.float32]
"""One dense vector a row, shape ``[count, dimension]``."""

TEXT_VECTOR = "text"
"""Name of the dense vector that the encoder makes of a document's text."""

DOCUMENT_ID_FIELD = "_document_id"
"""Reserved: engines keep a document's own id under this name, beside its fields."""

_DOCUMENT_IDS = UUID("6f1c4a1e-7c1f-5f0a-9a53-0d9a3a8f5b52")


def stable_uuid(document_id: str) -> UUID:
    """The engine's id of a document: the same on every machine, so that writes are idempotent."""
    return uuid5(_DOCUMENT_IDS, document_id)


class FieldKind(StrEnum):
    """Kinds of fields that an index can filter by."""

    KEYWORD = "keyword"
    INTEGER = "integer"
    FLOAT = "float"
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class IndexSchema:
    """What every document of an index has.

    `dense` gives the dimension of each dense vector by name; distance is always cosine. `fields`
    are those one can filter by. `encoder` is the fingerprint of the model bundle that made the
    vectors: an index never mixes two.
    """

    dense: Mapping[str, int]
    fields: Mapping[str, FieldKind]
    encoder: str

    def check_vectors(self, vectors: Mapping[str, Vector]) -> None:
        """Raise `IndexSchemaError` if a vector is unknown or has the wrong dimension."""
        for name, vector in vectors.items():
            dimension = self.dense.get(name)
            if dimension != len(vector):
                raise IndexSchemaError(
                    f"The index has no vector {name!r} of dimension {len(vector)}.",
                    fix=f"It holds {dict(self.dense)}, made by encoder {self.encoder!r}.",
                    field=name,
                )

    def check_encoder(self, fingerprint: str) -> None:
        """Raise `EncoderMismatchError` if another encoder than this one made the vectors."""
        if self.encoder != fingerprint:
            raise EncoderMismatchError(
                f"The index was built with encoder {self.encoder}, and {fingerprint} is loaded.",
                fix=f"Rebuild the index with `shopguide reindex`, or put the bundle {self.encoder}"
                " back where models are kept.",
                field="SHOPGUIDE_ENCODER",
            )


def schema_to_json(schema: IndexSchema) -> dict[str, Any]:
    """The schema as engines store it beside an index."""
    return {
        "dense": dict(schema.dense),
        "fields": {name: str(kind) for name, kind in schema.fields.items()},
        "encoder": schema.encoder,
    }


def schema_from_json(record: Mapping[str, Any]) -> IndexSchema:
    """Read what `schema_to_json` wrote."""
    return IndexSchema(
        dense=dict(record["dense"]),
        fields={name: FieldKind(kind) for name, kind in record["fields"].items()},
        encoder=record["encoder"],
    )


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """One document: its id, its vectors by name, and all its fields (filterable or only stored).

    Distance is cosine, so an index keeps directions: vectors come back with length 1.
    """

    document_id: str
    fields: JsonObject
    vectors: Mapping[str, Vector] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NearestQuery:
    """Documents nearest to `vector` by cosine among those that pass `filter`, best first."""

    vector: Vector
    limit: int
    filter: Filter = EVERYTHING
    vector_name: str = TEXT_VECTOR
    offset: int = 0
    with_vectors: bool = False


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """A document found by a query; `score` is the cosine, higher is nearer."""

    document: IndexedDocument
    score: float


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of a scan; `next_cursor` is None after the last."""

    documents: Sequence[IndexedDocument]
    next_cursor: str | None
