"""What a vector index holds and returns, in words that no engine owns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.filters import EVERYTHING, Filter
from shopguide.domain.json_value import JsonObject

Vector: TypeAlias = NDArray[np.float32]
"""A dense vector, shape ``[dimension]``."""

Matrix: TypeAlias = NDArray[np.float32]
"""One dense vector a row, shape ``[count, dimension]``."""

TEXT_VECTOR = "text"
"""Name of the dense vector that the encoder makes of a document's text."""


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


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """One document: its id, its vectors by name, and all its fields (filterable or only stored)."""

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
