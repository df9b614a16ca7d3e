"""SQS event documents as Lambda gets them, and what a handler answers to them."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from shopguide.ports.work_queue import QueueMessage


def sqs_event(queue: str, messages: Sequence[QueueMessage]) -> dict[str, Any]:
    """The event that delivers `messages`."""
    return {"Records": [_record(queue, message) for message in messages]}


def failed_ids(
    answer: Mapping[str, Any] | None, messages: Sequence[QueueMessage]
) -> frozenset[str]:
    """Ids of the messages that a handler's answer says have failed.

    As Lambda does: no answer means none; an id that was not delivered, or none, means all.
    """
    failures = (answer or {}).get("batchItemFailures") or ()
    named = {failure.get("itemIdentifier") for failure in failures}
    delivered = frozenset(message.message_id for message in messages)
    return frozenset(named) if named <= delivered else delivered


def _record(queue: str, message: QueueMessage) -> dict[str, Any]:
    return {
        "messageId": message.message_id,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": {"ApproximateReceiveCount": str(message.receive_count)},
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:local:000000000000:{queue}",
        "awsRegion": "local",
    }
