"""Qdrant's answers without the stand-in's own time: asked once, then given again after a delay.

The stand-in computes in Python what Qdrant does in Rust, which would drown what is measured here,
the functions. So every read is passed on once, and its reply repeated for the same question. How
long Qdrant takes is thereby no result of these measurements but a number that goes into them.
"""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import httpx

ASSUMED_MS = 5.0
"""Of one request to Qdrant, network included: in the same region, with its index in memory."""

_READS = ("/points", "/points/query", "/points/query/batch", "/points/scroll", "/facet", "/count")
_REPEATED = frozenset({"content-type"})


class ReplayedQdrant:
    """A server on 127.0.0.1 between functions and the stand-in, while its context is open.

    Args:
        url: Of the stand-in.
        milliseconds: How long the reply to a known question takes.
    """

    def __init__(self, url: str, milliseconds: float = ASSUMED_MS) -> None:
        self.passed_on = 0
        self.seconds = milliseconds / 1000
        self._client = httpx.Client(base_url=url, timeout=60)
        self._known: dict[tuple[str, str, bytes], httpx.Response] = {}
        owner = self

        class Handler(_Handler):
            qdrant = owner

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._client.close()

    def reply(self, method: str, path: str, body: bytes, content_type: str) -> httpx.Response:
        """The stand-in's reply, or what it replied to the same question before."""
        question = (method, path, body)
        known = self._known.get(question)
        if known is not None:
            time.sleep(self.seconds)
            return known
        self.passed_on += 1
        headers = {"content-type": content_type} if content_type else {}
        answer = self._client.request(method, path, content=body, headers=headers)
        if not _is_read(method, path):
            self._known.clear()
        elif answer.is_success:
            self._known[question] = answer
        return answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    qdrant: ReplayedQdrant

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        kind = self.headers.get("content-type", "")
        answer = self.qdrant.reply(self.command, self.path, body, kind)
        head = [f"HTTP/1.1 {answer.status_code} OK", f"content-length: {len(answer.content)}"]
        head += [f"{name}: {answer.headers[name]}" for name in _REPEATED & answer.headers.keys()]
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + answer.content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on  # noqa: N815 - as http.server has it

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as http.server names it
        """Nothing is logged."""


def _is_read(method: str, path: str) -> bool:
    return method == "GET" or (method == "POST" and path.partition("?")[0].endswith(_READS))
