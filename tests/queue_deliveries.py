"""Hands queued messages to a function's handler, as SQS and Lambda do together."""

from typing import Any

from infra.local.sqs_event import failed_ids, sqs_event
from shopguide.ports.work_queue import WorkQueue


def deliver(name: str, queue: WorkQueue, handler: Any, *, again_after_seconds: float) -> None:
    """Deliver up to two messages; those that failed come back after a while."""
    messages = queue.receive(limit=2)
    if not messages:
        return
    try:
        failed = failed_ids(handler(sqs_event(name, messages), None), messages)
    except Exception:  # noqa: BLE001 - as Lambda does: what it raises fails all of them
        failed = frozenset(message.message_id for message in messages)
    for message in messages:
        if message.message_id in failed:
            queue.release(message, delay_seconds=again_after_seconds)
        else:
            queue.acknowledge(message)
