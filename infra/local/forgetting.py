"""Completes erasures while the one-machine server runs; on AWS the nightly export does."""

import logging
import threading
from collections.abc import Callable

from shopguide.domain.errors import ShopGuideError
from shopguide.events.journal_sweep import JournalSweep

_log = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
STOP_SECONDS = 5.0


class HourlySweep:
    """A thread that sweeps journal and lake at the start and every hour.

    Without a wish to be forgotten it reads one partition of records, which is empty. A sweep that
    fails says so in the log; the next one goes on.
    """

    def __init__(self, sweep: Callable[[], JournalSweep], every: float = EVERY_SECONDS) -> None:
        self._sweep = sweep
        self._every = every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="erasures", daemon=True)

    def start(self) -> None:
        """Begin with the first sweep."""
        self._thread.start()

    def stop(self) -> None:
        """Begin no more sweeps; one that takes longer is cut off, and is gone on with later."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._sweep().sweep()
            except ShopGuideError as error:
                _log.warning("Erasures are not complete: %s", error)
            except Exception:  # noqa: BLE001 - a wish to be forgotten outlives every mistake
                _log.exception("Erasures are not complete; the next sweep goes on.")
            self._stopping.wait(self._every)
