"""AWS as moto plays it, in this process; every record table and every vector index in turn."""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from shopguide.adapters.memory.clock import FixedClock
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from tests.contract import record_tables
from tests.contract.vector_indexes import ADAPTERS, names_of_our_own, open_index

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


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=record_tables.ADAPTERS)
def table(
    request: pytest.FixtureRequest, clock: FixedClock, tmp_path: Path
) -> Iterator[RecordTable]:
    """An empty table of each adapter in turn."""
    table = record_tables.open_table(request, clock, tmp_path)
    yield table
    table.close()


@pytest.fixture(scope="module", params=ADAPTERS)
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[VectorIndex]:
    """Each vector index in turn, one for all tests of a module."""
    with open_index(request.param, tmp_path_factory.mktemp("index")) as opened:
        yield opened


@pytest.fixture
def named(index: VectorIndex) -> Iterator[Callable[[str], str]]:
    """Names in the index that are this test's own."""
    with names_of_our_own(index) as named:
        yield named


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
