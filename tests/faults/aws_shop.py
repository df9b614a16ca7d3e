"""A shop over the AWS adapters: moto for AWS, the stand-in for Qdrant, real HTTP to its app."""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.core.botocore_stubber import BotocoreStubber

from functions.catalog_import.app import lambda_handler as import_catalogue
from functions.catalog_index.app import lambda_handler as index_batches
from shopguide.config import Settings
from shopguide.domain.delivery import MAX_DELIVERIES
from tests.contract.record_tables import create_table
from tests.e2e.hashing_shop import ContainerWithHashing
from tests.qdrant_server import QdrantServer
from tests.queue_deliveries import deliver

REDELIVERED_AFTER_SECONDS = 1
VISIBILITY_SECONDS = 30

_ERRORS: Mapping[str, tuple[int, str]] = {
    "dynamodb": (400, json.dumps({"__type": "ThrottlingException", "message": "Slow down."})),
    "s3": (503, "<Error><Code>SlowDown</Code><Message>Slow down.</Message></Error>"),
    "sqs": (500, json.dumps({"__type": "InternalError", "message": "Of ours."})),
}


class FaultyAws:
    """Stands before moto: one request at a time, and errors from services that are to fail."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.refused = 0
        self._lock = threading.Lock()

    def stand_before_moto(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Play for every request from now on until the test ends."""
        serve = BotocoreStubber.process_request

        def process(stubber: BotocoreStubber, request: Any) -> Any:
            failing = next((each for each in self.failing if f"{each}." in request.url), None)
            if failing is not None:
                self.refused += 1
                status, body = _ERRORS[failing]
                return status, {"Content-Type": "application/x-amz-json-1.0"}, body
            with self._lock:  # AWS applies each request as a whole; moto is not made for threads
                return serve(stubber, request)

        monkeypatch.setattr(BotocoreStubber, "process_request", process)


def open_container(folder: Path, qdrant: QdrantServer) -> ContainerWithHashing:
    """The container of mode ``aws`` over a table, a bucket and queues of its own."""
    create_table("shop")
    s3 = boto3.client("s3")
    s3.create_bucket(
        Bucket="shop", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    s3.close()
    settings = Settings(
        mode="aws",
        data_dir=folder,
        models_dir=folder,
        generator="",
        recommender="",
        batch_rows=20,
        qdrant_url=qdrant.url,
        table="shop",
        bucket="shop",
        index_queue_url=_create_queue("index"),
        import_queue_url=_create_queue("import"),
    )
    return ContainerWithHashing(settings)


class Workers(threading.Thread):
    """What Lambda's triggers do with both queues, until `stop`; a queue that fails is asked again.

    Args:
        here: Its container is the one of the process.
    """

    def __init__(self, here: ContainerWithHashing) -> None:
        super().__init__(daemon=True)
        self._here = here
        self._stopping = threading.Event()

    def run(self) -> None:
        """Deliver."""
        while not self._stopping.wait(0.05):
            for name, queue, handler in (
                ("import", self._here.import_queue, import_catalogue),
                ("index", self._here.index_queue, index_batches),
            ):
                try:
                    deliver(name, queue, handler, again_after_seconds=REDELIVERED_AFTER_SECONDS)
                except Exception:  # noqa: BLE001 - SQS keeps what was not settled
                    continue

    def stop(self) -> None:
        """Finish what is at hand."""
        self._stopping.set()
        self.join(60)


def _create_queue(name: str) -> str:
    """A queue with its dead letters, as the stacks make them; a lost worker is missed sooner."""
    sqs = boto3.client("sqs")
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    redrive = {
        "deadLetterTargetArn": arn["Attributes"]["QueueArn"],
        "maxReceiveCount": MAX_DELIVERIES,
    }
    url: str = sqs.create_queue(
        QueueName=name,
        Attributes={
            "VisibilityTimeout": str(VISIBILITY_SECONDS),
            "RedrivePolicy": json.dumps(redrive),
        },
    )["QueueUrl"]
    sqs.close()
    return url
