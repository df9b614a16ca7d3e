"""Routes that only the one-machine server has: uploads, and how much work is waiting."""

import io
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Protocol

import anyio.from_thread
import anyio.to_thread
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shopguide.adapters.folder.upload_tickets import FolderUploadTickets
from shopguide.api.boundary import request_id_of
from shopguide.api.caller import OPERATORS, operators_only
from shopguide.api.errors import Problem, problem_response
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.errors import StorageFullError
from shopguide.domain.upload import (
    MAPPING_NAME,
    MAX_UPLOAD_BYTES,
    Upload,
    check_file_name,
    import_id_of,
    upload_event,
    upload_object_key,
)
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.work_queue import QueueDepth, WorkQueue


class Shop(Protocol):
    """What the routes need of the container."""

    @property
    def objects(self) -> ObjectStore:
        """Where uploads are kept."""

    @property
    def signed_uploads(self) -> FolderUploadTickets:
        """What was given leave to be uploaded without any other credential."""

    @property
    def import_queue(self) -> WorkQueue:
        """Where their events go."""

    @property
    def index_queue(self) -> WorkQueue:
        """Where imports put their batches."""


class UploadAccepted(BaseModel):
    """The file is stored and its import will happen, also after a crash."""

    import_id: str | None = Field(
        description="Ask `GET /v1/catalog/imports/{import_id}` for the report; null for a column"
        " mapping, which imports nothing by itself."
    )
    object_key: str
    size: int = Field(description="Bytes that were stored.")


class QueueCounts(BaseModel):
    """Messages of a queue; `dead` ones failed too often and wait for an operator."""

    waiting: int
    in_flight: int
    dead: int


class QueueReport(BaseModel):
    """How much work is left."""

    imports: QueueCounts
    batches: QueueCounts


def local_router(shop: Callable[[], Shop]) -> APIRouter:
    """The routes under ``/local``; `shop` gives the container of this process."""
    router = APIRouter(prefix="/local", tags=["one machine"])

    async def store(key: str, name: str, request: Request) -> UploadAccepted | Response:
        most = await _leave(shop(), key, request)
        check_file_name(name, "name")
        _check_announced_size(request.headers.get("content-length", ""), most)
        try:
            body = BodyStream(request.stream(), most)
            return await anyio.to_thread.run_sync(_accept, shop(), key, body)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it; nothing was stored
        except StorageFullError as error:
            # Who uploads runs the shop, and may be told what shoppers are not: which disk it is.
            problem = Problem(error.code, error.message, fix=error.fix)
            return problem_response(problem, request_id_of(request.scope))

    # The longer routes come first: `check` is no kind.
    @router.put("/uploads/check/{kind}/{name}", status_code=202, response_model=UploadAccepted)
    async def check(kind: CatalogKind, name: str, request: Request) -> UploadAccepted | Response:
        """Store a catalogue file (the request's body) and check it; nothing is imported."""
        return await store(upload_object_key(kind, name, check=True), name, request)

    @router.delete("/uploads/check/{kind}/{name}", status_code=204, dependencies=OPERATORS)
    def discard_check(kind: CatalogKind, name: str) -> None:
        """Delete a file that was only checked, or its mapping; its report stays."""
        check_file_name(name, "name")
        shop().objects.delete(upload_object_key(kind, name, check=True))

    @router.put("/uploads/{kind}/{name}", status_code=202, response_model=UploadAccepted)
    async def upload(kind: CatalogKind, name: str, request: Request) -> UploadAccepted | Response:
        """Store a catalogue file (the request's body) and begin its import."""
        return await store(upload_object_key(kind, name), name, request)

    @router.get("/queues", dependencies=OPERATORS)
    def queues() -> QueueReport:
        """How many imports and batches wait, are at work, or were given up on."""
        imports, batches = shop().import_queue.depth(), shop().index_queue.depth()
        return QueueReport(imports=_counts(imports), batches=_counts(batches))

    @router.post("/queues/redrive", dependencies=OPERATORS)
    def redrive() -> QueueReport:
        """Put what was given up on back into the queues; answers with what waits now."""
        shop().import_queue.redrive()
        shop().index_queue.redrive()
        return queues()

    return router


class BodyStream(io.RawIOBase):
    """A request's body as a file, read by a worker thread while the event loop receives it.

    Raises (from `readinto`):
        HTTPException: 413 once more than `most` bytes have come.
    """

    def __init__(self, pieces: AsyncIterator[bytes], most: int = MAX_UPLOAD_BYTES) -> None:
        self._most = most
        self._pieces = pieces
        self._rest = memoryview(b"")
        self._received = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with what comes next; 0 at the end of the body."""
        if not self._rest:
            self._rest = memoryview(anyio.from_thread.run(self._next_piece))
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    async def _next_piece(self) -> bytes:
        async for piece in self._pieces:
            self._received += len(piece)
            if self._received > self._most:
                raise _too_large(self._most)
            if piece:
                return piece
        return b""


def _accept(shop: Shop, key: str, body: BodyStream) -> UploadAccepted:
    stored = shop.objects.put(key, body)  # type: ignore[arg-type]
    # Hexadecimal and growing, as S3's: it orders the uploads of one key.
    upload = Upload(key, stored.etag, f"{time.time_ns():016X}")
    if key.endswith(MAPPING_NAME):
        return UploadAccepted(import_id=None, object_key=key, size=stored.size)
    shop.import_queue.send([json.dumps(upload_event(upload))])
    return UploadAccepted(import_id=import_id_of(upload), object_key=key, size=stored.size)


async def _leave(shop: Shop, key: str, request: Request) -> int:
    """The most bytes that may come: by a signed address so many, of an operator any file's."""
    if "ticket" in request.query_params:
        content_type = request.headers.get("content-type", "")
        return shop.signed_uploads.redeem(key, content_type, request.query_params)
    await operators_only()
    return MAX_UPLOAD_BYTES


def _check_announced_size(length: str, most: int) -> None:
    if length.isdecimal() and int(length[:20]) > most:
        raise _too_large(most)


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"The file is larger than {most} bytes.")


def _counts(depth: QueueDepth) -> QueueCounts:
    return QueueCounts(waiting=depth.waiting, in_flight=depth.in_flight, dead=depth.dead)
