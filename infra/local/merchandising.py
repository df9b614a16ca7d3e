"""Routes of the one-machine server that check, publish and roll back what merchandisers write."""

from collections.abc import Callable
from typing import Any, Protocol

import anyio.to_thread
from fastapi import APIRouter, Request

from infra.local.merchandising_client import LocalMerchandising
from shopguide.api.caller import OPERATORS
from shopguide.domain.json_value import JsonObject
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.search.merchandising.service import MerchandisingService
from shopguide.text.merchandising.file_text import MAX_FILE_BYTES


class Shop(Protocol):
    """What the routes need of the container."""

    @property
    def merchandising(self) -> MerchandisingService:
        """The files of the shop's merchandisers."""


def merchandising_router(shop: Callable[[], Shop]) -> APIRouter:
    """The routes under ``/local/merchandising``; `shop` gives the container of this process."""
    router = APIRouter(prefix="/local/merchandising", tags=["one machine"], dependencies=OPERATORS)

    def here() -> LocalMerchandising:
        return LocalMerchandising(shop().merchandising)

    @router.post("/{kind}/check")
    async def check(kind: MerchandisingKind, request: Request) -> dict[str, Any]:
        """Everything that is wrong in the request's body, a file of that kind."""
        content = await body_of(request)
        return await in_thread(lambda: here().check(kind, content))

    @router.put("/{kind}")
    async def publish(
        kind: MerchandisingKind,
        request: Request,
        by: str = "",
        note: str = "",
        expected_version: str | None = None,
    ) -> dict[str, Any]:
        """Bring the file in the request's body into use, unless something is wrong in it."""
        content = await body_of(request)
        return await in_thread(
            lambda: here().publish(
                kind, content, by=by, note=note, expected_version=expected_version
            )
        )

    @router.post("/{kind}/rollback")
    def rollback(
        kind: MerchandisingKind, version: str = "", by: str = "", note: str = ""
    ) -> dict[str, Any]:
        """Bring an earlier version back, by default the one in use before."""
        return dict(here().rollback(kind, version, by=by, note=note))

    @router.get("/{kind}/history")
    def history(kind: MerchandisingKind, limit: int | None = None) -> dict[str, Any]:
        """What was in use, the newest first."""
        return dict(here().history(kind, limit))

    @router.get("/{kind}")
    def show(kind: MerchandisingKind, version: str = "") -> dict[str, Any]:
        """What a version says, by default the one in use."""
        return dict(here().show(kind, version))

    return router


async def in_thread(call: Callable[[], JsonObject]) -> dict[str, Any]:
    """The answer of a call that would hold up the event loop."""
    return dict(await anyio.to_thread.run_sync(call))


async def body_of(request: Request) -> bytes:
    """The body; of one that is too long only so much that the check says so."""
    content = bytearray()
    async for piece in request.stream():
        if len(content) <= MAX_FILE_BYTES:
            content += piece
    return bytes(content[: MAX_FILE_BYTES + 1])
