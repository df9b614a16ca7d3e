"""The stand-in for Qdrant fails as a server does, and comes back with what it had."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from shopguide.adapters.qdrant.connection import connect_qdrant
from shopguide.domain.errors import (
    IndexUnavailableError,
    NotFoundError,
    ShopGuideError,
    StorageFullError,
)
from shopguide.domain.indexed import FieldKind, IndexedDocument, IndexSchema
from tests.qdrant_server import QdrantServer

SCHEMA = IndexSchema(dense={}, fields={"brand": FieldKind.KEYWORD}, encoder="none")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[QdrantServer]:
    with QdrantServer(folder=tmp_path) as server:
        index = connect_qdrant(server.url)
        index.create("shop", SCHEMA)
        index.upsert("shop", [IndexedDocument("A", {"brand": "Auralis"})])
        index.close()
        yield server


def count(server: QdrantServer, name: str = "shop") -> int:
    index = connect_qdrant(server.url)
    try:
        return index.count(name)
    finally:
        index.close()


@pytest.mark.parametrize(
    ("fault", "error", "words", "requests"),
    [
        (lambda server: server.fail(503), IndexUnavailableError, "503", 3),
        (lambda server: server.fail(429), IndexUnavailableError, "Rate limiting", 3),
        (lambda server: server.fail(500), IndexUnavailableError, "500", 1),
        (lambda server: server.fail(507), StorageFullError, "full", 1),
        (lambda server: server.drop_connections(), IndexUnavailableError, "not answer", 3),
    ],
)
def test_fault_reaches_the_caller_as_its_error_until_it_is_healed(
    server: QdrantServer,
    fault: Callable[[QdrantServer], None],
    error: type[ShopGuideError],
    words: str,
    requests: int,
) -> None:
    fault(server)
    before = server.requests
    with pytest.raises(error, match=words):
        count(server)
    assert server.requests - before == requests
    server.heal()
    assert count(server) == 1


def test_delayed_answers_are_right_and_those_waiting_are_let_go_by_healing(
    server: QdrantServer,
) -> None:
    server.delay(0.2)
    started = time.monotonic()
    assert count(server) == 1
    assert time.monotonic() - started >= 0.2
    server.delay(60)
    threading.Timer(0.1, server.heal).start()
    assert count(server) == 1
    assert time.monotonic() - started < 4


def test_stopped_server_is_unreachable_and_has_its_points_after_it_starts_again(
    server: QdrantServer,
) -> None:
    kept_open = connect_qdrant(server.url)
    assert kept_open.count("shop") == 1
    server.stop()
    with pytest.raises(IndexUnavailableError, match="does not answer"):
        kept_open.count("shop")
    server.start()
    assert kept_open.count("shop") == 1
    kept_open.close()


def test_folder_keeps_collections_for_the_next_server(tmp_path: Path) -> None:
    for documents in (["A"], ["B"]):
        with QdrantServer(folder=tmp_path) as server:
            index = connect_qdrant(server.url)
            index.create("shop", SCHEMA)
            index.upsert("shop", [IndexedDocument(one, {"brand": one}) for one in documents])
            counted = index.count("shop")
            index.close()
    assert counted == 2


def test_key_is_asked_of_everyone_and_can_change_while_it_serves() -> None:
    with QdrantServer("secret") as server:
        pages = f"{server.url}/collections"
        assert httpx.get(pages).status_code == 401
        assert httpx.get(pages, headers={"api-key": "guess"}).status_code == 401
        assert httpx.get(pages, headers={"Authorization": "Bearer secret"}).status_code == 200
        server.api_key = "rotated"
        assert httpx.get(pages, headers={"api-key": "secret"}).status_code == 401
        assert httpx.get(pages, headers={"api-key": "rotated"}).status_code == 200
        assert httpx.get(f"{server.url}/readyz").status_code == 200


def test_unknown_collections_pages_and_bodies_are_refused_as_qdrant_does(
    server: QdrantServer,
) -> None:
    with pytest.raises(NotFoundError, match="'none'"):
        count(server, "none")
    count_url = f"{server.url}/collections/shop/points/count"
    assert httpx.post(count_url, content=b"{").status_code == 400
    assert httpx.post(count_url, json={"no": "such field"}).status_code == 400
    assert httpx.put(f"{server.url}/collections/shop", json={}).status_code == 409
    assert httpx.get(f"{server.url}/cluster").status_code == 404
