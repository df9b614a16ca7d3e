"""Port: documents with vectors and filterable fields."""

from collections.abc import Mapping, Sequence
from typing import Protocol
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


class VectorIndex(Protocol):
    """Named indexes of documents. `name` is an index or an alias of one.

    Writes are durable when `flush` returns, and each document changes as a whole: a reader never
    sees half of one. Every method raises `IndexUnavailableError` when the engine does not answer,
    and, but for `create`, `schema`, `resolve` and `names`, `NotFoundError` for an unknown name.
    """

    def create(self, name: str, schema: IndexSchema) -> None:
        """Create an index; no-op if it exists with an equal schema, else `IndexSchemaError`."""

    def schema(self, name: str) -> IndexSchema | None:
        """The schema of an index or alias, None if there is none."""

    def resolve(self, alias: str) -> str | None:
        """The index that an alias means, None where it means none."""

    def names(self) -> Sequence[str]:
        """All indexes (not aliases), sorted."""

    def drop(self, name: str) -> None:
        """Delete an index, everything in it, and the aliases that mean it."""

    def point_aliases(self, names: Mapping[str, str]) -> None:
        """Make each alias mean its index from now on, all of them in one step.

        Raises:
            ConflictError: an alias is the name of an index; none was changed.
        """

    def upsert(self, name: str, documents: Sequence[IndexedDocument]) -> None:
        """Add documents or replace them whole, by id.

        Raises:
            IndexSchemaError: a vector is not in the schema or has another dimension.
        """

    def replace_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Replace all fields of documents and keep their vectors; unknown ids are ignored."""

    def merge_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Replace only these fields of documents, each as a whole; unknown ids are ignored.

        A document's other fields and its vectors stay. It takes a fraction of `replace_fields`
        where documents are long and change in little. No field is given as null: some engines
        store it, and others take it for the field's removal.
        """

    def delete(self, name: str, document_ids: Sequence[str]) -> None:
        """Delete documents; unknown ids are ignored."""

    def delete_matching(self, name: str, matching: Filter) -> None:
        """Delete all documents that pass a filter."""

    def fetch(
        self,
        name: str,
        document_ids: Sequence[str | UUID],
        *,
        with_vectors: bool = False,
        fields: tuple[str, ...] | None = None,
    ) -> Sequence[IndexedDocument]:
        """The documents with these ids or keys, in the order asked, unknown ones left out.

        `fields` are the stored fields that come back: all for None.
        """

    def nearest(self, name: str, query: NearestQuery) -> Sequence[ScoredDocument]:
        """Nearest documents among those that have the vector, best first.

        Raises:
            IndexSchemaError: the vector is not in the schema or has another dimension.
        """

    def candidates(self, name: str, query: HybridQuery) -> Candidates:
        """What lies nearest to a query by meaning and by words, with every score and membership.

        Raises:
            IndexSchemaError: the index has no such vectors, or the dense one another dimension.
        """

    def facet(
        self, name: str, field: str, matching: Filter = EVERYTHING, *, limit: int = 20
    ) -> Sequence[FacetCount]:
        """Values of a field and how many documents that pass a filter hold each, exactly.

        Most frequent first, then by value; a list counts once for each of its different values.

        Raises:
            InvalidInputError: the field is not a keyword, integer or flag of the schema.
        """

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
        """Documents that pass a filter by the one number in a field; those without are left out.

        Equal numbers come by the engine's id, so that a longer list begins with the shorter one.

        Raises:
            InvalidInputError: the field is not a number of the schema.
        """

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
        """Documents that pass a filter, page by page, in an order stable between writes.

        `cursor` is the `next_cursor` of the page before, `fields` those that come back: all of
        them, or only these.
        """

    def count(self, name: str, matching: Filter = EVERYTHING) -> int:
        """How many documents pass a filter."""

    def flush(self) -> None:
        """Return once everything written so far would survive a crash."""

    def close(self) -> None:
        """Flush and let go of files and connections."""
