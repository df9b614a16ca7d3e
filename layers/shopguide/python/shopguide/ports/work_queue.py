"""Port: one queue of work with at-least-once delivery."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class QueueMessage:
    """A message as delivered; `receipt` names this delivery, `receive_count` starts at 1."""

    message_id: str
    body: str
    receipt: str
    receive_count: int


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """How many messages wait, are being worked on, and were given up on."""

    waiting: int
    in_flight: int
    dead: int


class WorkQueue(Protocol):
    """Messages are delivered until acknowledged, and given up on after too many deliveries.

    A message is durable when `send` returns. Bodies are at most 256 KiB of text; `send` raises
    `InvalidInputError` for what `ports.limits.check_messages` refuses. Every method raises
    `QueueUnavailableError` when the queue does not answer.
    """

    def send(self, bodies: Sequence[str], *, delay_seconds: int = 0) -> None:
        """Add messages."""

    def receive(self, *, limit: int = 1, wait_seconds: float = 0) -> Sequence[QueueMessage]:
        """Take up to `limit` messages, waiting for the first at most `wait_seconds`.

        A taken message is hidden for the queue's visibility time.
        """

    def acknowledge(self, message: QueueMessage) -> None:
        """The work is done: never deliver it again."""

    def release(self, message: QueueMessage, *, delay_seconds: int = 0) -> None:
        """The work failed: deliver it again after `delay_seconds`, or give up on it."""

    def depth(self) -> QueueDepth:
        """Counts, approximate on distributed queues."""

    def redrive(self) -> int:
        """Put every message that was given up on back into the queue; how many there were."""

    def close(self) -> None:
        """Let go of files and connections."""
