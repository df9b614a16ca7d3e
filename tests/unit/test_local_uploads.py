import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO

import anyio
import httpx
import pytest

from infra.local import uploads
from infra.local.in_process import InProcessTransport
from shopguide.adapters.folder.upload_tickets import FolderUploadTickets
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.queue import InMemoryWorkQueue
from shopguide.api.application import create_app
from shopguide.api.caller import everybody
from shopguide.domain.caller import ANYONE
from shopguide.domain.errors import StorageFullError
from shopguide.domain.upload import import_id_of, uploads_in
from shopguide.ports.object_store import ObjectInfo
from shopguide.ports.upload_tickets import UploadOrder


@dataclass
class Shop:
    objects: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    import_queue: InMemoryWorkQueue = field(default_factory=InMemoryWorkQueue)
    index_queue: InMemoryWorkQueue = field(default_factory=InMemoryWorkQueue)
    clock: FixedClock = field(default_factory=FixedClock)

    @cached_property
    def signed_uploads(self) -> FolderUploadTickets:
        return FolderUploadTickets(self.clock)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def http(shop: Shop) -> Iterator[httpx.Client]:
    router = uploads.local_router(lambda: shop)
    app = create_app("test", [router], identify=everybody, streamed_paths=["/local/"])
    with httpx.Client(transport=InProcessTransport(app), base_url="http://test") as client:
        yield client


def test_upload_is_stored_and_its_event_waits_in_the_queue(shop: Shop, http: httpx.Client) -> None:
    body = b"id,title\n" + b"1,x\n" * 400_000  # over the limit that other bodies have
    answer = http.put("/local/uploads/products/made%20up.csv", content=body)
    assert answer.status_code == 202
    accepted = answer.json()
    assert accepted["object_key"] == "catalog/products/made up.csv"
    assert accepted["size"] == len(body)
    with shop.objects.open(accepted["object_key"]) as stored:
        assert stored.read() == body
    (message,) = shop.import_queue.receive()
    (upload,) = uploads_in(json.loads(message.body))
    assert import_id_of(upload) == accepted["import_id"]


def test_mapping_beside_a_file_is_stored_and_begins_no_import(
    shop: Shop, http: httpx.Client
) -> None:
    answer = http.put("/local/uploads/products/a.csv.mapping.json", content=b"{}")
    assert answer.status_code == 202
    assert answer.json()["import_id"] is None
    assert shop.objects.head("catalog/products/a.csv.mapping.json").size == 2
    assert not shop.import_queue.receive()


def test_same_file_uploaded_again_is_another_import(http: httpx.Client) -> None:
    first, second = (http.put("/local/uploads/qa/qa.csv", content=b"x").json() for _ in range(2))
    assert first["import_id"] != second["import_id"]


def test_unknown_kind_is_refused_with_the_known_ones(http: httpx.Client) -> None:
    answer = http.put("/local/uploads/prices/p.csv", content=b"x")
    assert answer.status_code == 400
    assert "products-delta" in answer.json()["fix"]


@pytest.mark.parametrize("name", [".hidden", "%0Ab.csv", "a" * 201, "..", "a%5Cb.csv"])
def test_strange_file_names_are_refused(shop: Shop, http: httpx.Client, name: str) -> None:
    answer = http.put(f"/local/uploads/qa/{name}", content=b"x")
    assert answer.status_code in (400, 404)
    if answer.status_code == 400:
        assert "at most 200 characters" in answer.json()["fix"]
    assert shop.import_queue.depth().waiting == 0


