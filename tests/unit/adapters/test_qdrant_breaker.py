"""When a server that fails is asked again."""

import threading

import pytest

from shopguide.adapters.qdrant.breaker import (
    FAILURES,
    FIRST_REST_SECONDS,
    LONGEST_REST_SECONDS,
    PROBE_SECONDS,
    WINDOW_SECONDS,
    BreakerState,
    CircuitBreaker,
)


class Watched:
    """A breaker, the clock it goes by, and the states it went through."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.states: list[BreakerState] = []
        self.breaker = CircuitBreaker(lambda: self.now, lambda: 1.0, self.states.append)

    def fail(self, times: int = 1) -> None:
        for _ in range(times):
            self.breaker.failed()


@pytest.fixture
def watched() -> Watched:
    return Watched()


def test_failures_in_a_row_open_it(watched: Watched) -> None:
    watched.fail(FAILURES - 1)
    assert watched.breaker.seconds_to_wait() == 0
    watched.fail()
    assert watched.breaker.seconds_to_wait() == FIRST_REST_SECONDS
    assert watched.states == [BreakerState.OPEN]


def test_an_answer_between_failures_keeps_it_closed(watched: Watched) -> None:
    for _ in range(3):
        watched.fail(FAILURES - 1)
        watched.breaker.answered()
    assert watched.breaker.state is BreakerState.CLOSED
    assert watched.states == []


def test_failures_far_apart_keep_it_closed(watched: Watched) -> None:
    for _ in range(3 * FAILURES):
        watched.fail()
        watched.now += WINDOW_SECONDS / 2
    assert watched.breaker.state is BreakerState.CLOSED


def test_one_request_is_sent_after_the_rest_and_its_answer_closes_it(watched: Watched) -> None:
    watched.fail(FAILURES)
    watched.now += FIRST_REST_SECONDS
    assert watched.breaker.seconds_to_wait() == 0
    assert watched.breaker.seconds_to_wait() > 0, "the others wait for the first"
    watched.breaker.answered()
    assert watched.breaker.seconds_to_wait() == 0
    assert watched.states == [BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED]


def test_each_failed_probe_doubles_the_rest_up_to_a_bound(watched: Watched) -> None:
    watched.fail(FAILURES)
    rests = []
    for _ in range(8):
        rests.append(watched.breaker.seconds_to_wait())
        watched.now += rests[-1]
        assert watched.breaker.seconds_to_wait() == 0
        watched.fail()
    assert rests[:4] == [1, 2, 4, 8]
    assert max(rests) == LONGEST_REST_SECONDS


def test_a_probe_that_never_ends_is_followed_by_another(watched: Watched) -> None:
    watched.fail(FAILURES)
    watched.now += FIRST_REST_SECONDS
    assert watched.breaker.seconds_to_wait() == 0
    watched.now += PROBE_SECONDS
    assert watched.breaker.seconds_to_wait() == 0


def test_what_was_sent_before_it_opened_does_not_lengthen_the_rest(watched: Watched) -> None:
    watched.fail(3 * FAILURES)
    assert watched.breaker.seconds_to_wait() == FIRST_REST_SECONDS


@pytest.mark.parametrize("hours", [5, -5])
def test_a_process_restored_from_a_snapshot_asks_at_once(watched: Watched, hours: int) -> None:
    watched.fail(FAILURES)
    watched.now += hours * 3600
    assert watched.breaker.seconds_to_wait() == 0


def test_of_many_threads_one_sends_the_probe(watched: Watched) -> None:
    watched.fail(FAILURES)
    watched.now += FIRST_REST_SECONDS
    waits: list[float] = []
    threads = [
        threading.Thread(target=lambda: waits.append(watched.breaker.seconds_to_wait()))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits)[0] == 0
    assert sum(wait == 0 for wait in waits) == 1
