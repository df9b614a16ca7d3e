"""AWS as moto plays it, in this process."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

LONG_POLL = re.compile(rb'"WaitTimeSeconds": *[1-9]')


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty AWS account; no request leaves the process."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    _serve_one_by_one(monkeypatch)
    with mock_aws():
        yield


def _serve_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS applies each request as a whole; moto is not made for threads."""
    serve = BotocoreStubber.process_request
    lock = threading.Lock()

    def serve_alone(stubber: BotocoreStubber, request: Any) -> Any:
        if isinstance(request.body, bytes) and LONG_POLL.search(request.body):
            return serve(stubber, request)
        with lock:
            return serve(stubber, request)

    monkeypatch.setattr(BotocoreStubber, "process_request", serve_alone)
