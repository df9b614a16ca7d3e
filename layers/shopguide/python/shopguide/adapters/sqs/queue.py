"""A work queue in SQS; its redrive policy decides when a message is given up on."""

import json
import math
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from shopguide.adapters.aws.client import AwsClient, error_code
from shopguide.adapters.aws.pause import pause
from shopguide.domain.errors import QueueUnavailableError
from shopguide.ports.limits import MAX_MESSAGE_BYTES, check_messages
from shopguide.ports.work_queue import QueueDepth, QueueMessage

BATCH_MESSAGES = 10
LONGEST_WAIT_SECONDS = 20
PATIENT_SECONDS = LONGEST_WAIT_SECONDS + 5.0
SEND_ATTEMPTS = 4

# What SQS says of a receipt whose message was delivered again or deleted since.
_STALE = {
    "InvalidParameterValue",
    "MessageNotInflight",
    "AWS.SimpleQueueService.MessageNotInflight",
    "ReceiptHandleIsInvalid",
}


class SqsWorkQueue:
    """One standard queue by its URL.

    Its visibility time and the number of deliveries before a message goes to the dead-letter queue
    are the queue's own settings.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = AwsClient("sqs", target=f"queue {url}", error=QueueUnavailableError)

    def send(self, bodies: Sequence[str], *, delay_seconds: int = 0) -> None:
        """Add messages; when some cannot be sent, those before them stay sent."""
        check_messages(bodies, delay_seconds)
        for batch in _batches(bodies):
            self._send_batch(self._url, batch, delay_seconds)

    def receive(self, *, limit: int = 1, wait_seconds: float = 0) -> Sequence[QueueMessage]:
        """Take up to `limit` messages, waiting for the first at most `wait_seconds`.

        The wait is rounded up to whole seconds.
        """
        deadline = time.monotonic() + wait_seconds
        messages: list[QueueMessage] = []
        while len(messages) < limit:
            left = 0 if messages else max(0, deadline - time.monotonic())
            found = self._receive(self._url, limit - len(messages), left)
            messages += [_message(entry) for entry in found]
            if not found and (messages or time.monotonic() >= deadline):
                break
        return messages

    def acknowledge(self, message: QueueMessage) -> None:
        """The work is done: never deliver it again."""
        self._on_delivery("delete_message", message)

    def release(self, message: QueueMessage, *, delay_seconds: int = 0) -> None:
        """The work failed: deliver it again after `delay_seconds`, or give up on it."""
        self._on_delivery("change_message_visibility", message, VisibilityTimeout=delay_seconds)

    def depth(self) -> QueueDepth:
        """Counts, approximate; a delayed message is a waiting one."""
        counts = self._attributes(self._url)
        dead = self._attributes(self._dead_letters) if self._dead_letters else {}
        return QueueDepth(
            waiting=_count(counts, "") + _count(counts, "Delayed"),
            in_flight=_count(counts, "NotVisible"),
            dead=sum(_count(dead, state) for state in ("", "Delayed", "NotVisible")),
        )

    def redrive(self) -> int:
        """Put every message that was given up on back into the queue; how many there were."""
        moved = 0
        while self._dead_letters:
            entries = self._receive(self._dead_letters, BATCH_MESSAGES, 1)
            if not entries:
                break
            for batch in _batches([entry["Body"] for entry in entries]):
                self._send_batch(self._url, batch, 0)
            for entry in entries:
                receipt = entry["ReceiptHandle"]
                self._call("delete_message", QueueUrl=self._dead_letters, ReceiptHandle=receipt)
            moved += len(entries)
        return moved

    def close(self) -> None:
        """Close the connections."""
        self._client.sdk.close()
        if "_patient" in self.__dict__:
            self._patient.sdk.close()

    @cached_property
    def _patient(self) -> AwsClient:
        """For requests that SQS itself keeps waiting; `_client` would not wait for the answer."""
        return AwsClient(
            "sqs",
            target=f"queue {self._url}",
            error=QueueUnavailableError,
            read_seconds=PATIENT_SECONDS,
        )

    @cached_property
    def _dead_letters(self) -> str | None:
        """URL of the dead-letter queue, which SQS wants in the same account and region."""
        policy = self._attributes(self._url).get("RedrivePolicy")
        if policy is None:
            return None
        name = json.loads(policy)["deadLetterTargetArn"].rpartition(":")[2]
        return f"{self._url.rpartition('/')[0]}/{name}"

    def _attributes(self, url: str) -> dict[str, str]:
        answer = self._call("get_queue_attributes", QueueUrl=url, AttributeNames=["All"])
        attributes: dict[str, str] = answer.get("Attributes", {})
        return attributes

    def _receive(self, url: str, limit: int, wait_seconds: float) -> list[dict[str, Any]]:
        waits = min(LONGEST_WAIT_SECONDS, math.ceil(wait_seconds))
        answer = self._call(
            "receive_message",
            by=self._patient if waits else self._client,
            QueueUrl=url,
            MaxNumberOfMessages=min(limit, BATCH_MESSAGES),
            WaitTimeSeconds=waits,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages

    def _send_batch(self, url: str, bodies: Sequence[str], delay_seconds: int) -> None:
        left = [
            {"Id": str(position), "MessageBody": body, "DelaySeconds": delay_seconds}
            for position, body in enumerate(bodies)
        ]
        for attempt in range(SEND_ATTEMPTS):
            answer = self._call("send_message_batch", QueueUrl=url, Entries=left)
            failed = {entry["Id"]: entry.get("Code", "") for entry in answer.get("Failed", ())}
            left = [entry for entry in left if entry["Id"] in failed]
            if not left:
                return
            pause(attempt)
        raise QueueUnavailableError(
            f"The queue {self._url} did not take {len(left)} messages ({failed[left[0]['Id']]}).",
            fix="Try again later.",
        )

    def _on_delivery(self, operation: str, message: QueueMessage, **parameters: object) -> None:
        try:
            self._client.call(
                operation, QueueUrl=self._url, ReceiptHandle=message.receipt, **parameters
            )
        except ClientError as error:
            # The message was delivered again meanwhile: it is that receiver's now.
            if error_code(error) not in _STALE:
                raise self._refused(error) from error

    def _call(
        self, operation: str, *, by: AwsClient | None = None, **parameters: object
    ) -> dict[str, Any]:
        try:
            return (by or self._client).call(operation, **parameters)
        except ClientError as error:
            raise self._refused(error) from error

    def _refused(self, error: ClientError) -> QueueUnavailableError:
        return QueueUnavailableError(
            f"SQS refuses {error.operation_name} on {self._url} ({error_code(error)}).",
            fix="Check the queue's settings.",
        )


def _batches(bodies: Sequence[str]) -> Iterator[list[str]]:
    """Bodies in order, at most ten and 256 KiB together."""
    batch: list[str] = []
    size = 0
    for body in bodies:
        body_size = len(body.encode())
        if batch and (len(batch) == BATCH_MESSAGES or size + body_size > MAX_MESSAGE_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(body)
        size += body_size
    if batch:
        yield batch


def _message(entry: dict[str, Any]) -> QueueMessage:
    return QueueMessage(
        message_id=entry["MessageId"],
        body=entry["Body"],
        receipt=entry["ReceiptHandle"],
        receive_count=int(entry["Attributes"]["ApproximateReceiveCount"]),
    )


def _count(attributes: dict[str, str], state: str) -> int:
    return int(attributes.get(f"ApproximateNumberOfMessages{state}", 0))
