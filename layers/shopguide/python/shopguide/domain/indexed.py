"""What a vector index holds and returns, in words that no engine owns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.errors import EncoderMismatchError, IndexSchemaError, InvalidInputError
from shopguide.domain.filters import EVERYTHING, Filter
from shopguide.domain.json_value import JsonObject

Vector: TypeAlias = NDArray[np.float32]
"""A dense vector, shape ``[dimension]``."""

Matrix: TypeAlias = NDArray[np.float32]
"""One dense vector a row, shape ``[count, dimension]``."""


@dataclass(frozen=True, slots=True, eq=False)
class SparseVector:
    """A vector that is zero but for a few dimensions: the terms of a text with their weights.

    Args:
        indices: Dimensions that are not zero, each once; dtype uint32, shape ``[terms]``.
        values: Their weights, dtype float32, same shape.
    """

    indices: NDArray[np.uint32]
    values: NDArray[np.float32]

    def __len__(self) -> int:
        """How many dimensions are not zero."""
        return len(self.indices)


AnyVector: TypeAlias = Vector | SparseVector
"""A vector of either sort."""

TEXT_VECTOR = "text"
"""Name of the dense vector that the encoder makes of a document's text."""

TERMS_VECTOR = "terms"
"""Name of the sparse vector of a document's terms."""

DOCUMENT_ID_FIELD = "_document_id"
"""Reserved: engines keep a document's own id under this name, beside its fields."""

_DOCUMENT_IDS = UUID("6f1c4a1e-7c1f-5f0a-9a53-0d9a3a8f5b52")


@lru_cache(maxsize=20_000)
def stable_uuid(document_id: str) -> UUID:
    """The engine's id of a document: the same on every machine, so that writes are idempotent."""
    return uuid5(_DOCUMENT_IDS, document_id)


def key_of(wanted: str | UUID) -> UUID:
    """The engine's id of a document that is named by its own id, or by the engine's."""
    return wanted if isinstance(wanted, UUID) else stable_uuid(wanted)


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
    vectors: an index never mixes two. `sparse` names the sparse vectors, whose terms the engine
    weights by their rarity in the index. `layout` is the version of `text/index_layout` that says
    what the fields and vectors hold.
    """

    dense: Mapping[str, int]
    fields: Mapping[str, FieldKind]
    encoder: str
    sparse: tuple[str, ...] = ()
    layout: int = 1

    def check_vectors(self, vectors: Mapping[str, AnyVector]) -> None:
        """Raise `IndexSchemaError` if a vector is unknown, malformed, or of another dimension."""
        for name, vector in vectors.items():
            if isinstance(vector, SparseVector):
                self._check_sparse(name, vector)
            elif self.dense.get(name) != len(vector):
                raise IndexSchemaError(
                    f"The index has no vector {name!r} of dimension {len(vector)}.",
                    fix=f"It holds {dict(self.dense)}, made by encoder {self.encoder!r}.",
                    field=name,
                )

    def check_documents(self, documents: Iterable["IndexedDocument"]) -> None:
        """Raise `IndexSchemaError` if a vector of any of the documents does not fit."""
        for document in documents:
            self.check_vectors(document.vectors)
            self.check_vectors(document.sparse)

    def check_hybrid(self, query: "HybridQuery") -> None:
        """Raise `IndexSchemaError` if a hybrid query's vectors do not fit; no terms fit any."""
        self.check_vectors({TEXT_VECTOR: query.vector})
        for wording in query.wordings:
            if wording:
                self.check_vectors({TERMS_VECTOR: wording})

    def check_facet(self, field: str) -> None:
        """Raise `InvalidInputError` if the values of a field cannot be counted."""
        self._check_kind(field, "counted", FieldKind.KEYWORD, FieldKind.INTEGER, FieldKind.BOOL)

    def check_order(self, field: str) -> None:
        """Raise `InvalidInputError` if documents cannot be ordered by a field."""
        self._check_kind(field, "ordered by", FieldKind.INTEGER, FieldKind.FLOAT)

    def _check_sparse(self, name: str, vector: SparseVector) -> None:
        if name not in self.sparse:
            raise IndexSchemaError(
                f"The index has no sparse vector {name!r}.",
                fix=f"It holds {list(self.sparse)}; `shopguide reindex` rebuilds an older index.",
                field=name,
            )
        terms = len(np.unique(vector.indices))
        if not terms == len(vector.indices) == len(vector.values):
            raise IndexSchemaError(
                f"Sparse vector {name!r} names {len(vector.indices)} terms, {terms} of them"
                f" different, with {len(vector.values)} weights.",
                fix="Give each term once, with one weight.",
                field=name,
            )

    def _check_kind(self, field: str, purpose: str, *kinds: FieldKind) -> None:
        if self.fields.get(field) not in kinds:
            able = sorted(name for name, kind in self.fields.items() if kind in kinds)
            raise InvalidInputError(
                f"Field {field!r} cannot be {purpose}.",
                fix=f"Those that can are {', '.join(able) or 'none'}.",
                field=field,
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
        "sparse": list(schema.sparse),
        "layout": schema.layout,
    }


