"""A version goes live when S3 tells of its last file, and the function says how that ended."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.signals_publish.app import lambda_handler
from shopguide.bootstrap import Container
from shopguide.domain.errors import InvalidInputError, SignalsDamagedError, SignalsNotFoundError
from shopguide.domain.signals import Neighbours
from shopguide.domain.upload import Upload, upload_event
from tests.signals_files import SignalFiles, write_signals

FILES = SignalFiles(neighbours={"HP-1": Neighbours((("HP-2", 1.0),))}, recommender="unknown@1")


def told_of(version: str, name: str = "signals.json") -> dict[str, Any]:
    return upload_event(Upload(f"signals/{version}/{name}", "etag"))


def test_the_last_file_makes_a_version_live_and_a_second_event_changes_nothing(
    container: Container,
) -> None:
    version = write_signals(container.objects, FILES)
    [first] = lambda_handler(told_of(version), None)
    assert (first["outcome"], first["live"]) == ("published", version)
    assert "unknown@1 is not published" in first["notes"][0]
    [second] = lambda_handler(told_of(version), None)
    assert second["outcome"] == "already_live"


def test_other_files_and_the_test_event_tell_of_no_version(
    container: Container, load_event: Callable[[str], dict[str, Any]]
) -> None:
    version = write_signals(container.objects, FILES)
    for name in ("factors.npz", "old/signals.json"):
        assert lambda_handler(told_of(version, name), None) == []
    assert lambda_handler(load_event("s3-test-event"), None) == []
    assert lambda_handler(load_event("s3-object-created"), None) == []
    assert container.signals_reader.live() is None


def test_what_cannot_be_published_fails_so_that_lambda_tries_again(
    container: Container, load_event: Callable[[str], dict[str, Any]]
) -> None:
    with pytest.raises(SignalsNotFoundError):
        lambda_handler(load_event("s3-signals-stored"), None)
    version = write_signals(container.objects, FILES)
    container.objects.delete(f"signals/{version}/trending.jsonl.gz")
    with pytest.raises(SignalsDamagedError, match="missing"):
        lambda_handler(told_of(version), None)
    with pytest.raises(InvalidInputError, match="not an S3 event"):
        lambda_handler({"Records": [{}]}, None)


def test_queued_events_publish_and_name_the_messages_to_deliver_again(
    container: Container,
) -> None:
    version = write_signals(container.objects, FILES)
    bodies = {"good": told_of(version), "bad": told_of("0123456789abcdef")}
    records = [sqs_record(name, body) for name, body in bodies.items()]
    answer = lambda_handler({"Records": records}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    live = container.signals_reader.live()
    assert live is not None
    assert live.version == version


def sqs_record(message_id: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": message_id,
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSource": "aws:sqs",
    }
