"""A work queue in memory."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shopguide.adapters.memory.clock import FixedClock
from shopguide.ports.clock import Clock
from shopguide.ports.limits import check_messages
from shopguide.ports.work_queue import QueueDepth, QueueMessage

# How often a waiting reader looks whether a hidden message has come back.
_LOOK_SECONDS = 0.05


@dataclass(slots=True)
class _Entry:
    message_id: int
    body: str
    available_at: datetime
    receives: int = 0
    in_flight: bool = False
    dead: bool = False

    @property
    def receipt(self) -> str:
        return f"{self.message_id}/{self.receives}"


class InMemoryWorkQueue:
    """A list of messages behind a lock."""

    def __init__(
        self, clock: Clock | None = None, *, visibility_seconds: float = 900, max_receives: int = 5
    ) -> None:
        self._clock = clock or FixedClock()
        self._visibility = timedelta(seconds=visibility_seconds)
        self._max_receives = max_receives
        self._entries: list[_Entry] = []
        self._last_id = 0
        self._closed = False
        self._changed = threading.Condition()

    def send(self, bodies: Sequence[str], *, delay_seconds: int = 0) -> None:
        """Add messages."""
        check_messages(bodies, delay_seconds)
        with self._changed:
            available_at = self._clock.now() + timedelta(seconds=delay_seconds)
            for body in bodies:
                self._last_id += 1
                self._entries.append(_Entry(self._last_id, body, available_at))
            self._changed.notify_all()

    def receive(self, *, limit: int = 1, wait_seconds: float = 0) -> Sequence[QueueMessage]:
        """Take up to `limit` messages, waiting for the first at most `wait_seconds`."""
        deadline = time.monotonic() + wait_seconds
        with self._changed:
            while not self._closed:
                taken = [self._take(entry) for entry in self._ready()[:limit]]
                left = deadline - time.monotonic()
                if taken or left <= 0:
                    return taken
                self._changed.wait(min(left, _LOOK_SECONDS))
        return []

    def acknowledge(self, message: QueueMessage) -> None:
        """The work is done: never deliver it again."""
        with self._changed:
            self._entries = [entry for entry in self._entries if not _delivers(entry, message)]

    def release(self, message: QueueMessage, *, delay_seconds: int = 0) -> None:
        """The work failed: deliver it again after `delay_seconds`, or give up on it."""
        with self._changed:
            for entry in self._entries:
                if _delivers(entry, message):
                    entry.in_flight = False
                    entry.dead = entry.receives >= self._max_receives
                    entry.available_at = self._clock.now() + timedelta(seconds=delay_seconds)
            self._changed.notify_all()

    def depth(self) -> QueueDepth:
        """Counts."""
        with self._changed:
            now = self._clock.now()
            dead = sum(entry.dead for entry in self._entries)
            in_flight = sum(entry.in_flight and entry.available_at > now for entry in self._entries)
            return QueueDepth(len(self._entries) - dead - in_flight, in_flight, dead)

    def redrive(self) -> int:
        """Put every message that was given up on back into the queue; how many there were."""
        with self._changed:
            dead = [entry for entry in self._entries if entry.dead]
            for entry in dead:
                entry.dead, entry.receives, entry.available_at = False, 0, self._clock.now()
            self._changed.notify_all()
            return len(dead)

    def close(self) -> None:
        """Wake those who wait in `receive`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _ready(self) -> list[_Entry]:
        now = self._clock.now()
        for entry in self._entries:
            if entry.available_at <= now and entry.receives >= self._max_receives:
                entry.in_flight, entry.dead = False, True
        return [entry for entry in self._entries if not entry.dead and entry.available_at <= now]

    def _take(self, entry: _Entry) -> QueueMessage:
        entry.receives += 1
        entry.in_flight = True
        entry.available_at = self._clock.now() + self._visibility
        return QueueMessage(str(entry.message_id), entry.body, entry.receipt, entry.receives)


def _delivers(entry: _Entry, message: QueueMessage) -> bool:
    return entry.in_flight and entry.receipt == message.receipt
