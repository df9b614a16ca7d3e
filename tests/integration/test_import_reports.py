"""How imports end: the functions complete the report and announce it; the server shows it."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from functions.catalog_import.app import lambda_handler as import_catalogue
from functions.catalog_index.app import lambda_handler as index_batches
from infra.local.reports import reports_router
from infra.local.sqs_event import sqs_event
from shopguide.adapters.memory.announcer import InMemoryAnnouncer
from shopguide.bootstrap import Container
from shopguide.domain.errors import UnavailableError
from shopguide.domain.upload import Upload, import_id_of, upload_event
from shopguide.ports.announcer import Announcement

KEY = "catalog/products/lamps.csv"
FILE = "id,title,price\n" + "".join(f"p{n},Lamp {n},{n}.00 EUR\n" for n in range(1, 60)) + "q,,1\n"


@pytest.fixture
def announcer(empty_container: Container) -> InMemoryAnnouncer:
    """What the shop's people hear."""
    memory = InMemoryAnnouncer()
    empty_container.__dict__["announcer"] = memory
    return memory


def upload(container: Container, content: str, key: str = KEY) -> Upload:
    stored = container.objects.put(key, content.encode())
    made = Upload(key, stored.etag, "01")
    container.import_queue.send([json.dumps(upload_event(made))])
    return made


def work(container: Container) -> None:
    for queue, handler in (
        (container.import_queue, import_catalogue),
        (container.index_queue, index_batches),
    ):
        for message in queue.receive(limit=10):
            assert handler(sqs_event("test", [message]), None) == {"batchItemFailures": []}
            queue.acknowledge(message)


def test_a_published_upload_is_announced_with_its_completed_report(
    empty_container: Container, announcer: InMemoryAnnouncer
) -> None:
    upload(empty_container, FILE)
    work(empty_container)
    [news] = announcer.announcements
    assert news.attributes["status"] == "published"
    with empty_container.objects.open("reports/products/lamps.csv/report.json") as stream:
        report = json.load(stream)
    assert (report["outcome"], report["catalogue_version"]) == ("published", 1)


@pytest.mark.parametrize(
    ("key", "content", "status"),
    [
        (KEY, "title\nLamp\n", "failed"),
        (KEY, "id,title\n1,\n2,Lamp\n", "held"),
        ("catalog/check/products/lamps.csv", FILE, "checked"),
        ("catalog/lamps.csv", FILE, "failed"),
    ],
)
def test_whatever_ends_while_it_is_read_is_announced(
    empty_container: Container,
    announcer: InMemoryAnnouncer,
    key: str,
    content: str,
    status: str,
) -> None:
    upload(empty_container, content, key)
    work(empty_container)
    assert [news.attributes["status"] for news in announcer.announcements] == [status]


def test_a_message_comes_back_until_its_end_was_announced(
    empty_container: Container, announcer: InMemoryAnnouncer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(announcement: Announcement) -> None:
        raise UnavailableError("SNS is away.")

    upload(empty_container, "title\nLamp\n")
    [message] = empty_container.import_queue.receive()
    event = sqs_event("import", [message])
    monkeypatch.setattr(announcer, "announce", fail)
    answer: Any = import_catalogue(event, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": message.message_id}]}
    assert empty_container.import_queue.depth().in_flight == 0  # brought back, not hidden
    monkeypatch.undo()
    assert import_catalogue(event, None) == {"batchItemFailures": []}
    assert len(announcer.announcements) == 1


@pytest.fixture
def client(empty_container: Container) -> TestClient:
    """The server's route alone."""
    from shopguide.api.application import create_app
    from shopguide.api.caller import everybody

    app: FastAPI = create_app("test", [reports_router(lambda: empty_container)], identify=everybody)
    return TestClient(app, raise_server_exceptions=False)


def test_the_server_shows_the_report_and_runs_nothing_of_it(
    empty_container: Container, client: TestClient, announcer: InMemoryAnnouncer
) -> None:
    made = upload(empty_container, FILE)
    work(empty_container)
    answers: dict[str, Any] = {
        name: client.get(f"/local/imports/{import_id_of(made)}/{name}")
        for name in ("report.html", "report.json", "rejected.csv")
    }
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        answers, 200
    )
    assert answers["report.html"].headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answers["report.html"].headers["content-security-policy"]
    assert answers["report.json"].json()["outcome"] == "published"
    assert "rejected_reason" in answers["rejected.csv"].text


@pytest.mark.parametrize("path", ["none/report.html", "none/other.txt", "..%2F..%2Fx/report.html"])
def test_there_is_nothing_else_to_see(client: TestClient, path: str) -> None:
    answer = client.get(f"/local/imports/{path}")
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
