"""What we send to a Qdrant that keeps failing, that changed its key, or that nobody waits for."""

import time
from collections.abc import Iterator

import pytest

from shopguide.adapters.qdrant.breaker import FAILURES, BreakerState, CircuitBreaker
from shopguide.adapters.qdrant.connection import PatientCaller, connect_qdrant
from shopguide.adapters.qdrant.index import QdrantVectorIndex
from shopguide.domain.errors import IndexUnavailableError
from shopguide.domain.indexed import FieldKind, IndexSchema
from shopguide.domain.time_left import seconds_left, within_seconds
from tests.qdrant_server import QdrantServer

SCHEMA = IndexSchema(dense={}, fields={"brand": FieldKind.KEYWORD}, encoder="none")


class KeptKey:
    """A secret and the copy of it that was read last."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.read = secret
        self.fresh_reads = 0

    def __call__(self, *, fresh: bool = False) -> str:
        if fresh:
            self.fresh_reads += 1
            self.read = self.secret
        return self.read


@pytest.fixture
def server() -> Iterator[QdrantServer]:
    with QdrantServer(api_key="first") as server:
        index = connect_qdrant(server.url, KeptKey("first"))
        index.create("shop", SCHEMA)
        index.close()
        yield server


def fail_to_count(index: QdrantVectorIndex, words: str) -> None:
    with pytest.raises(IndexUnavailableError, match=words):
        index.count("shop")


def test_a_server_that_keeps_failing_is_left_alone_and_asked_again_after_its_rest(
    server: QdrantServer,
) -> None:
    index = connect_qdrant(server.url, KeptKey("first"))
    server.fail(503)
    fail_to_count(index, "503")
    fail_to_count(index, "keeps failing")
    sent = server.requests
    for _ in range(20):
        fail_to_count(index, r"asked again in [\d.]+ s")
    assert server.requests == sent
    server.heal()
    deadline = time.monotonic() + 5
    while True:
        try:
            assert index.count("shop") == 0
            break
        except IndexUnavailableError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    index.close()


def test_refusals_and_missing_collections_are_answers(server: QdrantServer) -> None:
    breaker = CircuitBreaker()
    caller = PatientCaller(server.url, breaker=breaker)
    index = connect_qdrant(server.url, KeptKey("first"))
    index._call = caller
    for _ in range(2 * FAILURES):
        assert index.schema("nothing") is None
    server.api_key = "second"
    for _ in range(2 * FAILURES):
        fail_to_count(index, "API_KEY_SECRET")
    assert breaker.state is BreakerState.CLOSED
    index.close()


def test_a_rotated_key_is_read_again_without_a_new_process(server: QdrantServer) -> None:
    key = KeptKey("first")
    index = connect_qdrant(server.url, key)
    assert index.count("shop") == 0
    server.api_key = key.secret = "second"
    assert index.count("shop") == 0
    assert key.fresh_reads == 1
    index.close()


def test_a_wrong_key_is_sent_once_and_not_again(server: QdrantServer) -> None:
    key = KeptKey("wrong")
    index = connect_qdrant(server.url, key)
    sent = server.requests
    fail_to_count(index, "refused the API key")
    assert (server.requests - sent, key.fresh_reads) == (1, 1)
    index.close()


def test_no_request_takes_longer_than_whoever_asks_waits(server: QdrantServer) -> None:
    index = connect_qdrant(server.url, KeptKey("first"))
    server.delay(3)
    started = time.monotonic()
    with within_seconds(0.3):
        fail_to_count(index, "does not answer")
        sent = server.requests
        fail_to_count(index, "was over")
    assert time.monotonic() - started < 1.5
    assert server.requests == sent
    assert seconds_left() is None
    server.heal()
    index.close()


def test_an_inner_limit_never_lengthens_the_outer_one() -> None:
    with within_seconds(1), within_seconds(60):
        left = seconds_left()
    assert left is not None
    assert left <= 1
