"""The vector index of the AWS mode."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from shopguide.adapters.qdrant.collection import Collection
from shopguide.adapters.qdrant.connection import PatientCaller
from shopguide.adapters.qdrant.errors import RequestRefusedError
from shopguide.adapters.qdrant.filters import qdrant_filter
from shopguide.adapters.qdrant.payload import asked_fields, field_path, read_cursor, to_payload
from shopguide.adapters.qdrant.points import to_document, to_point
from shopguide.adapters.qdrant.sdk import QdrantClient, models
from shopguide.adapters.qdrant.storage import CollectionStorage
from shopguide.domain.errors import (
    ConflictError,
    IndexSchemaError,
    NotFoundError,
)
from shopguide.domain.filters import EVERYTHING, Filter, HasId
from shopguide.domain.indexed import (
    Candidates,
    DocumentPage,
    FacetCount,
    HybridQuery,
    IndexedDocument,
    IndexSchema,
    NearestQuery,
    ScoredDocument,
    key_of,
    schema_from_json,
    schema_to_json,
    stable_uuid,
)
from shopguide.domain.json_value import JsonObject, JsonValue, plain_json

_CHUNK = 256
"""Documents in one request: with 384-d vectors about 2 MB of JSON, well under the server's 32."""

_SCHEMA_KEY = "shopguide_schema"

_Item = TypeVar("_Item")


