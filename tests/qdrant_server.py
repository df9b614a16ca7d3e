"""A stand-in for a Qdrant server: real HTTP on 127.0.0.1, and faults when a test asks for them.

It is a test double. It answers what our adapter asks as Qdrant does (the contract tests of the
vector index run against it), but how fast it does so says nothing about Qdrant.

    with QdrantServer(api_key="secret") as server:
        index = connect_qdrant(server.url, "secret")
        server.fail(503)
        server.heal()

    python -m tests.qdrant_server --port 6333
"""

import argparse
import contextlib
import hmac
import socket
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from pydantic_core import to_json

from tests.qdrant_rest import QdrantRest, Reply, is_open_to_all

_WORDS = {
    401: "Must provide an API key or an Authorization bearer token",
    403: "Forbidden: the key does not allow this",
    429: "Rate limiting exceeded: Read rate limit exceeded, retry later",
    507: "No space left on device (os error 28)",
}


@dataclass(frozen=True, slots=True)
class _Fault:
    """What happens to every request until it is healed."""

    status: int = 0
    seconds: float = 0.0
    drops: bool = False


class QdrantServer:
    """Serves while its context is open; every fault lasts until `heal`.

    Args:
        api_key: What requests must bring; assign another to change it while serving.
        folder: Where collections are kept; in memory without.
        port: To listen on; 0 for any free one.
    """

    def __init__(self, api_key: str = "", folder: Path | None = None, port: int = 0) -> None:
        self.api_key = api_key
        self.requests = 0
        self._rest = QdrantRest(folder)
        self._fault = _Fault()
        self._healed = threading.Event()
        self._port = port
        self._http: _HttpServer | None = None

    @property
    def url(self) -> str:
        """The address of the server, which it keeps when it is stopped and started again."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._rest.close()

    def start(self) -> None:
        """Listen, with the collections that were there before."""
        self._http = _HttpServer(self, self._port)
        self._port = self._http.server_port
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Close the port and every connection, as when the machine goes down."""
        if self._http is not None:
            self.heal()
            self._http.shutdown()
            self._http.server_close()
            self._http.close_connections()
            self._http = None

    def fail(self, status: int) -> None:
        """Answer everything with this status."""
        self._begin(_Fault(status=status))

    def delay(self, seconds: float) -> None:
        """Answer everything rightly, but so much later."""
        self._begin(_Fault(seconds=seconds))

    def drop_connections(self) -> None:
        """Close the connection of every request instead of answering it."""
        self._begin(_Fault(drops=True))

    def heal(self) -> None:
        """Answer as before; who waits for a delay is answered now."""
        self._fault = _Fault()
        self._healed.set()

    def reply(self, method: str, path: list[str], body: bytes, key: str) -> Reply | None:
        """The answer to one request; None where the connection is to be dropped."""
        self.requests += 1
        fault = self._fault
        if fault.seconds:
            self._healed.wait(fault.seconds)
        if fault.drops:
            return None
        if fault.status:
            return fault.status, _WORDS.get(fault.status, "Service internal error: as a test asked")
        if not is_open_to_all(path) and not hmac.compare_digest(key.encode(), self._key()):
            return 401, _WORDS[401] if not key else "Invalid API key or JWT"
        return self._rest.answer(method, path, body)

    def _key(self) -> bytes:
        return self.api_key.encode()

    def _begin(self, fault: _Fault) -> None:
        self._healed.clear()
        self._fault = fault


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, qdrant: QdrantServer, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.qdrant = qdrant
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def keep(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def forget(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def close_connections(self) -> None:
        with self._lock:
            for connection in self._open:
                _shut(connection)

    def handle_error(self, *_: object) -> None:
        """A client that hung up is nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    server: _HttpServer
    protocol_version = "HTTP/1.1"
    # One packet for head and body; two would wait for each other's acknowledgement.
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self.server.keep(self.connection)

    def finish(self) -> None:
        self.server.forget(self.connection)
        super().finish()

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = [unquote(part) for part in urlsplit(self.path).path.split("/") if part]
        reply = self.server.qdrant.reply(self.command, path, body, self._key())
        if reply is None:
            self.close_connection = True
            _shut(self.connection)
            return
        self._send(*reply)

    def _key(self) -> str:
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.headers.get("api-key") or bearer

    def _send(self, status: int, result: object) -> None:
        if status < 400:
            content = to_json({"result": result, "status": "ok", "time": 0.0})
        else:
            content = to_json({"status": {"error": result}, "time": 0.0})
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(content)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side may have been faster
        connection.shutdown(socket.SHUT_RDWR)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A stand-in for Qdrant, for tests only.")
    parser.add_argument("--port", type=int, default=6333)
    parser.add_argument("--api-key", default="")
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with QdrantServer(asked.api_key, asked.folder, asked.port) as server:
        print(f"A stand-in for Qdrant listens at {server.url}; Ctrl-C ends it.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
