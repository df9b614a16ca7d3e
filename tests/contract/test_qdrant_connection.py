"""What a Qdrant server that is away, busy, full or strict looks like from here, over real HTTP."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shopguide.adapters.qdrant.connection import connect_qdrant
from shopguide.domain.errors import (
    ConfigurationError,
    IndexSchemaError,
    IndexUnavailableError,
    NotFoundError,
    StorageFullError,
)

Reply = tuple[int, object]
FOUND: Reply = (200, {"result": {"count": 7}, "status": "ok", "time": 0.0})


class ScriptedServer(ThreadingHTTPServer):
    """Gives each reply once, the last one for ever, and counts the requests."""

    def __init__(self, replies: list[Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = replies
        self.requests = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def next_reply(self) -> Reply:
        self.requests += 1
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class _Handler(BaseHTTPRequestHandler):
    server: ScriptedServer

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, body = self.server.next_reply()
        if status == 0:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def serve() -> Iterator[Callable[..., ScriptedServer]]:
    servers: list[ScriptedServer] = []

    def start(*replies: Reply) -> ScriptedServer:
        server = ScriptedServer(list(replies))
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def refusal(status: int, text: str) -> Reply:
    return status, {"status": {"error": text}, "time": 0.0}


def test_unreachable_server_is_named_with_its_setting_and_soon() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        index = connect_qdrant(url)
        started = time.monotonic()
        with pytest.raises(IndexUnavailableError) as caught:
            index.count("products")
    assert url in caught.value.message
    assert "SHOPGUIDE_QDRANT_URL" in caught.value.fix
    assert caught.value.field == "SHOPGUIDE_QDRANT_URL"
    assert time.monotonic() - started < 5
    index.close()


@pytest.mark.parametrize("url", ["", "qdrant.example.com:6333", "ftp://x"])
def test_address_that_is_no_url_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(ConfigurationError, match="SHOPGUIDE_QDRANT_URL"):
        connect_qdrant(url)


@pytest.mark.parametrize("hiccup", [(0, ""), refusal(503, "starting"), refusal(429, "busy")])
def test_hiccup_is_tried_again(serve: Callable[..., ScriptedServer], hiccup: Reply) -> None:
    server = serve(hiccup, hiccup, FOUND)
    index = connect_qdrant(server.url)
    assert index.count("products") == 7
    assert server.requests == 3
    index.close()


def test_lasting_trouble_is_given_up_after_three_tries(
    serve: Callable[..., ScriptedServer],
) -> None:
    server = serve(refusal(503, "starting"))
    index = connect_qdrant(server.url)
    with pytest.raises(IndexUnavailableError, match="starting"):
        index.count("products")
    assert server.requests == 3
    index.close()


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (refusal(404, "Not found: Collection `shop` doesn't exist!"), NotFoundError, "'shop'"),
        (refusal(404, "no such page"), IndexUnavailableError, "no such page"),
        (refusal(401, "Must provide an API key"), IndexUnavailableError, "API_KEY_SECRET"),
        (refusal(403, "Forbidden"), IndexUnavailableError, "API_KEY_SECRET"),
        (refusal(500, "No space left on device (os error 28)"), StorageFullError, "full"),
        (refusal(500, "Service internal error: oops"), IndexUnavailableError, "oops"),
        ((200, {"surprise": True}), IndexUnavailableError, "Qdrant failed"),
    ],
)
def test_refusal_becomes_the_error_that_says_what_to_do(
    serve: Callable[..., ScriptedServer], reply: Reply, error: type[Exception], words: str
) -> None:
    server = serve(reply)
    index = connect_qdrant(server.url)
    with pytest.raises(error, match=words):
        index.count("shop")
    assert server.requests == 1
    index.close()


def test_server_too_old_to_keep_our_schema_is_told_apart(
    serve: Callable[..., ScriptedServer],
) -> None:
    collection = {
        "status": "green", "optimizer_status": "ok", "segments_count": 1, "payload_schema": {},
        "config": {
            "params": {"vectors": {"text": {"size": 4, "distance": "Cosine"}}},
            "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10000},
            "optimizer_config": {
                "deleted_threshold": 0.2, "vacuum_min_vector_number": 1000,
                "default_segment_number": 0, "flush_interval_sec": 5,
            },
            "wal_config": {"wal_capacity_mb": 32, "wal_segments_ahead": 0},
        },
    }  # fmt: skip
    server = serve((200, {"result": collection, "status": "ok", "time": 0.0}))
    index = connect_qdrant(server.url)
    with pytest.raises(IndexSchemaError, match=r"Qdrant 1\.16"):
        index.schema("products")
    index.close()
