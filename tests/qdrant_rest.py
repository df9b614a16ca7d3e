"""The part of Qdrant's REST interface that ShopGuide speaks, over qdrant-client's local mode.

Local mode searches by brute force and keeps no field indexes, so those are only remembered here.
One collection should stay under 20,000 points.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from qdrant_client import QdrantClient, models

Reply = tuple[int, object]
"""A status, and the `result` of an answer or the text of an error."""

_TITLE = {"title": "ShopGuide's stand-in for Qdrant", "version": "1.16.0"}
_HEALTH = frozenset({"healthz", "livez", "readyz"})


def is_open_to_all(path: Sequence[str]) -> bool:
    """Whether Qdrant answers this path without a key."""
    return not path or path[0] in _HEALTH


@dataclass
class QdrantRest:
    """Answers requests, one at a time: local mode is not made for threads.

    Args:
        folder: Where collections are kept; in memory without.
    """

    folder: Path | None = None
    _client: QdrantClient = field(init=False)
    _indexed: dict[str, dict[str, Any]] = field(init=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.folder is None:
            self._client = QdrantClient(":memory:")
        else:
            self._client = QdrantClient(path=str(self.folder), force_disable_check_same_thread=True)

    def answer(self, method: str, path: Sequence[str], body: bytes) -> Reply:
        """What Qdrant would answer, with the words of its errors that our adapter reads."""
        with self._lock:
            try:
                return 200, self._result(method, path, body)
            except ValidationError as error:
                return 400, f"Format error in JSON body: {error.errors(include_url=False)[:3]}"
            except LookupError as error:
                return 404, f"Not found: {error.args[0]}"
            except ValueError as error:
                return _refusal(str(error))

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()

    def _result(self, method: str, path: Sequence[str], body: bytes) -> object:
        match (method, *path):
            case ("GET",):
                return _TITLE
            case ("GET", probe) if probe in _HEALTH:
                return "healthz check passed"
            case ("GET", "collections"):
                return self._client.get_collections()
            case ("GET", "aliases"):
                return self._client.get_aliases()
            case ("POST", "collections", "aliases"):
                actions = _parsed(models.ChangeAliasesOperation, body).actions
                return self._client.update_collection_aliases(actions)
            case (_, "collections", name, *rest):
                return self._of_collection(method, name, "/".join(rest), body)
        raise LookupError("no such page")

    def _of_collection(self, method: str, name: str, path: str, body: bytes) -> object:
        operation = _OPERATIONS.get((method, path))
        if operation is None:
            raise LookupError("no such page")
        if (method, path) != ("PUT", "") and not self._client.collection_exists(name):
            raise LookupError(f"Collection `{name}` doesn't exist!")
        return operation(self, name, body)

    def _create(self, name: str, body: bytes) -> object:
        asked = _parsed(models.CreateCollection, body)
        self._indexed[name] = {}
        return self._client.create_collection(
            name,
            vectors_config=asked.vectors,
            sparse_vectors_config=asked.sparse_vectors,
            metadata=asked.metadata,
        )

    def _info(self, name: str, _: bytes) -> object:
        info = self._client.get_collection(name)
        return info.model_copy(update={"payload_schema": self._indexed.get(self._real(name), {})})

    def _drop(self, name: str, _: bytes) -> object:
        self._indexed.pop(name, None)
        return self._client.delete_collection(name)

    def _index_field(self, name: str, body: bytes) -> object:
        asked = _parsed(models.CreateFieldIndex, body)
        kind = getattr(asked.field_schema, "type", asked.field_schema)
        indexes = self._indexed.setdefault(self._real(name), {})
        indexes[asked.field_name] = {"data_type": kind, "points": 0}
        return _DONE

    def _real(self, name: str) -> str:
        """The collection that a name or an alias means."""
        aliases = self._client.get_aliases().aliases
        return {one.alias_name: one.collection_name for one in aliases}.get(name, name)

    def _upsert(self, name: str, body: bytes) -> object:
        asked = _parsed(models.PointInsertOperations, body)
        return self._client.upsert(name, getattr(asked, "points", None) or asked.batch)

    def _batch(self, name: str, body: bytes) -> object:
        operations = _parsed(models.UpdateOperations, body).operations
        return self._client.batch_update_points(name, operations)

    def _delete(self, name: str, body: bytes) -> object:
        return self._client.delete(name, _parsed(models.PointsSelector, body))

    def _merge_payload(self, name: str, body: bytes) -> object:
        asked = _parsed(models.SetPayload, body)
        return self._client.set_payload(name, asked.payload, asked.points or asked.filter)

    def _overwrite_payload(self, name: str, body: bytes) -> object:
        asked = _parsed(models.SetPayload, body)
        return self._client.overwrite_payload(name, asked.payload, asked.points or asked.filter)

    def _retrieve(self, name: str, body: bytes) -> object:
        asked = _parsed(models.PointRequest, body)
        payload = True if asked.with_payload is None else asked.with_payload
        vectors = asked.with_vector or False
        return self._client.retrieve(name, asked.ids, with_payload=payload, with_vectors=vectors)

    def _query(self, name: str, body: bytes) -> object:
        return self._client.query_batch_points(name, [_parsed(models.QueryRequest, body)])[0]

    def _query_batch(self, name: str, body: bytes) -> object:
        return self._client.query_batch_points(
            name, _parsed(models.QueryRequestBatch, body).searches
        )

    def _scroll(self, name: str, body: bytes) -> object:
        asked = _parsed(models.ScrollRequest, body)
        points, following = self._client.scroll(
            name,
            asked.filter,
            limit=10 if asked.limit is None else asked.limit,
            order_by=asked.order_by,
            offset=asked.offset,
            with_payload=True if asked.with_payload is None else asked.with_payload,
            with_vectors=asked.with_vector or False,
        )
        return {"points": points, "next_page_offset": following}

    def _count(self, name: str, body: bytes) -> object:
        return self._client.count(name, _parsed(models.CountRequest, body).filter)

    def _facet(self, name: str, body: bytes) -> object:
        asked = _parsed(models.FacetRequest, body)
        return self._client.facet(name, asked.key, asked.filter, limit=asked.limit or 10)


_DONE = {"operation_id": 0, "status": "completed"}

_OPERATIONS: dict[tuple[str, str], Callable[[QdrantRest, str, bytes], object]] = {
    ("GET", ""): QdrantRest._info,
    ("PUT", ""): QdrantRest._create,
    ("DELETE", ""): QdrantRest._drop,
    ("PUT", "index"): QdrantRest._index_field,
    ("PUT", "points"): QdrantRest._upsert,
    ("POST", "points"): QdrantRest._retrieve,
    ("POST", "points/batch"): QdrantRest._batch,
    ("POST", "points/delete"): QdrantRest._delete,
    ("POST", "points/payload"): QdrantRest._merge_payload,
    ("PUT", "points/payload"): QdrantRest._overwrite_payload,
    ("POST", "points/query"): QdrantRest._query,
    ("POST", "points/query/batch"): QdrantRest._query_batch,
    ("POST", "points/scroll"): QdrantRest._scroll,
    ("POST", "points/count"): QdrantRest._count,
    ("POST", "facet"): QdrantRest._facet,
}


def _parsed(kind: Any, body: bytes) -> Any:
    return _reader(kind).validate_json(body)


@lru_cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _refusal(text: str) -> Reply:
    """Local mode's words for what a server refuses, as the server says it."""
    if "already exists" in text:
        return 409, f"Wrong input: {text}"
    return 400, f"Wrong input: {text}"
