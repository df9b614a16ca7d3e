"""Bounds how many requests a one-machine server works on, and how many wait for their turn.

Few at a time, in the order in which they came: threads that share two cores make all requests
slow at once, and a queue without an end makes every answer too late. What finds no place is
refused at once with 429, which costs next to nothing, and says when to come back. A body is read
before its request takes a place: who sends slowly holds up nobody.
"""

import asyncio
import logging
import time
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopguide.api.boundary import MAX_BODY_BYTES, REQUEST_ID_HEADER
from shopguide.api.errors import Problem, problem_response

LONGEST_WAIT_SECONDS = 5.0
"""Whoever has waited so long is refused: a shopper has gone on by then."""

BODY_SECONDS = 10.0
"""By then a body has come, which has a megabyte at most."""

RETRY_AFTER_SECONDS = 1
SHOPPERS_ROUTES = "/v1/"
"""The server's operators, with their uploads of any length, do not queue among shoppers."""

EXEMPT = frozenset({"/v1/health"})
"""Who watches a busy server must see it."""

_TOLD_EVERY_SECONDS = 10.0
_log = logging.getLogger(__name__)


class LoadLimit:
    """ASGI middleware around a whole application.

    Args:
        app: What it wraps.
        at_once: Requests at work at the same time.
        waiting: Requests that may wait for a place.
        longest_wait: Seconds that one of them waits.
        body_seconds: In which a body must have come.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        at_once: int,
        waiting: int,
        longest_wait: float = LONGEST_WAIT_SECONDS,
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self._app = app
        self._places = asyncio.Semaphore(at_once)  # gives them in the order of asking
        self._most_waiting = waiting
        self._longest_wait = longest_wait
        self._body_seconds = body_seconds
        self._waiting = 0
        self._refused = 0
        self._told_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request in its turn, or refuse it."""
        if not _is_limited(scope):
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._body_seconds):
                receive = await _with_body(receive)
        except TimeoutError:
            await _refuse(_TOO_SLOW, scope, receive, send)
            return
        if await self._has_place():
            try:
                await self._app(scope, receive, send)
            finally:
                self._places.release()
        else:
            self._note_refusal()
            await _refuse(_TOO_BUSY, scope, receive, send)

    async def _has_place(self) -> bool:
        if self._places.locked() and self._waiting >= self._most_waiting:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(self._longest_wait):
                await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    def _note_refusal(self) -> None:
        """One line for many refusals: a flood must not fill the log."""
        self._refused += 1
        now = time.monotonic()
        if now - self._told_at >= _TOLD_EVERY_SECONDS:
            _log.warning("Too busy: %d requests were refused with 429.", self._refused)
            self._told_at, self._refused = now, 0


def _is_limited(scope: Scope) -> bool:
    if scope["type"] != "http":
        return False
    path = scope["path"]
    return path.startswith(SHOPPERS_ROUTES) and path not in EXEMPT


async def _with_body(receive: Receive) -> Receive:
    """`receive` once the body is here, or as much of it as tells that it is too large."""
    body = bytearray()
    message: Message = {"type": "http.request", "more_body": True}
    while message.get("more_body", False) and len(body) <= MAX_BODY_BYTES:
        message = await receive()
        body += message.get("body", b"")
    whole = {**message, "body": bytes(body)} if "body" in message else message
    at_hand = [whole]

    async def receive_further() -> Message:
        return at_hand.pop() if at_hand else await receive()

    return receive_further


_TOO_BUSY = Problem(
    "too_busy",
    fix="Send the request again after the time in Retry-After.",
    headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
)
_TOO_SLOW = Problem(
    "body_too_slow",
    fix="Send the request again over a better connection.",
    headers={"Connection": "close"},
)


async def _refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    request_id = uuid.uuid4().hex
    response = problem_response(problem, request_id)
    response.headers[REQUEST_ID_HEADER] = request_id
    await response(scope, receive, send)
