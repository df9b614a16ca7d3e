"""The system's clock."""

from datetime import UTC, datetime


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        """The current time, in UTC, with its time zone."""
        return datetime.now(UTC)
