"""Leaves a server alone that keeps failing, so that nobody waits for what will not come.

::

    closed     every request is sent; FAILURES in a row within WINDOW_SECONDS open it
    open       none is sent until the rest is over
    half open  one is sent to see: an answer closes it, a failure opens it for twice as long

Times are those of the wall clock. A process that Lambda restores from a snapshot hours later finds
its breaker's memory too old to count, and asks at once; a monotonic clock would have stood still.
"""

import random
import threading
import time
from collections.abc import Callable
from enum import StrEnum

FAILURES = 5
WINDOW_SECONDS = 10.0
FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 30.0
PROBE_SECONDS = 10.0
"""When a probe that never said how it ended is given up on."""


class BreakerState(StrEnum):
    """Whether requests are sent."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class CircuitBreaker:
    """Counts how requests ended; safe to use from many threads.

    Args:
        now: Seconds of the wall clock.
        spread: A factor for each rest, so that not all processes ask again at the same moment.
        on_change: Told of every new state, outside the lock.
    """

    def __init__(
        self,
        now: Callable[[], float] = time.time,
        spread: Callable[[], float] = lambda: random.uniform(0.8, 1.2),  # noqa: S311 - jitter
        on_change: Callable[[BreakerState], None] = lambda _: None,
    ) -> None:
        self._now = now
        self._spread = spread
        self._on_change = on_change
        self._lock = threading.Lock()
        self._state = BreakerState.CLOSED
        self._failures = 0
        self._since = 0.0
        self._rest = 0.0
        self._rests = 0

    @property
    def state(self) -> BreakerState:
        """As it stands; an open one is half open from its next request after the rest."""
        return self._state

    def seconds_to_wait(self) -> float:
        """0 where a request may be sent now, which must be told of; else how long to wait."""
        with self._lock:
            if self._state is BreakerState.CLOSED:
                return 0.0
            rest = self._rest if self._state is BreakerState.OPEN else PROBE_SECONDS
            left = self._left(rest)
            if left > 0:
                return left
            self._enter(BreakerState.HALF_OPEN)
        self._on_change(BreakerState.HALF_OPEN)
        return 0.0

    def answered(self) -> None:
        """The server did what was asked, or said why not."""
        with self._lock:
            was_closed = self._state is BreakerState.CLOSED
            self._failures = self._rests = 0
            if not was_closed:
                self._enter(BreakerState.CLOSED)
        if not was_closed:
            self._on_change(BreakerState.CLOSED)

    def failed(self) -> None:
        """The server did not answer, or could not."""
        with self._lock:
            if not self._opens():
                return
            longest = min(LONGEST_REST_SECONDS, FIRST_REST_SECONDS * 2**self._rests)
            self._rest = longest * self._spread()
            self._rests += 1
            self._enter(BreakerState.OPEN)
        self._on_change(BreakerState.OPEN)

    def _opens(self) -> bool:
        """Count a failure; whether it is the last straw."""
        if self._state is BreakerState.OPEN:
            return False  # of a request that was sent before it opened
        if self._state is BreakerState.HALF_OPEN:
            return True
        if self._left(WINDOW_SECONDS) <= 0:
            self._failures, self._since = 0, self._now()
        self._failures += 1
        return self._failures >= FAILURES

    def _left(self, seconds: float) -> float:
        """What is left of so many since the last change; none where the clock was put back."""
        passed = self._now() - self._since
        return seconds - passed if passed >= 0 else 0.0

    def _enter(self, state: BreakerState) -> None:
        self._state, self._since, self._failures = state, self._now(), 0
