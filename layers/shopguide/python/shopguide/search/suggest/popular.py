"""Queries that many have searched lately, as they may be shown to others."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from shopguide.domain.popularity import DAYS, SCORE, decayed_count
from shopguide.domain.record_key import POPULAR_QUERIES, query_count_key
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.text.pinyin import word_reading
from shopguide.text.simplified import lookup_form
from shopguide.text.terms import is_han

_REFRESH_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PopularQuery:
    """A folded query, in `lookup_form`, its decayed count, and how it is read if all Chinese."""

    text: str
    looked_up: str
    count: float
    reading: str = ""
    initials: str = ""

    def goes_on(self, typed: str) -> bool:
        """Whether what was typed begins it, or one of its words, or its reading."""
        if self.looked_up.startswith(typed) or f" {typed}" in self.looked_up:
            return True
        if is_han(typed):
            return typed in self.looked_up
        letters = typed.replace(" ", "")
        return len(letters) > 1 and (
            self.reading.startswith(letters) or self.initials.startswith(letters)
        )


class PopularQueries:
    """Reads the counts of queries, at most once in five minutes.

    A query is shown once it was searched on `min_days` different days: what one person typed once,
    or in one sitting, is never shown to another.

    Args:
        records: Has the counts.
        clock: For their decay.
        min_days: Days from which on a query is shown.
    """

    def __init__(self, records: RecordTable, clock: Clock, min_days: int) -> None:
        self._records = records
        self._clock = clock
        self._min_days = min_days
        self._reading = threading.Lock()
        self._ranked: Sequence[PopularQuery] = ()
        self._read_at: datetime | None = None

    def best(self) -> Sequence[PopularQuery]:
        """All that may be shown, the most popular first; up to five minutes old."""
        now = self._clock.now()
        outdated = self._read_at is None or now - self._read_at > _REFRESH_AFTER
        if outdated and self._reading.acquire(blocking=False):
            try:
                self._ranked, self._read_at = list(self._rank(now)), now
            finally:
                self._reading.release()
        return self._ranked

    def _rank(self, now: datetime) -> Iterator[PopularQuery]:
        known = self._records.get(POPULAR_QUERIES) or {}
        leaders = cast("Sequence[str]", known.get("product_ids", ()))
        found = self._records.get_many([query_count_key(query) for query in leaders])
        counts = [
            (decayed_count(cast("float", record[SCORE]), now), key.sort)
            for key, record in found.items()
            if cast("int", record.get(DAYS, 0)) >= self._min_days
        ]
        for count, query in sorted(counts, key=lambda pair: (-pair[0], pair[1])):
            syllables = word_reading(query) if all(map(is_han, query)) else ()
            initials = "".join(syllable[0] for syllable in syllables)
            reading = "".join(syllables)
            yield PopularQuery(query, lookup_form(query), count, reading, initials)
