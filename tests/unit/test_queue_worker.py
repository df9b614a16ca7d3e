import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from infra.local.sqs_event import failed_ids, sqs_event
from infra.local.workers import MAX_BACKOFF_SECONDS, QueueWorker, backoff_seconds
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.queue import InMemoryWorkQueue
from shopguide.domain.errors import StorageFullError, UnavailableError
from shopguide.ports.work_queue import QueueMessage

Event = dict[str, Any]


@contextmanager
def _working(queue: InMemoryWorkQueue, handler: Callable[[Event, Any], Any]) -> Iterator[None]:
    worker = QueueWorker("index", queue, handler, lambda body: json.loads(body)["import_id"])
    worker.start()
    try:
        yield
    finally:
        worker.ask_to_stop()
        assert worker.join(5), "the worker must stop within a second or so"


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_handler_gets_each_message_as_an_sqs_event() -> None:
    queue, events = InMemoryWorkQueue(), list[Event]()
    with _working(queue, lambda event, _: events.append(event)):
        queue.send(["one"])
        _wait_until(lambda: queue.depth().waiting == queue.depth().in_flight == 0 and bool(events))
    (record,) = events[0]["Records"]
    assert record["body"] == "one"
    assert record["eventSource"] == "aws:sqs"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"


def test_failed_message_rests_and_comes_back_with_its_count() -> None:
    clock, counts = FixedClock(), list[str]()
    queue = InMemoryWorkQueue(clock)

    def handler(event: Event, _: Any) -> Any:
        record = event["Records"][0]
        counts.append(record["attributes"]["ApproximateReceiveCount"])
        failed = [{"itemIdentifier": record["messageId"]}] if len(counts) == 1 else []
        return {"batchItemFailures": failed}

    with _working(queue, handler):
        queue.send(["one"])
        _wait_until(lambda: len(counts) == 1)
        clock.advance(MAX_BACKOFF_SECONDS)
        _wait_until(lambda: len(counts) == 2)
    assert counts == ["1", "2"]
    assert queue.depth().waiting == 0


def test_crash_of_the_handler_is_logged_with_the_import_and_work_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    queue, done = InMemoryWorkQueue(), threading.Event()

    def handler(event: Event, _: Any) -> None:
        if "bad" in event["Records"][0]["body"]:
            raise ValueError("no such thing")
        done.set()

    with caplog.at_level(logging.ERROR), _working(queue, handler):
        queue.send(['{"import_id": "bad-one"}', '{"import_id": "good-one"}'])
        assert done.wait(5)
    assert "bad-one" in caplog.text
    assert queue.depth().waiting == 1, "the failed one waits for its next delivery"


def test_worker_survives_a_queue_that_fails() -> None:
    class FlakyQueue(InMemoryWorkQueue):
        failures = 1

        def receive(self, *, limit: int = 1, wait_seconds: float = 0) -> Any:
            if self.failures:
                self.failures -= 1
                raise UnavailableError("The disk is away.")
            return super().receive(limit=limit, wait_seconds=wait_seconds)

    queue, done = FlakyQueue(), threading.Event()
    with _working(queue, lambda _, __: done.set()):
        queue.send(["{}"])
        assert done.wait(8)


def test_finished_work_is_acknowledged_once_the_queue_can_be_written_to_again() -> None:
    class FullQueue(InMemoryWorkQueue):
        refusals = 1

        def acknowledge(self, message: QueueMessage) -> None:
            if self.refusals:
                self.refusals -= 1
                raise StorageFullError("No room.")
            super().acknowledge(message)

    queue, handled = FullQueue(), list[Event]()
    with _working(queue, lambda event, _: handled.append(event)):
        queue.send(["one"])
        _wait_until(lambda: bool(handled) and queue.depth().in_flight == 0)
    assert len(handled) == 1


def test_backoff_grows_has_jitter_and_is_bounded() -> None:
    assert all(1 <= backoff_seconds(1) <= 2 for _ in range(50))
    assert all(30 <= backoff_seconds(40) <= MAX_BACKOFF_SECONDS for _ in range(50))
    assert len({backoff_seconds(10) for _ in range(50)}) > 1


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "b"}]}, {"b"}),
        ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, {"a", "b"}),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, {"a", "b"}),
    ],
)
def test_partial_failures_are_read_as_lambda_does(answer: Any, failed: set[str]) -> None:
    messages = [QueueMessage(name, "{}", name, 1) for name in "ab"]
    assert failed_ids(answer, messages) == failed
    assert [r["messageId"] for r in sqs_event("index", messages)["Records"]] == ["a", "b"]
