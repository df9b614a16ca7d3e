"""The vector index of the one-machine mode."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import qdrant_edge as edge

from shopguide.adapters.edge.candidates import read_candidates
from shopguide.adapters.edge.configuration import Sealing
from shopguide.adapters.edge.errors import RESERVED_BYTES, engine_errors
from shopguide.adapters.edge.filters import edge_filter
from shopguide.adapters.edge.folders import IndexFolders
from shopguide.adapters.edge.points import to_cursor, to_document, to_point
from shopguide.adapters.edge.queries import (
    read_facet,
    read_nearest,
    read_ordered,
    read_points,
)
from shopguide.adapters.edge.shard import Shard
from shopguide.adapters.qdrant.payload import asked_fields, read_cursor, to_payload
from shopguide.domain.errors import (
    ConflictError,
    IndexSchemaError,
    IndexUnavailableError,
    NotFoundError,
)
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
    key_of,
    stable_uuid,
)
from shopguide.domain.json_value import JsonObject, plain_json

_WRITE_CHUNK = 64
"""Documents in one call to the engine: about 2 ms, in which no search can run."""

_Item = TypeVar("_Item")


class EdgeVectorIndex:
    """The `VectorIndex` port on Qdrant Edge: exact search, a write-ahead log, one process a folder.

    Shards are opened on first use. Safe to share between threads. Beside the port's errors it
    raises `DataFolderInUseError` where another process has an index open.

    Args:
        folder: Where everything is kept; made when the first index is.
        reserved_bytes: Free space on the disk that writes leave alone.
        sealing: When what was written is put into files that are only read.
    """

    def __init__(
        self,
        folder: Path,
        *,
        reserved_bytes: int = RESERVED_BYTES,
        sealing: Sealing | None = None,
    ) -> None:
        self._folder = folder
        self._reserved_bytes = reserved_bytes
        self._sealing = sealing or Sealing()
        with engine_errors("reading its list", folder):
            self._folders = IndexFolders(folder)
        self._shards: dict[str, Shard] = {}
        # Guards which shards are open and what the folder says, not the engine's own work.
        self._lock = threading.RLock()
        self._closed = False

    def create(self, name: str, schema: IndexSchema) -> None:
        """Create an index; no-op if it exists with an equal schema."""
        with self._lock:
            existing = self._folders.schema(name)
            if existing == schema:
                return
            if existing is not None:
                raise IndexSchemaError(
                    f"Index {name!r} exists with another schema.",
                    fix="Use another name, or drop the index first.",
                )
            with engine_errors("creation", self._folder):
                shard = Shard.create(
                    self._folders.begin(name), schema, self._reserved_bytes, self._sealing
                )
                self._folders.commit(name, schema)
            self._shards[name] = shard

    def schema(self, name: str) -> IndexSchema | None:
        """The schema of an index or alias, None if there is none."""
        return self._folders.schema(name)

    def resolve(self, alias: str) -> str | None:
        """The index that an alias means."""
        return self._folders.target(alias)

    def names(self) -> Sequence[str]:
        """All indexes, sorted."""
        return self._folders.names()

    def drop(self, name: str) -> None:
        """Delete an index, its files, and the aliases that mean it."""
        with self._lock:
            target = self._folders.resolve(name)
            shard = self._shards.pop(target, None)
            if shard is not None:
                shard.close()
            with engine_errors("removal", self._folder):
                self._folders.remove(target)

    def point_aliases(self, names: Mapping[str, str]) -> None:
        """Make each alias mean its index, durably, by replacing one small file."""
        with self._lock:
            targets = {alias: self._folders.resolve(name) for alias, name in names.items()}
            for alias in targets:
                if alias in self._folders.names():
                    raise ConflictError(f"{alias!r} is an index.", fix="Choose another alias.")
            with engine_errors("renaming", self._folder):
                self._folders.point_aliases(targets)

    def upsert(self, name: str, documents: Sequence[IndexedDocument]) -> None:
        """Add documents or replace them whole, by id."""
        shard, schema = self._opened(name)
        schema.check_documents(documents)
        for chunk in _chunks(documents):
            points = [to_point(document) for document in chunk]
            shard.update(edge.UpdateOperation.upsert_points(points), len(points))

    def replace_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Replace all fields of documents and keep their vectors; one engine call each."""
        shard = self._shard(name)
        for document_id, fields in fields_by_id.items():
            payload = to_payload(document_id, fields)
            only = _alone(document_id)
            shard.update(edge.UpdateOperation.overwrite_payload_by_filter(only, payload))

    def merge_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        """Replace only these fields of documents; one engine call each.

        The engine takes apart and indexes only what it is given: of a change of prices, a third of
        the work of `replace_fields`.
        """
        shard = self._shard(name)
        for document_id, fields in fields_by_id.items():
            only, payload = _alone(document_id), plain_json(fields)
            shard.update(edge.UpdateOperation.set_payload_by_filter(only, payload))

    def delete(self, name: str, document_ids: Sequence[str]) -> None:
        """Delete documents; unknown ids are ignored."""
        shard = self._shard(name)
        for chunk in _chunks(document_ids):
            points: list[int | UUID | str] = [stable_uuid(one) for one in chunk]
            shard.update(edge.UpdateOperation.delete_points(points), len(points))

    def delete_matching(self, name: str, matching: Filter) -> None:
        """Delete all documents that pass a filter."""
        operation = edge.UpdateOperation.delete_points_by_filter(edge_filter(matching))
        self._shard(name).update(operation)

    def fetch(
        self,
        name: str,
        document_ids: Sequence[str | UUID],
        *,
        with_vectors: bool = False,
        fields: tuple[str, ...] | None = None,
    ) -> Sequence[IndexedDocument]:
        """The documents with these ids, in the order asked, unknown ones left out."""
        shard = self._shard(name)
        points = [key_of(one) for one in document_ids]
        with engine_errors("fetching", self._folder):
            found = read_points(shard.engine, points, fields, with_vectors=with_vectors)
        return [found[point] for point in points if point in found]

    def nearest(self, name: str, query: NearestQuery) -> Sequence[ScoredDocument]:
        """Nearest documents among those that have the vector, best first."""
        shard, schema = self._opened(name)
        schema.check_vectors({query.vector_name: query.vector})
        with engine_errors("searching", self._folder):
            return read_nearest(shard.engine, query)

    def candidates(self, name: str, query: HybridQuery) -> Candidates:
        """What lies nearest to a query by meaning and by words, from one batch of questions."""
        shard, schema = self._opened(name)
        schema.check_hybrid(query)
        with engine_errors("searching", self._folder):
            return read_candidates(shard.engine, query)

    def facet(
        self, name: str, field: str, matching: Filter = EVERYTHING, *, limit: int = 20
    ) -> Sequence[FacetCount]:
        """Values of a field and how many documents that pass a filter hold each, exactly."""
        shard, schema = self._opened(name)
        schema.check_facet(field)
        with engine_errors("counting", self._folder):
            return read_facet(shard.engine, field, matching, limit)

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
        shard, schema = self._opened(name)
        schema.check_order(field)
        with engine_errors("ordering", self._folder):
            return read_ordered(
                shard.engine, field, matching, descending=descending, limit=limit, fields=fields
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
        shard = self._shard(name)
        request = edge.ScrollRequest(
            offset=read_cursor(cursor),
            limit=limit,
            filter=edge_filter(matching),
            with_payload=asked_fields(fields),
            with_vector=with_vectors,
        )
        with engine_errors("scanning", self._folder):
            records, following = shard.engine.scroll(request)
        return DocumentPage([to_document(record) for record in records], to_cursor(following))

    def count(self, name: str, matching: Filter = EVERYTHING) -> int:
        """How many documents pass a filter, exactly."""
        shard = self._shard(name)
        with engine_errors("counting", self._folder):
            return shard.engine.count(edge.CountRequest(exact=True, filter=edge_filter(matching)))

    def flush(self) -> None:
        """Return once everything written so far is on the disk."""
        for shard in list(self._shards.values()):
            shard.flush()

    def close(self) -> None:
        """Flush and give all files back; the index cannot be used after."""
        with self._lock:
            self._closed = True
            while self._shards:
                self._shards.popitem()[1].close()

    def _opened(self, name: str) -> tuple[Shard, IndexSchema]:
        """One index and its own schema, also while the alias moves on to another one."""
        target = self._folders.resolve(name)
        return self._shard(target), self._schema(target)

    def _schema(self, name: str) -> IndexSchema:
        schema = self._folders.schema(name)
        if schema is None:
            raise NotFoundError(f"There is no index {name!r}.")
        return schema

    def _shard(self, name: str) -> Shard:
        target = self._folders.resolve(name)
        shard = self._shards.get(target)
        if shard is not None:
            return shard
        with self._lock:
            if self._closed:
                raise IndexUnavailableError("The index has been closed.")
            if target not in self._shards:
                self._shards[target] = Shard.load(
                    self._folders.shard(target),
                    self._schema(target),
                    self._reserved_bytes,
                    self._sealing,
                )
            return self._shards[target]


def _alone(document_id: str) -> edge.Filter:
    """One document by a filter: the engine refuses an unknown id, and ignores one without hits."""
    return edge.Filter(must=[edge.HasIdCondition({stable_uuid(document_id)})])


def _chunks(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    return (items[start : start + _WRITE_CHUNK] for start in range(0, len(items), _WRITE_CHUNK))