def schema_from_json(record: Mapping[str, Any]) -> IndexSchema:
    """Read what `schema_to_json` wrote; older indexes know of no sparse vectors or layouts."""
    return IndexSchema(
        dense=dict(record["dense"]),
        fields={name: FieldKind(kind) for name, kind in record["fields"].items()},
        encoder=record["encoder"],
        sparse=tuple(record.get("sparse", ())),
        layout=record.get("layout", 1),
    )


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """One document: its id, its vectors by name, and all its fields (filterable or only stored).

    Distance is cosine, so an index keeps directions: dense vectors come back with length 1. Sparse
    ones come back as they were given, in any order of terms; one without terms is not kept.
    """

    document_id: str
    fields: JsonObject
    vectors: Mapping[str, Vector] = field(default_factory=dict)
    sparse: Mapping[str, SparseVector] = field(default_factory=dict)

    @property
    def key(self) -> UUID:
        """The engine's id of the document."""
        return stable_uuid(self.document_id)

    def with_fields(self, names: tuple[str, ...] | None) -> "IndexedDocument":
        """This document with no more than these of its fields: all of them for None."""
        if names is None:
            return self
        kept = {name: self.fields[name] for name in names if name in self.fields}
        return replace(self, fields=kept)


@dataclass(frozen=True, slots=True)
class NearestQuery:
    """Documents nearest to `vector` among those that pass `filter`, best first.

    For a dense vector the score is the cosine. For a sparse one it is the sum of query weight x
    document weight x rarity over the terms that both have, and documents without any are left out;
    a term's rarity is ln(1 + (N - n + 0.5) / (n + 0.5)) where n of the N documents that have the
    sparse vector have the term (the IDF of BM25; Robertson & Zaragoza 2009, section 3).

    `fields` are the stored fields that come back: all for None.
    """

    vector: AnyVector
    limit: int
    filter: Filter = EVERYTHING
    vector_name: str = TEXT_VECTOR
    offset: int = 0
    with_vectors: bool = False
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Boost:
    """`amount` is added to the score of every document that passes `conditions`."""

    conditions: Filter
    amount: float


@dataclass(frozen=True, slots=True)
class HybridQuery:
    """Candidates of a search among the documents that pass `filter`, by meaning and by words.

    Args:
        vector: Of the query, for `TEXT_VECTOR`.
        terms: Of the query, for `TERMS_VECTOR`; one without terms finds nothing and is no error.
        filter: What every candidate passes.
        depth: How many of the nearest are candidates: so many by meaning, as many by words.
        subsets: Further filters. The index says which candidates pass each of them, and the best
            `depth` of those that do are candidates too.
        marks: Filters of which the index says, too, which candidates pass each; they bring none in,
            which takes a tenth of the time of a subset.
        variants: Other wordings of the query, for `TERMS_VECTOR` too: the best `depth` of each by
            words are candidates as those of `terms` are, and are scored by each wording alone.
    """

    vector: Vector
    terms: SparseVector
    filter: Filter = EVERYTHING
    depth: int = 200
    subsets: tuple[Filter, ...] = ()
    variants: tuple[SparseVector, ...] = ()
    marks: tuple[Filter, ...] = ()

    @property
    def wordings(self) -> tuple[SparseVector, ...]:
        """The query's own terms, and then those of its variants."""
        return (self.terms, *self.variants)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What a `HybridQuery` finds, in no order that means anything, with every score exact.

    Attributes:
        keys: What `stable_uuid` gives for the documents; `VectorIndex.fetch` takes them.
        cosines: Of query and document, ``[count]``; the lowest of all for a document that has no
            dense vector.
        term_scores: As `NearestQuery` has it for a sparse vector, ``[count]``; 0 where the
            document shares no term with the query.
        members: Which candidates pass which subset, and then which mark,
            ``[count, subsets + marks]``.
        variant_scores: As `term_scores`, by each variant, ``[count, variants]``.
    """

    keys: Sequence[UUID]
    cosines: Vector
    term_scores: Vector
    members: NDArray[np.bool_]
    variant_scores: Matrix


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """A document found by a query; `score` is the cosine or as the query says, higher is better."""

    document: IndexedDocument
    score: float


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many documents hold a value of a field; flags read "true" and "false"."""

    value: str
    count: int


def facet_value(value: str | int | bool) -> str:
    """A counted value as text; flags read as JSON has them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of a scan; `next_cursor` is None after the last."""

    documents: Sequence[IndexedDocument]
    next_cursor: str | None
