"""Pauses between attempts, for what botocore does not repeat by itself."""

import random
import time

FIRST_SECONDS = 0.02
LONGEST_SECONDS = 0.5


def pause(attempt: int) -> None:
    """Sleep a random time that doubles, on average, with each attempt (0, 1, ...)."""
    longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2**attempt)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - jitter keeps no secret