def test_upload_that_its_sender_breaks_off_stores_nothing_and_is_no_fault(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    router = uploads.local_router(lambda: shop)
    app = create_app("test", [router], identify=everybody, streamed_paths=["/local/"])
    pieces = iter([{"type": "http.request", "body": b"id,", "more_body": True}])
    scope = {
        "type": "http",
        "method": "PUT",
        "path": "/local/uploads/qa/qa.csv",
        "query_string": b"",
        "headers": [(b"content-length", b"500")],
    }

    async def receive() -> Any:
        return next(pieces, {"type": "http.disconnect"})

    async def send(_: Any) -> None:
        pass

    with ThreadPoolExecutor(1) as thread:  # the main thread's event loop is that of others
        thread.submit(anyio.run, app, scope, receive, send).result()
    assert list(shop.objects.list("catalog/")) == []
    assert shop.import_queue.depth().waiting == 0
    assert "Traceback" not in caplog.text


def test_too_large_file_is_refused_before_and_while_it_comes(
    shop: Shop, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_UPLOAD_BYTES", 10)

    def chunked() -> Iterator[bytes]:
        yield b"123456"
        yield b"789012"

    for content in (b"x" * 11, chunked()):
        answer = http.put("/local/uploads/qa/qa.csv", content=content)
        assert answer.status_code == 413
        assert answer.json()["code"] == "body_too_large"
    assert shop.import_queue.depth().waiting == 0


def test_queues_tell_what_waits(http: httpx.Client) -> None:
    http.put("/local/uploads/qa/qa.csv", content=b"x")
    assert http.get("/local/queues").json() == {
        "imports": {"waiting": 1, "in_flight": 0, "dead": 0},
        "batches": {"waiting": 0, "in_flight": 0, "dead": 0},
    }


def test_full_disk_is_told_with_its_place_and_the_fix(shop: Shop, http: httpx.Client) -> None:
    class FullStore(InMemoryObjectStore):
        def put(self, key: str, body: BinaryIO | bytes) -> ObjectInfo:
            raise StorageFullError("No room is left on /disk.", fix="Free some space.")

    shop.objects = FullStore()
    answer = http.put("/local/uploads/qa/qa.csv", content=b"x")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (503, "storage_full")
    assert (problem["detail"], problem["fix"]) == ("No room is left on /disk.", "Free some space.")
    assert shop.import_queue.depth().waiting == 0


def test_given_up_work_is_put_back(shop: Shop, http: httpx.Client) -> None:
    shop.index_queue = InMemoryWorkQueue(max_receives=1)
    shop.index_queue.send(["batch"])
    shop.index_queue.release(shop.index_queue.receive()[0])
    assert http.get("/local/queues").json()["batches"]["dead"] == 1
    assert http.post("/local/queues/redrive").json()["batches"] == {
        "waiting": 1,
        "in_flight": 0,
        "dead": 0,
    }


def test_a_file_that_is_only_checked_lies_apart_and_can_be_deleted(
    shop: Shop, http: httpx.Client
) -> None:
    accepted = http.put("/local/uploads/check/products/a.csv", content=b"id\n1\n").json()
    assert accepted["object_key"] == "catalog/check/products/a.csv"
    (message,) = shop.import_queue.receive()
    (upload,) = uploads_in(json.loads(message.body))
    assert import_id_of(upload) == accepted["import_id"]
    for _ in range(2):
        assert http.delete("/local/uploads/check/products/a.csv").status_code == 204
    assert list(shop.objects.list()) == []
    assert http.delete("/local/uploads/check/products/.a").status_code == 400
    assert http.delete("/local/uploads/products/a.csv").status_code == 405


ORDER = UploadOrder("catalog/qa/问答 1.csv", "text/csv", 20, 900)


@pytest.fixture
def guarded(shop: Shop) -> Iterator[httpx.Client]:
    router = uploads.local_router(lambda: shop)
    app = create_app("test", [router], identify=lambda _: ANYONE, streamed_paths=["/local/"])
    with httpx.Client(transport=InProcessTransport(app), base_url="http://test") as client:
        yield client


def test_signed_address_takes_its_file_from_anybody(shop: Shop, guarded: httpx.Client) -> None:
    ticket = shop.signed_uploads.issue(ORDER)
    answer = guarded.request(ticket.method, ticket.url, headers=ticket.headers, content=b"q,a\n")
    assert answer.status_code == 202
    assert answer.json()["object_key"] == ORDER.key


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda url: url.replace("1.csv", "2.csv"), 403),
        (lambda url: url.replace("/qa/", "/check/qa/"), 403),
        (lambda url: url.replace("bytes=20", "bytes=21"), 403),
        (lambda url: url.replace("expires=", "expires=9"), 403),
        (lambda url: url.replace("ticket=", "ticket=0"), 403),
        (lambda url: url.partition("ticket")[0], 403),
        (lambda url: url + "&bytes=2000", 403),
    ],
)
def test_changed_address_takes_nothing(
    shop: Shop, guarded: httpx.Client, change: Callable[[str], str], status: int
) -> None:
    ticket = shop.signed_uploads.issue(ORDER)
    answer = guarded.put(change(ticket.url), headers=ticket.headers, content=b"q,a\n")
    assert answer.status_code == status
    assert shop.import_queue.depth().waiting == 0


def test_signed_address_takes_no_other_type_no_more_bytes_and_nothing_later(
    shop: Shop, guarded: httpx.Client
) -> None:
    ticket = shop.signed_uploads.issue(ORDER)
    wrong = guarded.put(ticket.url, headers={"Content-Type": "text/html"}, content=b"x")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "upload_ticket_invalid")
    larger = guarded.put(ticket.url, headers=ticket.headers, content=b"x" * 21)
    assert larger.status_code == 413
    shop.clock.advance(900)
    late = guarded.put(ticket.url, headers=ticket.headers, content=b"x")
    assert (late.status_code, "expired" in late.json()["detail"]) == (403, True)
    assert shop.import_queue.depth().waiting == 0


def test_without_leave_only_operators_use_the_local_routes(guarded: httpx.Client) -> None:
    for method, path in (
        ("PUT", "/local/uploads/qa/qa.csv"),
        ("PUT", "/local/uploads/check/qa/qa.csv"),
        ("DELETE", "/local/uploads/check/qa/qa.csv"),
        ("GET", "/local/queues"),
        ("POST", "/local/queues/redrive"),
    ):
        answer = guarded.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "operators_only")
