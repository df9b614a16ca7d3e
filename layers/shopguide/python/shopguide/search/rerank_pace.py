"""How many hits a reranker can judge in its time, learnt from the times that it took."""

import threading

FEWEST = 5
"""Hits worth reranking at all."""

RESTS = 50
"""Searches that go without a reranker that failed or was far too slow, before it is tried again."""

_SMOOTHING = 0.5
_SAFETY = 0.9


class RerankPace:
    """Plans how many hits to judge; safe to use from many threads at once.

    Args:
        budget_ms: Milliseconds for one search.
        most: Hits to judge where there is time for all.
    """

    def __init__(self, budget_ms: float, most: int) -> None:
        self._budget_ms = budget_ms
        self._most = most
        self._lock = threading.Lock()
        self._ms_a_hit: float | None = None
        self._rests = 0
        self._has_failed = False

    @property
    def has_failed(self) -> bool:
        """Whether it rests, or last rested, for a failure and not for being slow."""
        return self._has_failed

    def planned(self) -> int:
        """How many hits to judge now; 0 while the reranker rests."""
        with self._lock:
            if self._rests:
                self._rests -= 1
                return 0
            if self._ms_a_hit is None:
                return self._most
            fits = int(_SAFETY * self._budget_ms / self._ms_a_hit)
            return max(FEWEST, min(fits, self._most))

    def took(self, hits: int, milliseconds: float) -> None:
        """Learn from what was judged; where not even `FEWEST` fit, begin a rest and forget."""
        with self._lock:
            latest = max(milliseconds, 1e-3) / hits
            before = latest if self._ms_a_hit is None else self._ms_a_hit
            self._ms_a_hit = before + _SMOOTHING * (latest - before)
            if latest * FEWEST > self._budget_ms:
                self._rest(failed=False)

    def failed(self) -> None:
        """Begin a rest."""
        with self._lock:
            self._rest(failed=True)

    def _rest(self, *, failed: bool) -> None:
        self._rests, self._ms_a_hit, self._has_failed = RESTS, None, failed
