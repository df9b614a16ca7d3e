"""Both catalogue functions, called as Lambda calls them."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from functions.catalog_import.app import lambda_handler as import_catalogue
from functions.catalog_index.app import lambda_handler as index_batches
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.bootstrap import Container
from shopguide.domain.catalog_import import ImportRecord, ImportStatus
from shopguide.domain.errors import IndexUnavailableError, ObjectsUnavailableError
from shopguide.domain.upload import Upload, import_id_of, uploads_in
from shopguide.text.index_layout import PRODUCTS

LoadEvent = Callable[[str], dict[str, Any]]
FILE = "id,title,price\n" + "".join(f"p{n},商品 {n},{n}.00 CNY\n" for n in range(1, 301))


@pytest.fixture
def created(empty_container: Container, load_event: LoadEvent) -> dict[str, Any]:
    """S3's event for a file of 300 products that lies in the store."""
    event = load_event("s3-object-created")
    stored = event["Records"][0]["s3"]["object"]
    key = uploads_in(event)[0].key
    assert key == "catalog/products/autumn shop 秋季.csv"
    stored["eTag"] = empty_container.objects.put(key, FILE.encode()).etag
    return event


def upload_of(event: dict[str, Any]) -> Upload:
    return uploads_in(event)[0]


def record_of(container: Container, event: dict[str, Any]) -> ImportRecord:
    return container.imports.find(import_id_of(upload_of(event)))


def batch_event(container: Container, load_event: LoadEvent, delivery: int = 1) -> dict[str, Any]:
    """The queued batches, as SQS delivers them."""
    event = load_event("sqs-index-batch")
    messages = container.index_queue.receive(limit=10)
    template = event["Records"][0]
    attributes = {"ApproximateReceiveCount": str(delivery)}
    event["Records"] = [
        {**template, "messageId": message.message_id, "body": message.body}
        | {"attributes": attributes}
        for message in messages
    ]
    return event


def test_an_upload_becomes_products(
    empty_container: Container,
    created: dict[str, Any],
    load_event: LoadEvent,
    lambda_context: SimpleNamespace,
) -> None:
    import_catalogue(created, lambda_context)
    assert record_of(empty_container, created).status is ImportStatus.INDEXING
    answer = index_batches(batch_event(empty_container, load_event), lambda_context)
    assert answer == {"batchItemFailures": []}
    record = record_of(empty_container, created)
    assert (record.status, record.catalogue_version) == (ImportStatus.PUBLISHED, 1)
    assert empty_container.index.count(PRODUCTS) == 300


def test_metrics_count_an_import_once_when_it_goes_live(
    empty_container: Container,
    created: dict[str, Any],
    load_event: LoadEvent,
    lambda_context: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import_catalogue(created, lambda_context)
    batches = batch_event(empty_container, load_event)
    for _ in range(2):  # delivered twice
        index_batches(batches, lambda_context)
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    told = [line["ImportsPublished"] for line in lines if "ImportsPublished" in line]
    assert told == [1]


def test_the_one_machine_server_calls_them_without_a_context(
    empty_container: Container, created: dict[str, Any], load_event: LoadEvent
) -> None:
    import_catalogue(created, None)
    index_batches(batch_event(empty_container, load_event), None)
    assert record_of(empty_container, created).status is ImportStatus.PUBLISHED


def test_a_waiting_import_comes_from_the_queue(
    empty_container: Container, created: dict[str, Any], load_event: LoadEvent
) -> None:
    event = load_event("sqs-import-waiting")
    body = event["Records"][0]["body"]
    etag = created["Records"][0]["s3"]["object"]["eTag"]
    event["Records"][0]["body"] = body.replace("6805f2cfc46c0f04559748bb039d69ae", etag)
    assert import_catalogue(event, None) == {"batchItemFailures": []}
    assert record_of(empty_container, created).status is ImportStatus.INDEXING


def test_s3s_test_event_is_ignored(empty_container: Container, load_event: LoadEvent) -> None:
    assert import_catalogue(load_event("s3-test-event"), None) is None


def test_a_store_that_does_not_answer_is_tried_again(
    empty_container: Container, created: dict[str, Any], load_event: LoadEvent
) -> None:
    objects = empty_container.objects
    empty_container.__dict__["objects"] = Unavailable(ObjectsUnavailableError("S3 is away."))
    with pytest.raises(ObjectsUnavailableError):
        import_catalogue(created, None)
    del empty_container.__dict__["catalog_import"]
    empty_container.__dict__["objects"] = objects
    import_catalogue(created, None)
    assert record_of(empty_container, created).status is ImportStatus.INDEXING


def test_a_batch_that_fails_is_named_and_the_others_are_done(
    empty_container: Container, created: dict[str, Any], load_event: LoadEvent
) -> None:
    import_catalogue(created, None)
    event = batch_event(empty_container, load_event)
    event["Records"][0]["body"] = "not a reference"
    answer = index_batches(event, None)
    failed = event["Records"][0]["messageId"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": failed}]}
    assert record_of(empty_container, created).batches_done == 1


@pytest.mark.parametrize(
    ("delivery", "status"), [(1, ImportStatus.INDEXING), (5, ImportStatus.FAILED)]
)
def test_an_index_that_does_not_answer_is_given_up_on_at_the_last_delivery(
    empty_container: Container,
    created: dict[str, Any],
    load_event: LoadEvent,
    delivery: int,
    status: ImportStatus,
) -> None:
    import_catalogue(created, None)
    empty_container.__dict__["index"] = Unavailable(IndexUnavailableError("Qdrant is away."))
    event = batch_event(empty_container, load_event, delivery)
    answer = index_batches(event, None)
    assert len(answer["batchItemFailures"]) == (2 if delivery == 1 else 0)
    record = record_of(empty_container, created)
    assert record.status is status
    if delivery == 5:
        assert (record.problem, record.problem_code) == ("Qdrant is away.", "index_unavailable")


def test_a_batch_that_ended_its_process_every_time_is_given_up_on_without_another_try(
    empty_container: Container, created: dict[str, Any], load_event: LoadEvent
) -> None:
    import_catalogue(created, None)
    answer = index_batches(batch_event(empty_container, load_event, 6), None)
    assert answer == {"batchItemFailures": []}
    record = record_of(empty_container, created)
    assert record.status is ImportStatus.FAILED
    assert "ended its process 5 times" in record.problem


def test_another_encoder_fails_the_import_at_once_and_names_the_way_on(
    empty_container: Container, created: dict[str, Any], load_event: LoadEvent
) -> None:
    import_catalogue(created, None)
    index_batches(batch_event(empty_container, load_event), None)
    del empty_container.__dict__["indexing"]
    empty_container.__dict__["encoder"] = HashingEncoder(name="other")
    stored = empty_container.objects.put(
        upload_of(created).key, FILE.replace("商品", "货").encode()
    )
    created["Records"][0]["s3"]["object"] |= {
        "eTag": stored.etag,
        "sequencer": "0055AED6DCD90281E6",
    }
    import_catalogue(created, None)
    answer = index_batches(batch_event(empty_container, load_event), None)
    assert answer == {"batchItemFailures": []}
    record = record_of(empty_container, created)
    assert (record.status, record.problem_code) == (ImportStatus.FAILED, "encoder_mismatch")
    assert "shopguide reindex" in record.problem
    (document,) = empty_container.index.fetch(PRODUCTS, ["p1"])
    assert "商品" in str(document.fields)


class Unavailable:
    """A port whose every method fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*_: object, **__: object) -> None:
            raise self._error

        return fail
