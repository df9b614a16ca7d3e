"""How long whoever waits for a request still waits; what asks others gives them no longer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)
# Of the monotonic clock. Threads that a request starts have none, and so no limit of their own.


@contextmanager
def within_seconds(seconds: float) -> Iterator[None]:
    """What runs inside has so many seconds, or fewer where it is inside another limit."""
    outer = _ends_at.get()
    ends_at = time.monotonic() + seconds
    token = _ends_at.set(ends_at if outer is None else min(outer, ends_at))
    try:
        yield
    finally:
        _ends_at.reset(token)


def seconds_left() -> float | None:
    """Seconds until nobody waits any more, negative afterwards; None where there is no limit."""
    ends_at = _ends_at.get()
    return None if ends_at is None else ends_at - time.monotonic()


def is_over() -> bool:
    """Whether nobody waits any more."""
    left = seconds_left()
    return left is not None and left <= 0
