"""The outermost layer of the HTTP application: request ids, size limits, the log, the last catch.

A request is told of in one log line by its route template, never by its path, query or body.
"""

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shopguide.api.caller import Identify, called_by
from shopguide.api.errors import Problem, problem_response
from shopguide.api.gateway import signer_of
from shopguide.api.logs import log_ids
from shopguide.api.observability import count_failure, count_request
from shopguide.api.request_time import seconds_for
from shopguide.api.server_timing import SERVER_TIMING_HEADER, server_timing
from shopguide.domain.caller import Caller, CallerKind
from shopguide.domain.stages import Course, collect_stages
from shopguide.domain.time_left import within_seconds

MAX_BODY_BYTES = 1_000_000
REQUEST_ID_HEADER = "X-Request-Id"

_log = logging.getLogger(__name__)
_ACCEPTED_ID = re.compile(r"[A-Za-z0-9._:=+/-]{1,128}")


def request_id_of(scope: Scope) -> str:
    """The id of a request that has passed the boundary."""
    return str(scope["state"]["request_id"])


class RequestBoundary:
    """ASGI middleware around everything else.

    Args:
        app: What it wraps.
        identify: Who sends a value of ``Authorization``.
        streamed_paths: Path prefixes whose bodies may be of any size.
    """

    def __init__(
        self, app: ASGIApp, *, identify: Identify, streamed_paths: tuple[str, ...] = ()
    ) -> None:
        self._app = app
        self._identify = identify
        self._streamed_paths = streamed_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; whatever fails inside is answered and logged here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = _choose_id(scope)
        if not scope["path"].startswith(self._streamed_paths):
            receive = _limited(scope, receive)
        with log_ids(request_id=request_id_of(scope)), collect_stages() as course:
            await self._exchange(scope, receive, _Exchange(scope, send, course))

    async def _exchange(self, scope: Scope, receive: Receive, exchange: "_Exchange") -> None:
        try:
            with called_by(lambda: self._caller(scope)), within_seconds(seconds_for(scope)):
                await self._app(scope, receive, exchange.send)
        except Exception as error:  # noqa: BLE001 - the last catch: told, logged, never shown
            scope["state"]["failure"] = error
            if not exchange.status:
                response = problem_response(Problem("internal_error"), request_id_of(scope))
                await response(scope, receive, exchange.send)
        exchange.log()

    def _caller(self, scope: Scope) -> Caller:
        """Whom API Gateway knows by a signature, else whom the credential says."""
        if signer := signer_of(scope):
            return Caller(CallerKind.OPERATOR, name=signer)
        return self._identify(Headers(scope=scope).get("authorization", ""))


class _Exchange:
    """One request and what is known of its answer."""

    def __init__(self, scope: Scope, send: Send, course: Course) -> None:
        self._scope = scope
        self._course = course
        self._send = send
        self._started = time.perf_counter()
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID_HEADER] = request_id_of(self._scope)
            if timing := server_timing(self._course):
                headers[SERVER_TIMING_HEADER] = timing
        await self._send(message)

    def log(self) -> None:
        milliseconds = (time.perf_counter() - self._started) * 1000
        template = getattr(self._scope.get("route"), "path", "none")
        facts = {
            "request_id": request_id_of(self._scope),
            "method": self._scope["method"],
            "route": template,
            "status": self.status,
            "took_ms": round(milliseconds, 2),
            "stages": {name: round(ms, 2) for name, ms in self._course.totals().items()},
        }
        failure = self._scope["state"].get("failure")
        words = "%(method)s %(route)s %(status)d in %(took_ms).1f ms [%(request_id)s]"
        if failure is not None:
            count_failure(failure)
            _log.error(words, facts, extra=facts, exc_info=failure)
        else:
            _log.info(words, facts, extra=facts)
        count_request(template, self.status, milliseconds, self._course)


def _choose_id(scope: Scope) -> str:
    gateway = scope.get("aws.event", {}).get("requestContext", {}).get("requestId", "")
    for candidate in (gateway, Headers(scope=scope).get(REQUEST_ID_HEADER, "")):
        if _ACCEPTED_ID.fullmatch(candidate):
            return str(candidate)
    return uuid.uuid4().hex


def _limited(scope: Scope, receive: Receive) -> Receive:
    """`receive` that fails once more than `MAX_BODY_BYTES` were announced or have come."""
    announced = Headers(scope=scope).get("content-length", "0")
    too_large = announced.isdecimal() and int(announced[:20]) > MAX_BODY_BYTES
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        if too_large:
            raise _body_too_large()
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY_BYTES:
            raise _body_too_large()
        return message

    return receive_limited


def _body_too_large() -> HTTPException:
    return HTTPException(413, f"The body is larger than {MAX_BODY_BYTES} bytes.")
