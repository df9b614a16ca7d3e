"""What every work queue does: in memory, in SQLite, in SQS (moto)."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.queue import InMemoryWorkQueue
from shopguide.adapters.sqlite.queue import SqliteWorkQueue
from shopguide.adapters.sqs.queue import SqsWorkQueue
from shopguide.domain.errors import InvalidInputError
from shopguide.ports.limits import MAX_MESSAGE_BYTES
from shopguide.ports.work_queue import QueueDepth, WorkQueue

VISIBILITY = 1
MAX_RECEIVES = 3


@dataclass(frozen=True)
class Bench:
    """A queue and a way to let its time pass."""

    queue: WorkQueue
    let_pass: Callable[[float], None]


@pytest.fixture(params=["memory", "sqlite", "sqs"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    clock = FixedClock()
    limits = {"visibility_seconds": VISIBILITY, "max_receives": MAX_RECEIVES}
    if request.param == "memory":
        bench = Bench(InMemoryWorkQueue(clock, **limits), clock.advance)
    elif request.param == "sqlite":
        queue = SqliteWorkQueue(tmp_path / "queue.sqlite", "index", clock, **limits)
        bench = Bench(queue, clock.advance)
    else:
        request.getfixturevalue("aws")
        # moto keeps real time; a little more than asked for, so that nothing hangs on rounding
        bench = Bench(SqsWorkQueue(create_queue("index")), lambda s: time.sleep(s + 0.1))
    yield bench
    bench.queue.close()


@pytest.fixture
def queue(bench: Bench) -> WorkQueue:
    return bench.queue


def create_queue(name: str) -> str:
    """A queue with its dead letters, as template.yaml makes them."""
    client = boto3.client("sqs")
    dead = client.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    policy = {
        "deadLetterTargetArn": arn["Attributes"]["QueueArn"],
        "maxReceiveCount": MAX_RECEIVES,
    }
    attributes = {"VisibilityTimeout": str(VISIBILITY), "RedrivePolicy": json.dumps(policy)}
    url: str = client.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    client.close()
    return url


def drain(queue: WorkQueue) -> list[str]:
    """Bodies of all messages that are ready, each acknowledged."""
    bodies = []
    while messages := queue.receive(limit=10):
        for message in messages:
            queue.acknowledge(message)
            bodies.append(message.body)
    return bodies


def wear_out(bench: Bench) -> None:
    """Let the only message fail until it is given up on."""
    for _ in range(MAX_RECEIVES):
        (message,) = bench.queue.receive(wait_seconds=5)
        bench.queue.release(message)
    assert bench.queue.receive() == []


def test_sent_messages_are_received(queue: WorkQueue) -> None:
    bodies = ['{"批次": 1}', "two\nlines", "🎧"]
    queue.send(bodies)
    messages = queue.receive(limit=10)
    assert sorted(message.body for message in messages) == sorted(bodies)
    assert len({message.message_id for message in messages}) == 3
    assert {message.receive_count for message in messages} == {1}


def test_many_messages_are_sent_at_once(queue: WorkQueue) -> None:
    bodies = [str(number) for number in range(37)]
    queue.send(bodies)
    queue.send([])
    assert queue.depth() == QueueDepth(waiting=37, in_flight=0, dead=0)
    assert sorted(drain(queue), key=int) == bodies


def test_receive_takes_at_most_the_limit(queue: WorkQueue) -> None:
    queue.send([str(number) for number in range(15)])
    assert len(queue.receive()) == 1
    assert len(queue.receive(limit=12)) == 12
    assert len(queue.receive(limit=12)) == 2
    assert queue.receive(limit=12) == []


def test_largest_messages_travel(queue: WorkQueue) -> None:
    bodies = [character * (MAX_MESSAGE_BYTES // 3) for character in "智能导购"]
    queue.send(bodies)
    assert sorted(drain(queue)) == sorted(bodies)


@pytest.mark.parametrize(
    ("body", "delay"),
    [("x" * (MAX_MESSAGE_BYTES + 1), 0), ("", 0), ("\0", 0), ("\ud800", 0), ("x", 901), ("x", -1)],
)
def test_unsendable_message_is_refused(queue: WorkQueue, body: str, delay: int) -> None:
    with pytest.raises(InvalidInputError):
        queue.send(["fine", body], delay_seconds=delay)
    assert queue.depth().waiting == 0


def test_taken_message_is_hidden_for_the_visibility_time(bench: Bench) -> None:
    bench.queue.send(["work"])
    (first,) = bench.queue.receive()
    assert bench.queue.receive() == []
    assert bench.queue.depth() == QueueDepth(waiting=0, in_flight=1, dead=0)
    bench.let_pass(VISIBILITY)
    assert bench.queue.depth() == QueueDepth(waiting=1, in_flight=0, dead=0)
    (second,) = bench.queue.receive()
    assert (second.message_id, second.body, second.receive_count) == (first.message_id, "work", 2)
    assert second.receipt != first.receipt


def test_acknowledged_message_never_comes_back(bench: Bench) -> None:
    bench.queue.send(["work"])
    (message,) = bench.queue.receive()
    bench.queue.acknowledge(message)
    bench.queue.acknowledge(message)
    bench.let_pass(VISIBILITY)
    assert bench.queue.receive() == []
    assert bench.queue.depth() == QueueDepth(0, 0, 0)


def test_late_release_leaves_the_next_delivery_alone(bench: Bench) -> None:
    if isinstance(bench.queue, SqsWorkQueue):
        pytest.skip("SQS may honour an earlier receipt; then the work is done once more")
    bench.queue.send(["work"])
    (first,) = bench.queue.receive()
    bench.let_pass(VISIBILITY)
    (second,) = bench.queue.receive()
    bench.queue.release(first)
    assert bench.queue.receive() == []
    bench.queue.acknowledge(second)
    bench.let_pass(VISIBILITY)
    assert bench.queue.receive() == []


def test_released_message_comes_back_at_once(queue: WorkQueue) -> None:
    queue.send(["work"])
    (message,) = queue.receive()
    queue.release(message)
    (again,) = queue.receive()
    assert again.receive_count == 2


def test_released_message_comes_back_after_its_delay(bench: Bench) -> None:
    bench.queue.send(["work"])
    (message,) = bench.queue.receive()
    bench.queue.release(message, delay_seconds=1)
    assert bench.queue.receive() == []
    bench.let_pass(1)
    assert len(bench.queue.receive()) == 1


def test_delayed_message_waits(bench: Bench) -> None:
    bench.queue.send(["later"], delay_seconds=1)
    assert bench.queue.receive() == []
    assert bench.queue.depth() == QueueDepth(waiting=1, in_flight=0, dead=0)
    bench.let_pass(1)
    assert [message.body for message in bench.queue.receive()] == ["later"]


def test_failing_message_is_given_up_on(bench: Bench) -> None:
    bench.queue.send(["poison"])
    wear_out(bench)
    assert bench.queue.depth() == QueueDepth(waiting=0, in_flight=0, dead=1)
    bench.let_pass(VISIBILITY)
    assert bench.queue.receive() == []


def test_message_that_nobody_releases_is_given_up_on(bench: Bench) -> None:
    bench.queue.send(["poison"])
    for _ in range(MAX_RECEIVES):
        assert len(bench.queue.receive()) == 1
        bench.let_pass(VISIBILITY)
    assert bench.queue.receive() == []
    assert bench.queue.depth() == QueueDepth(waiting=0, in_flight=0, dead=1)


def test_redrive_brings_back_what_was_given_up_on(bench: Bench) -> None:
    bench.queue.send(["poison"])
    wear_out(bench)
    bench.queue.send(["fine"])
    assert bench.queue.redrive() == 1
    assert bench.queue.depth() == QueueDepth(waiting=2, in_flight=0, dead=0)
    messages = bench.queue.receive(limit=10)
    assert {message.body: message.receive_count for message in messages} == {"poison": 1, "fine": 1}
    assert bench.queue.redrive() == 0


def test_receive_waits_for_a_message(queue: WorkQueue) -> None:
    sender = threading.Timer(0.2, queue.send, [["late"]])
    started = time.monotonic()
    sender.start()
    (message,) = queue.receive(wait_seconds=10)
    sender.join()
    assert message.body == "late"
    assert time.monotonic() - started < 5


def test_receive_gives_up_waiting(queue: WorkQueue) -> None:
    started = time.monotonic()
    assert queue.receive(wait_seconds=0.3) == []
    assert 0.25 < time.monotonic() - started < 5


def test_each_message_goes_to_one_of_many_receivers(queue: WorkQueue) -> None:
    bodies = [str(number) for number in range(40)]
    queue.send(bodies)
    with ThreadPoolExecutor(4) as executor:
        received = [body for found in executor.map(drain, [queue] * 4) for body in found]
    assert sorted(received, key=int) == bodies
    assert queue.depth() == QueueDepth(0, 0, 0)
