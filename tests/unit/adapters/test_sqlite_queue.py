"""What only the SQLite queue has to get right: crashes, and several queues in one file."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.sqlite.queue import SqliteWorkQueue
from shopguide.adapters.system.clock import SystemClock
from shopguide.domain.errors import QueueUnavailableError
from shopguide.ports.work_queue import QueueDepth

# Sends two messages, takes one, says so, and waits to be killed.
HOLDER = """
import sys, time
from pathlib import Path
from shopguide.adapters.sqlite.queue import SqliteWorkQueue
from shopguide.adapters.system.clock import SystemClock

queue = SqliteWorkQueue(
    Path(sys.argv[1]), "index", SystemClock(), max_crashes=int(sys.argv[2])
)
if not queue.depth().waiting:
    queue.send(["first", "second"])
print(queue.receive()[0].body, flush=True)
time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queue.sqlite"


def hold_and_kill(path: Path, max_crashes: int = 20) -> str:
    command = [sys.executable, "-c", HOLDER, str(path), str(max_crashes)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder.stdout as lines:
        body = lines.readline().decode().strip()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    return body


def test_work_of_a_killed_process_is_delivered_at_once(path: Path) -> None:
    assert hold_and_kill(path) == "first"
    queue = SqliteWorkQueue(path, "index", SystemClock())
    messages = queue.receive(limit=10)
    assert [(message.body, message.receive_count) for message in messages] == [
        ("first", 1),
        ("second", 1),
    ]
    queue.close()


def test_work_that_is_interrupted_again_and_again_is_not_given_up_on(path: Path) -> None:
    for _ in range(7):
        assert hold_and_kill(path) == "first"
    queue = SqliteWorkQueue(path, "index", SystemClock(), max_receives=3)
    (message,) = queue.receive()
    assert (message.body, message.receive_count) == ("first", 1)
    queue.close()


def test_work_that_kills_its_process_is_given_up_on(path: Path) -> None:
    for _ in range(3):
        assert hold_and_kill(path, max_crashes=0) == "first"
    queue = SqliteWorkQueue(path, "index", SystemClock(), max_receives=3, max_crashes=0)
    assert [message.body for message in queue.receive(limit=10)] == ["second"]
    assert queue.depth() == QueueDepth(waiting=0, in_flight=1, dead=1)
    queue.close()


def test_second_opener_in_a_process_leaves_work_in_flight(path: Path) -> None:
    clock = FixedClock()
    first = SqliteWorkQueue(path, "index", clock)
    first.send(["work"])
    (message,) = first.receive()
    second = SqliteWorkQueue(path, "index", clock)
    assert second.receive() == []
    second.acknowledge(message)
    assert first.depth() == QueueDepth(0, 0, 0)
    first.close()
    second.close()


def test_queues_of_one_file_are_apart(path: Path) -> None:
    clock = FixedClock()
    index = SqliteWorkQueue(path, "index", clock)
    imports = SqliteWorkQueue(path, "import", clock)
    index.send(["batch"])
    imports.send(["upload", "upload 2"])
    assert [message.body for message in index.receive(limit=10)] == ["batch"]
    assert imports.depth() == QueueDepth(waiting=2, in_flight=0, dead=0)
    assert imports.redrive() == 0
    index.close()
    imports.close()


def test_sent_message_wakes_a_waiting_receiver(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shopguide.adapters.sqlite.queue.LOOK_SECONDS", 60)
    queue = SqliteWorkQueue(path, "index", SystemClock())
    sender = threading.Timer(0.1, queue.send, [["work"]])
    started = time.monotonic()
    sender.start()
    assert [message.body for message in queue.receive(wait_seconds=60)] == ["work"]
    assert time.monotonic() - started < 20
    sender.join()
    queue.close()


def test_close_ends_waiting(path: Path) -> None:
    queue = SqliteWorkQueue(path, "index", SystemClock())
    threading.Timer(0.1, queue.close).start()
    started = time.monotonic()
    assert queue.receive(wait_seconds=30) == []
    assert time.monotonic() - started < 10


def test_damaged_file_is_named(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(QueueUnavailableError, match=r"queue\.sqlite"):
        SqliteWorkQueue(path, "index", FixedClock())