class QdrantVectorIndex:
    """The `VectorIndex` port on a Qdrant server, version 1.16 or newer (which keeps metadata).

    One deployment has the server, or its API key's part of it, to itself: `names` lists every
    collection there is. Every write waits until the server has logged and applied it. The limit of
    each call is 5 seconds; a server that cannot be reached is tried three times.
    """

    def __init__(
        self,
        client: QdrantClient,
        caller: PatientCaller | None = None,
        storage: CollectionStorage | None = None,
    ) -> None:
        self._client = client
        self._storage = storage or CollectionStorage()
        self._call = caller or PatientCaller("this process")

    def create(self, name: str, schema: IndexSchema) -> None:
        """Create an index; no-op if it exists with an equal schema."""
        existing = self.schema(name)
        if existing is None:
            existing = self._create_collection(name, schema)
        if existing != schema:
            raise IndexSchemaError(
                f"Index {name!r} exists with another schema.",
                fix="Use another name, or drop the index first.",
            )
        self._create_field_indexes(name, schema)

    def schema(self, name: str) -> IndexSchema | None:
        """The schema of an index or alias, None if there is none.

        Raises:
            IndexSchemaError: the collection is not ours, or the server too old to keep the schema.
        """
        try:
            return self._schema(name)
        except NotFoundError:
            return None

    def resolve(self, alias: str) -> str | None:
        """The index that an alias means."""
        return self._aliases().get(alias)

    def names(self) -> Sequence[str]:
        """All indexes, sorted."""
        found = self._call("", self._client.get_collections)
        return sorted(collection.name for collection in found.collections)

    def drop(self, name: str) -> None:
        """Delete an index and the aliases that mean it."""
        aliases = self._aliases()
        target = aliases.get(name, name)
        self._schema(target)
        gone = [_forget(alias) for alias, of in aliases.items() if of == target]
        if gone:
            self._call(name, self._client.update_collection_aliases, gone)
        self._call(name, self._client.delete_collection, target)

    def point_aliases(self, names: Mapping[str, str]) -> None:
        """Make each alias mean its index from now on, in one request that takes effect as a whole.

        Qdrant applies the operations of one request together.
        """
        indexes, aliases = self.names(), self._aliases()
        changes: list[models.AliasOperations] = []
        for alias, name in names.items():
            self._schema(name)
            if alias in indexes:
                raise ConflictError(f"{alias!r} is an index.", fix="Choose another alias.")
            changes += [_forget(alias)] if alias in aliases else []
            changes.append(_name(alias, aliases.get(name, name)))
        self._call("", self._client.update_collection_aliases, changes)

    def upsert(self, name: str, documents: Sequence[IndexedDocument]) -> None:
        """Add documents or replace them whole, by id."""
        self._schema(name).check_documents(documents)
        for chunk in _chunks(documents):
            points = [to_point(document) for document in chunk]
            self._call(name, self._client.upsert, name, points)

    def replace_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Replace all fields of documents and keep their vectors."""
        self._schema(name)
        for chunk in _chunks(list(fields_by_id.items())):
            operations = [_overwrite(document_id, fields) for document_id, fields in chunk]
            self._call(name, self._client.batch_update_points, name, operations)

    def merge_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Replace only these fields of documents and keep all else."""
        self._schema(name)
        for chunk in _chunks(list(fields_by_id.items())):
            operations = [_merge(document_id, fields) for document_id, fields in chunk]
            self._call(name, self._client.batch_update_points, name, operations)

    def delete(self, name: str, document_ids: Sequence[str]) -> None:
        """Delete documents; unknown ids are ignored."""
        self._schema(name)
        for chunk in _chunks(document_ids):
            points = models.PointIdsList(points=[str(stable_uuid(one)) for one in chunk])
            self._call(name, self._client.delete, name, points)

    def delete_matching(self, name: str, matching: Filter) -> None:
        """Delete all documents that pass a filter."""
        points = models.FilterSelector(filter=qdrant_filter(matching))
        self._call(name, self._client.delete, name, points)

    def fetch(
        self,
        name: str,
        document_ids: Sequence[str | UUID],
        *,
        with_vectors: bool = False,
        fields: tuple[str, ...] | None = None,
    ) -> Sequence[IndexedDocument]:
        """The documents with these ids, in the order asked, unknown ones left out."""
        points = [str(key_of(one)) for one in document_ids]
        found: dict[str, IndexedDocument] = {}
        for chunk in _chunks(points):
            found |= self._collection(name).points(chunk, fields, with_vectors=with_vectors)
        return [found[point] for point in points if point in found]

    def nearest(self, name: str, query: NearestQuery) -> Sequence[ScoredDocument]:
        """Nearest documents among those that have the vector, best first."""
        if query.limit < 1:
            return []
        try:
            return self._collection(name).nearest(query)
        except RequestRefusedError:
            # Only now is it worth a request to find out whether the vector is to blame.
            self._schema(name).check_vectors({query.vector_name: query.vector})
            raise

    def candidates(self, name: str, query: HybridQuery) -> Candidates:
        """What lies nearest to a query by meaning and by words, from one batch of questions."""
        try:
            return self._collection(name).candidates(query)
        except RequestRefusedError:
            self._schema(name).check_hybrid(query)
            raise

    def facet(
        self, name: str, field: str, matching: Filter = EVERYTHING, *, limit: int = 20
    ) -> Sequence[FacetCount]:
        """Values of a field and how many documents that pass a filter hold each, exactly."""
        self._schema(name).check_facet(field)
        return self._collection(name).facet(field, matching, limit) if limit > 0 else []

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
        self._schema(name).check_order(field)
        if limit < 1:
            return []
        return self._collection(name).ordered(
            field, matching, descending=descending, limit=limit, fields=fields
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
        """Documents that pass a filter, page by page, by the engine's id."""
        read_cursor(cursor)  # refuses what is none
        records, following = self._call(
            name,
            self._client.scroll,
            name,
            scroll_filter=qdrant_filter(matching),
            limit=limit,
            offset=cursor,
            with_payload=asked_fields(fields),
            with_vectors=with_vectors,
        )
        documents = [to_document(record) for record in records]
        return DocumentPage(documents, None if following is None else str(following))

    def count(self, name: str, matching: Filter = EVERYTHING) -> int:
        """How many documents pass a filter, exactly."""
        wanted = qdrant_filter(matching)
        answer = self._call(name, self._client.count, name, count_filter=wanted, exact=True)
        return answer.count

    def flush(self) -> None:
        """Every write was logged by the server before it returned."""

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _create_collection(self, name: str, schema: IndexSchema) -> IndexSchema | None:
        """Create it; where someone was faster, theirs counts."""
        metadata = {_SCHEMA_KEY: schema_to_json(schema)}
        try:
            self._call(
                name,
                self._client.create_collection,
                name,
                metadata=metadata,
                **self._storage.request(schema),
            )
        except RequestRefusedError:
            if self.schema(name) is None:
                raise
        return self.schema(name)

    def _create_field_indexes(self, name: str, schema: IndexSchema) -> None:
        """Those that are missing: all of a new index, some where a crash came in between."""
        info = self._call(name, self._client.get_collection, name)
        for field, kind in schema.fields.items():
            if field not in info.payload_schema:
                path, wanted = field_path(field), self._storage.field_index(kind)
                self._call(name, self._client.create_payload_index, name, path, wanted)

    def _collection(self, name: str) -> Collection:
        return Collection(name, self._client, self._call, self._storage.search_params)

    def _schema(self, name: str) -> IndexSchema:
        info = self._call(name, self._client.get_collection, name)
        record = (info.config.metadata or {}).get(_SCHEMA_KEY)
        if record is None:
            raise IndexSchemaError(
                f"Qdrant's collection {name!r} does not say what ShopGuide keeps in it.",
                fix="Use Qdrant 1.16 or newer, and a server that ShopGuide has to itself.",
            )
        return schema_from_json(record)

    def _aliases(self) -> Mapping[str, str]:
        found = self._call("", self._client.get_aliases)
        return {alias.alias_name: alias.collection_name for alias in found.aliases}


def _forget(alias: str) -> models.DeleteAliasOperation:
    return models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias))


def _name(alias: str, collection: str) -> models.CreateAliasOperation:
    made = models.CreateAlias(collection_name=collection, alias_name=alias)
    return models.CreateAliasOperation(create_alias=made)


def _overwrite(document_id: str, fields: JsonObject) -> models.OverwritePayloadOperation:
    payload = _of(document_id, to_payload(document_id, fields))
    return models.OverwritePayloadOperation(overwrite_payload=payload)


def _merge(document_id: str, fields: JsonObject) -> models.SetPayloadOperation:
    return models.SetPayloadOperation(set_payload=_of(document_id, plain_json(fields)))


def _of(document_id: str, payload: dict[str, JsonValue]) -> models.SetPayload:
    # By filter, because Qdrant refuses an unknown id and ignores a filter without hits.
    only = qdrant_filter(Filter(must=(HasId((document_id,)),)))
    return models.SetPayload(payload=payload, filter=only)


def _chunks(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
