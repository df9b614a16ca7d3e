"""HTTP to an ASGI application in the same process, so that commands have one code path."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractContextManager
from typing import Any, cast

import anyio
import anyio.from_thread
import anyio.to_thread
import httpx
from anyio.from_thread import BlockingPortal


class InProcessTransport(httpx.BaseTransport):
    """Sends requests into `app` on an event loop of its own thread; the same bytes as on a wire.

    Request bodies are streamed, answers are collected.
    """

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an ASGI application has no one type
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._running: AbstractContextManager[BlockingPortal] = (
            anyio.from_thread.start_blocking_portal()
        )
        self._portal = self._running.__enter__()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One exchange."""
        return self._portal.call(self._exchange, request)

    def close(self) -> None:
        """End the event loop."""
        self._running.__exit__(None, None, None)

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        body = _AsyncBody(cast("Iterable[bytes]", request.stream))
        sent = httpx.Request(request.method, request.url, headers=request.headers, stream=body)
        answer = await self._transport.handle_async_request(sent)
        content = b"".join([piece async for piece in cast("AsyncIterator[bytes]", answer.stream)])
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)


class _AsyncBody(httpx.AsyncByteStream):
    """A body that is read piece by piece in a thread, so that a slow disk blocks nobody."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await anyio.to_thread.run_sync(next, self._pieces, None)) is not None:
            yield piece
