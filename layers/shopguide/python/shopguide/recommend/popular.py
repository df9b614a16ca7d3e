"""The most popular products of the shop, as of half a minute ago at most."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from shopguide.domain.popularity import SCORE, decayed_count
from shopguide.domain.record_key import POPULARITY_LEADERS, popularity_key
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable

KEPT = timedelta(seconds=30)


class PopularProducts:
    """Reads the leaders that events keep; remembers them for `KEPT`."""

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._read: tuple[datetime, Sequence[tuple[str, float]]] | None = None

    def top(self) -> Sequence[tuple[str, float]]:
        """Product ids with their decayed counts (one view now is 1), highest first."""
        now = self._clock.now()
        if self._read is None or now - self._read[0] > KEPT:
            self._read = (now, self._rank(now))
        return self._read[1]

    def _rank(self, now: datetime) -> Sequence[tuple[str, float]]:
        known = self._records.get(POPULARITY_LEADERS) or {}
        leaders = cast("list[str]", known.get("product_ids", []))
        found = self._records.get_many([popularity_key(product_id) for product_id in leaders])
        counts = (
            (key.sort, decayed_count(cast("float", record[SCORE]), now))
            for key, record in found.items()
        )
        return sorted(counts, key=lambda entry: (-entry[1], entry[0]))
