"""Port: what time it is."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time, so that tests can set it."""

    def now(self) -> datetime:
        """The current time, in UTC, with its time zone."""
