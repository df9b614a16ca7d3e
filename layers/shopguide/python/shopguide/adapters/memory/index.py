"""Documents in a dict, searched by brute force: the reference for every other vector index."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np

from shopguide.adapters.memory.facets import count_values
from shopguide.adapters.memory.hybrid import hybrid_candidates
from shopguide.adapters.memory.scoring import rank_nearest, unit
from shopguide.domain.errors import ConflictError, IndexSchemaError, NotFoundError
from shopguide.domain.filters import EVERYTHING, Filter
from shopguide.domain.indexed import (
    AnyVector,
    Candidates,
    DocumentPage,
    FacetCount,
    HybridQuery,
    IndexedDocument,
    IndexSchema,
    NearestQuery,
    ScoredDocument,
    SparseVector,
    key_of,
    stable_uuid,
)
from shopguide.domain.json_value import JsonObject, plain_json
from shopguide.domain.matching import passes


@dataclass
class _Index:
    schema: IndexSchema
    documents: dict[str, IndexedDocument] = field(default_factory=dict)


class InMemoryVectorIndex:
    """The `VectorIndex` port without an engine: exact, instant for small shops, never durable."""

    def __init__(self) -> None:
        self._indexes: dict[str, _Index] = {}
        self._aliases: dict[str, str] = {}

    def create(self, name: str, schema: IndexSchema) -> None:
        """Create an index; no-op if it exists with an equal schema."""
        existing = self.schema(name)
        if existing is None:
            self._indexes[name] = _Index(schema)
        elif existing != schema:
            raise IndexSchemaError(
                f"Index {name!r} exists with another schema.",
                fix="Use another name, or drop the index first.",
            )

    def schema(self, name: str) -> IndexSchema | None:
        """The schema of an index or alias, None if there is none."""
        index = self._indexes.get(self._aliases.get(name, name))
        return None if index is None else index.schema

    def resolve(self, alias: str) -> str | None:
        """The index that an alias means."""
        return self._aliases.get(alias)

    def names(self) -> Sequence[str]:
        """All indexes, sorted."""
        return sorted(self._indexes)

    def drop(self, name: str) -> None:
        """Delete an index and the aliases that mean it."""
        self._find(name)
        target = self._aliases.get(name, name)
        del self._indexes[target]
        self._aliases = {alias: of for alias, of in self._aliases.items() if of != target}

    def point_aliases(self, names: Mapping[str, str]) -> None:
        """Make each alias mean its index from now on."""
        for alias, name in names.items():
            self._find(name)
            if alias in self._indexes:
                raise ConflictError(f"{alias!r} is an index.", fix="Choose another alias.")
        targets = {alias: self._aliases.get(name, name) for alias, name in names.items()}
        self._aliases = {**self._aliases, **targets}

    def upsert(self, name: str, documents: Sequence[IndexedDocument]) -> None:
        """Add documents or replace them whole, by id."""
        index = self._find(name)
        index.schema.check_documents(documents)
        for document in documents:
            index.documents[document.document_id] = IndexedDocument(
                document.document_id,
                plain_json(document.fields),
                {key: unit(vector) for key, vector in document.vectors.items()},
                {key: _copied(vector) for key, vector in document.sparse.items() if vector},
            )

    def replace_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Replace all fields of documents and keep their vectors."""
        documents = self._find(name).documents
        for document_id, fields in fields_by_id.items():
            if document_id in documents:
                stored = documents[document_id]
                documents[document_id] = replace(stored, fields=plain_json(fields))

    def merge_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Replace only these fields of documents and keep all else."""
        documents = self._find(name).documents
        for document_id, fields in fields_by_id.items():
            if document_id in documents:
                stored = documents[document_id]
                merged = {**stored.fields, **plain_json(fields)}
                documents[document_id] = replace(stored, fields=merged)

    def delete(self, name: str, document_ids: Sequence[str]) -> None:
        """Delete documents; unknown ids are ignored."""
        documents = self._find(name).documents
        for document_id in document_ids:
            documents.pop(document_id, None)

    def delete_matching(self, name: str, matching: Filter) -> None:
        """Delete all documents that pass a filter."""
        self.delete(name, [document.document_id for document in self._passing(name, matching)])

    def fetch(
        self,
        name: str,
        document_ids: Sequence[str | UUID],
        *,
        with_vectors: bool = False,
        fields: tuple[str, ...] | None = None,
    ) -> Sequence[IndexedDocument]:
        """The documents with these ids, in the order asked, unknown ones left out."""
        documents = self._find(name).documents
        if any(isinstance(wanted, UUID) for wanted in document_ids):
            by_key = {stable_uuid(one.document_id): one for one in documents.values()}
            found = [by_key.get(key_of(wanted)) for wanted in document_ids]
        else:
            found = [documents.get(str(wanted)) for wanted in document_ids]
        known = [document for document in found if document is not None]
        return [_copy(document, with_vectors).with_fields(fields) for document in known]

    def nearest(self, name: str, query: NearestQuery) -> Sequence[ScoredDocument]:
        """Nearest documents among those that have the vector, best first."""
        hits = self._ranked(name, query.vector, query.vector_name, query.filter)
        return [
            _shown(hit, query.fields, query.with_vectors)
            for hit in hits[query.offset : query.offset + query.limit]
        ]

    def candidates(self, name: str, query: HybridQuery) -> Candidates:
        """What lies nearest to a query by meaning and by words."""
        index = self._find(name)
        index.schema.check_hybrid(query)
        return hybrid_candidates(query, index.documents.values())

    def facet(
        self, name: str, field: str, matching: Filter = EVERYTHING, *, limit: int = 20
    ) -> Sequence[FacetCount]:
        """Values of a field and how many documents that pass a filter hold each."""
        schema = self._find(name).schema
        schema.check_facet(field)
        return count_values(self._passing(name, matching), field, schema.fields[field])[:limit]

    def ordered(
        self,
        name: str,
        field: str,
        matching: Filter = EVERYTHING,
        *,
        descending: bool = False,
        limit: int,
        fields: tuple[str, ...] | None = None,
    ) -> Sequence[IndexedDocument]:
        """Documents that pass a filter by the one number in a field, equal ones by id."""
        self._find(name).schema.check_order(field)
        sign = -1 if descending else 1
        found = [
            (sign * value, _cursor(document), document)
            for document in self._passing(name, matching)
            if isinstance(value := document.fields.get(field), int | float)
            and not isinstance(value, bool)
        ]
        documents = [document for _, _, document in sorted(found, key=lambda one: one[:2])]
        return [_copy(document, False).with_fields(fields) for document in documents[:limit]]

    def scan(
        self,
        name: str,
        matching: Filter = EVERYTHING,
        *,
        limit: int = 1000,
        cursor: str | None = None,
        with_vectors: bool = False,
        fields: tuple[str, ...] | None = None,
    ) -> DocumentPage:
        """Documents that pass a filter, page by page, by the engine's id as Qdrant has it."""
        ordered = sorted(
            (_cursor(document), document) for document in self._passing(name, matching)
        )
        cursors = [key for key, _ in ordered]
        start = 0 if cursor is None else bisect_left(cursors, cursor)
        page = [
            _copy(document, with_vectors).with_fields(fields)
            for _, document in ordered[start : start + limit]
        ]
        following = start + limit
        return DocumentPage(page, cursors[following] if following < len(cursors) else None)

    def count(self, name: str, matching: Filter = EVERYTHING) -> int:
        """How many documents pass a filter."""
        return len(self._passing(name, matching))

    def flush(self) -> None:
        """Nothing survives a crash here, so there is nothing to wait for."""

    def close(self) -> None:
        """Nothing is held open."""

    def _find(self, name: str) -> _Index:
        index = self._indexes.get(self._aliases.get(name, name))
        if index is None:
            raise NotFoundError(f"There is no index {name!r}.")
        return index

    def _passing(self, name: str, matching: Filter) -> Sequence[IndexedDocument]:
        documents = list(self._find(name).documents.values())
        return [document for document in documents if passes(document, matching)]

    def _ranked(
        self, name: str, vector: AnyVector, vector_name: str, matching: Filter
    ) -> Sequence[ScoredDocument]:
        index = self._find(name)
        index.schema.check_vectors({vector_name: vector})
        whole = list(index.documents.values())
        return rank_nearest(vector, vector_name, self._passing(name, matching), whole)


def _cursor(document: IndexedDocument) -> str:
    return str(stable_uuid(document.document_id))


def _shown(
    hit: ScoredDocument, fields: tuple[str, ...] | None, with_vectors: bool = False
) -> ScoredDocument:
    return ScoredDocument(_copy(hit.document, with_vectors).with_fields(fields), hit.score)


def _copy(document: IndexedDocument, with_vectors: bool) -> IndexedDocument:
    fields = plain_json(document.fields)
    if not with_vectors:
        return IndexedDocument(document.document_id, fields)
    return IndexedDocument(
        document.document_id,
        fields,
        {name: vector.copy() for name, vector in document.vectors.items()},
        {name: _copied(vector) for name, vector in document.sparse.items()},
    )


def _copied(vector: SparseVector) -> SparseVector:
    return SparseVector(np.array(vector.indices, np.uint32), np.array(vector.values, np.float32))
