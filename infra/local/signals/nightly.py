"""Builds the signals once a day while the one-machine server runs."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from infra.local.signals.builds import SignalsBuilds
from shopguide.domain.errors import ConflictError
from shopguide.ports.clock import Clock

_log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(minutes=10)
"""So that a clock that is put forward, or a laptop that slept, delays a build by no more."""


def next_build(now: datetime, hour: int) -> datetime:
    """The next time that it is this hour of the day, UTC."""
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


class NightlySignals:
    """A thread that begins a build at an hour of each day, gently, and waits for its end.

    A build that fails says so in the log, once, and in the shop's health; the next night is the
    next try.

    Args:
        builds: Runs them.
        clock: Says what time it is.
        hour: Of the day, UTC.
    """

    def __init__(self, builds: SignalsBuilds, clock: Callable[[], Clock], hour: int) -> None:
        self._builds = builds
        self._clock = clock
        self._hour = hour
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nightly-signals", daemon=True)

    def start(self) -> None:
        """Begin to wait for the hour."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no more builds, and end the one at work."""
        self._stopping.set()
        self._builds.stop()

    def _run(self) -> None:
        due = next_build(self._clock().now(), self._hour)
        while not self._stopping.is_set():
            now = self._clock().now()
            if now < due:
                self._stopping.wait(min(due - now, LONGEST_SLEEP).total_seconds())
                continue
            self._build()
            due = next_build(self._clock().now(), self._hour)

    def _build(self) -> None:
        try:
            self._builds.begin(gently=True)
        except ConflictError:
            _log.info("The signals are being built already.")
        self._builds.wait()
