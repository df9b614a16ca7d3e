"""A vector index in which some names mean others: what goes by an alias works on another index."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from shopguide.domain.filters import EVERYTHING, Filter
from shopguide.domain.indexed import (
    Candidates,
    DocumentPage,
    FacetCount,
    HybridQuery,
    IndexedDocument,
    IndexSchema,
    NearestQuery,
    ScoredDocument,
)
from shopguide.domain.json_value import JsonObject
from shopguide.ports.vector_index import VectorIndex


class RenamedIndex:
    """The `VectorIndex` port over another one; see there for what each method does.

    Args:
        index: Has the documents.
        names: What a name means here; every other one means itself.
    """

    def __init__(self, index: VectorIndex, names: Mapping[str, str]) -> None:
        self._index = index
        self._names = names

    def create(self, name: str, schema: IndexSchema) -> None:
        """Create an index."""
        self._index.create(self._meant(name), schema)

    def schema(self, name: str) -> IndexSchema | None:
        """The schema of an index or alias."""
        return self._index.schema(self._meant(name))

    def resolve(self, alias: str) -> str | None:
        """The index that an alias means."""
        return self._names.get(alias) or self._index.resolve(alias)

    def names(self) -> Sequence[str]:
        """All indexes."""
        return self._index.names()

    def drop(self, name: str) -> None:
        """Delete an index."""
        self._index.drop(self._meant(name))

    def point_aliases(self, names: Mapping[str, str]) -> None:
        """Make each alias mean its index, in the index itself."""
        self._index.point_aliases(names)

    def upsert(self, name: str, documents: Sequence[IndexedDocument]) -> None:
        """Add documents or replace them whole."""
        self._index.upsert(self._meant(name), documents)

    def replace_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Replace all fields of documents."""
        self._index.replace_fields(self._meant(name), fields_by_id)

    def merge_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """As the port says."""
        self._index.merge_fields(self._meant(name), fields_by_id)

    def delete(self, name: str, document_ids: Sequence[str]) -> None:
        """Delete documents."""
        self._index.delete(self._meant(name), document_ids)

    def delete_matching(self, name: str, matching: Filter) -> None:
        """Delete all documents that pass a filter."""
        self._index.delete_matching(self._meant(name), matching)

    def fetch(
        self,
        name: str,
        document_ids: Sequence[str | UUID],
        *,
        with_vectors: bool = False,
        fields: tuple[str, ...] | None = None,
    ) -> Sequence[IndexedDocument]:
        """The documents with these ids."""
        return self._index.fetch(
            self._meant(name), document_ids, with_vectors=with_vectors, fields=fields
        )

    def nearest(self, name: str, query: NearestQuery) -> Sequence[ScoredDocument]:
        """Nearest documents."""
        return self._index.nearest(self._meant(name), query)

    def candidates(self, name: str, query: HybridQuery) -> Candidates:
        """What lies nearest by meaning and by words."""
        return self._index.candidates(self._meant(name), query)

    def facet(
        self, name: str, field: str, matching: Filter = EVERYTHING, *, limit: int = 20
    ) -> Sequence[FacetCount]:
        """Values of a field."""
        return self._index.facet(self._meant(name), field, matching, limit=limit)

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
        """Documents by a number."""
        return self._index.ordered(
            self._meant(name), field, matching, descending=descending, limit=limit, fields=fields
        )

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
        """Documents page by page."""
        return self._index.scan(
            self._meant(name),
            matching,
            limit=limit,
            cursor=cursor,
            with_vectors=with_vectors,
            fields=fields,
        )

    def count(self, name: str, matching: Filter = EVERYTHING) -> int:
        """How many documents pass a filter."""
        return self._index.count(self._meant(name), matching)

    def flush(self) -> None:
        """Return once everything is durable."""
        self._index.flush()

    def close(self) -> None:
        """Close the index itself."""
        self._index.close()

    def _meant(self, name: str) -> str:
        return self._names.get(name, name)
