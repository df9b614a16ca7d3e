"""Threads that drain the work queues through the real Lambda handlers."""

import logging
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any, TypeAlias

from infra.local.sqs_event import failed_ids, sqs_event
from shopguide.domain.errors import ShopGuideError
from shopguide.ports.work_queue import QueueMessage, WorkQueue

_log = logging.getLogger(__name__)

WAIT_SECONDS = 1.0
MAX_BACKOFF_SECONDS = 60

Handler: TypeAlias = Callable[[dict[str, Any], Any], Mapping[str, Any] | None]


def backoff_seconds(receive_count: int) -> int:
    """How long a message rests after its n-th failure: doubling, with jitter, bounded."""
    ceiling: int = min(MAX_BACKOFF_SECONDS, 1 << receive_count)
    return int(0.5 + ceiling * random.uniform(0.5, 1))  # noqa: S311 - jitter, no secret


class QueueWorker:
    """One thread that does what Lambda's SQS trigger does: deliver, then acknowledge or release.

    A message whose handling fails is delivered again after `backoff_seconds`; the queue gives up on
    it after its own number of deliveries. Nothing a handler does ends the thread.

    Args:
        name: Of the queue, for the log and the event documents.
        queue: What it drains.
        handler: The Lambda handler; it may answer with ``batchItemFailures``.
        subject_of: What a message is about, for the log, from its body (an import id).
    """

    def __init__(
        self, name: str, queue: WorkQueue, handler: Handler, subject_of: Callable[[str], str]
    ) -> None:
        self._name = name
        self._queue = queue
        self._handler = handler
        self._subject_of = subject_of
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"{name}-worker", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Take no further messages; the ones at hand are finished."""
        self._stopping.set()

    def join(self, timeout: float) -> bool:
        """Wait until the thread has ended; False if it has not by then."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                self._drain_once()
                failures = 0
            except Exception:  # noqa: BLE001 - the thread outlives what fails in it
                # The queue itself failed; its messages come back when their time is over.
                failures += 1
                _log.exception("The %s queue does not work; trying again.", self._name)
                self._stopping.wait(backoff_seconds(min(failures, 6)))

    def _drain_once(self) -> None:
        messages = self._queue.receive(limit=1, wait_seconds=WAIT_SECONDS)
        if not messages:
            return
        failed = self._handle(messages)
        for message in messages:
            self._settle(message, message.message_id in failed)

    def _settle(self, message: QueueMessage, failed: bool) -> None:
        """Release or acknowledge; while the queue cannot (a full disk), try again and again.

        A message that is left as it is would stay hidden for its whole visibility time.
        """
        for attempt in count(1):
            try:
                if failed:
                    delay = backoff_seconds(message.receive_count)
                    self._queue.release(message, delay_seconds=delay)
                else:
                    self._queue.acknowledge(message)
            except ShopGuideError as error:
                _log.warning("The %s queue cannot be written to: %s", self._name, error)
                if self._stopping.wait(backoff_seconds(attempt)):
                    return  # the next start delivers it again
            else:
                return

    def _handle(self, messages: Sequence[QueueMessage]) -> frozenset[str]:
        """Ids of the messages that failed: those the handler names, or all if it raised."""
        try:
            return failed_ids(self._handler(sqs_event(self._name, messages), None), messages)
        except Exception as error:  # noqa: BLE001 - as Lambda does: a crash fails the batch
            known = isinstance(error, ShopGuideError)
            _log.error(
                "The %s handler failed on import %s at delivery %d: %s",
                self._name,
                ", ".join(self._subject(message) for message in messages),
                messages[0].receive_count,
                error,
                exc_info=None if known else error,
            )
            return frozenset(message.message_id for message in messages)

    def _subject(self, message: QueueMessage) -> str:
        try:
            return self._subject_of(message.body)
        except Exception:  # noqa: BLE001 - only for the log: a strange body has no subject
            return "?"
