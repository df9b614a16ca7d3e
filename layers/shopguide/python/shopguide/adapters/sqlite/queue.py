"""Work queues in one SQLite file: journaled, so that a crash loses no message."""

import os
import threading
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from shopguide.adapters.sqlite.database import Database
from shopguide.domain.errors import QueueUnavailableError
from shopguide.ports.clock import Clock
from shopguide.ports.limits import check_messages
from shopguide.ports.work_queue import QueueDepth, QueueMessage

# How often a waiting reader looks whether a hidden message has come back; a sent one wakes it.
LOOK_SECONDS = 0.25

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, body TEXT NOT NULL,
  available_at REAL NOT NULL, receives INTEGER NOT NULL DEFAULT 0,
  receipt TEXT, owner TEXT, dead INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS messages_by_turn ON messages (queue, dead, id, available_at);
"""
_ANY_READY = """
SELECT 1 FROM messages WHERE queue = :queue AND dead = 0 AND available_at <= :now LIMIT 1
"""
_GIVE_UP = """
UPDATE messages SET dead = 1, receipt = NULL
WHERE queue = :queue AND dead = 0 AND available_at <= :now AND receives >= :max_receives
"""
_TAKE = """
UPDATE messages SET receives = receives + 1, owner = :owner, available_at = :until,
  receipt = :delivery || '/' || id
WHERE id IN (
  SELECT id FROM messages WHERE queue = :queue AND dead = 0 AND available_at <= :now
  ORDER BY id LIMIT :limit
)
RETURNING id, body, receipt, receives
"""
_RELEASE = """
UPDATE messages SET receipt = NULL, available_at = :until, dead = receives >= :max_receives
WHERE id = :id AND receipt = :receipt
"""
_DEPTH = """
SELECT count(*), coalesce(sum(dead), 0),
  coalesce(sum(dead = 0 AND receipt IS NOT NULL AND available_at > :now), 0)
FROM messages WHERE queue = :queue
"""
_REDRIVE = """
UPDATE messages SET dead = 0, receives = 0, available_at = :now WHERE queue = :queue AND dead = 1
"""
_RECOVER = """
UPDATE messages SET receipt = NULL, available_at = :now, crashes = crashes + 1,
  receives = receives - (crashes < :max_crashes)
WHERE queue = :queue AND receipt IS NOT NULL AND owner != :owner
"""
_PROCESS = uuid.uuid4().hex


class SqliteWorkQueue:
    """One queue of a file that one process at a time has open (the data folder's lock sees to it).

    So a message that another process had taken belongs to a dead one: it is delivered again as soon
    as the queue is opened, without waiting for its visibility to end. That delivery does not count:
    a server may be killed many times during one long batch. Only a message that was at work in more
    than `max_crashes` deaths may be their cause, and is given up on in the end.

    Args:
        path: The file; several queues may share it.
        name: Of this queue.
        clock: Decides when delayed and hidden messages come back.
        visibility_seconds: How long a taken message is hidden.
        max_receives: Deliveries after which a message is given up on.
        max_crashes: Deaths of the process during a message that do not count as deliveries.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        clock: Clock,
        *,
        visibility_seconds: float = 900,
        max_receives: int = 5,
        max_crashes: int = 20,
    ) -> None:
        self._database = Database(path, _SCHEMA, version=1, error=QueueUnavailableError)
        self._name = name
        self._clock = clock
        self._visibility_seconds = visibility_seconds
        self._max_receives = max_receives
        self._owner = f"{os.getpid()}-{_PROCESS}"
        self._sent = threading.Condition()
        self._closed = False
        self._execute(_RECOVER, owner=self._owner, max_crashes=max_crashes)

    def send(self, bodies: Sequence[str], *, delay_seconds: int = 0) -> None:
        """Add messages, all or none."""
        check_messages(bodies, delay_seconds)
        available_at = self._now() + delay_seconds
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT INTO messages (queue, body, available_at) VALUES (?, ?, ?)",
                [(self._name, body, available_at) for body in bodies],
            )
        self._wake()

    def receive(self, *, limit: int = 1, wait_seconds: float = 0) -> Sequence[QueueMessage]:
        """Take up to `limit` messages, the oldest first, waiting for one at most `wait_seconds`.

        A taken message is hidden for the queue's visibility time. `close` ends the waiting.
        """
        deadline = time.monotonic() + wait_seconds
        with self._sent:
            while not self._closed:
                taken = self._take(limit)
                left = deadline - time.monotonic()
                if taken or left <= 0:
                    return taken
                self._sent.wait(min(left, LOOK_SECONDS))
        return []

    def acknowledge(self, message: QueueMessage) -> None:
        """The work is done: never deliver it again."""
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM messages WHERE id = ? AND receipt = ?",
                (int(message.message_id), message.receipt),
            )

    def release(self, message: QueueMessage, *, delay_seconds: int = 0) -> None:
        """The work failed: deliver it again after `delay_seconds`, or give up on it."""
        self._execute(
            _RELEASE,
            id=int(message.message_id),
            receipt=message.receipt,
            until=self._now() + delay_seconds,
            max_receives=self._max_receives,
        )
        self._wake()

    def depth(self) -> QueueDepth:
        """Counts; a delayed message is a waiting one."""
        with self._database.reading() as connection:
            values = {"queue": self._name, "now": self._now()}
            total, dead, in_flight = connection.execute(_DEPTH, values).fetchone()
        return QueueDepth(total - dead - in_flight, in_flight, dead)

    def redrive(self) -> int:
        """Put every message that was given up on back into the queue; how many there were."""
        count = self._execute(_REDRIVE)
        self._wake()
        return count

    def close(self) -> None:
        """End all waiting and close the file."""
        with self._sent:
            self._closed = True
            self._sent.notify_all()
        self._database.close()

    def _take(self, limit: int) -> Sequence[QueueMessage]:
        values = {"queue": self._name, "now": self._now(), "limit": limit}
        with self._database.reading() as connection:
            if connection.execute(_ANY_READY, values).fetchone() is None:
                return []
        values |= {
            "owner": self._owner,
            "until": self._now() + self._visibility_seconds,
            "delivery": uuid.uuid4().hex,
            "max_receives": self._max_receives,
        }
        with self._database.writing() as connection:
            connection.execute(_GIVE_UP, values)
            rows = connection.execute(_TAKE, values).fetchall()
        return [
            QueueMessage(str(message_id), body, receipt, receives)
            for message_id, body, receipt, receives in sorted(rows)
        ]

    def _execute(self, statement: str, **values: str | float) -> int:
        with self._database.writing() as connection:
            common = {"queue": self._name, "now": self._now()}
            return connection.execute(statement, common | values).rowcount

    def _wake(self) -> None:
        with self._sent:
            self._sent.notify_all()

    def _now(self) -> float:
        return self._clock.now().timestamp()
