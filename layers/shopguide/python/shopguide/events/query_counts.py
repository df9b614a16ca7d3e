"""How often queries are searched, without a trace of who searched them.

Kept of a query: its folded text, a count that fades, on how many days it was searched, and for
each of the last days that it was. Kept at all is only a query that found something, is short,
has no long number, and is made of the catalogue's own words: a name, an address or a telephone
number typed into the search box is never written down.
"""

import logging
import random
import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from shopguide.domain.errors import ShopGuideError
from shopguide.domain.popularity import DAYS, SCORE, popularity_increment
from shopguide.domain.record_key import query_count_key, query_day_key
from shopguide.events.leaders import QUERY_BOARD, keep_leaders
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Increment, Put, RecordTable, Write
from shopguide.text.normalise import fold

COUNT_KEPT = timedelta(days=180)
"""After so long a query's count begins anew."""

DAY_KEPT = timedelta(days=3)
"""How long it is known that a query was searched on a day; clocks may differ."""

MOST_CHARACTERS = 40
MOST_WORDS = 6
MOST_PENDING = 1_000
"""Different queries that wait to be written; more are forgotten."""

_NOT_KEPT = re.compile(r"@|://|www\.|\d(?:[ ().+/-]{0,2}\d){6,}")
"""Addresses of mail and pages, and numbers of seven digits and more, however they are grouped."""

_log = logging.getLogger(__name__)


class QueryCounts:
    """Counts queries beside the searches, never in their way: what cannot be written is lost.

    Args:
        records: Takes the counts.
        clock: Tells the day.
        is_harmless: Whether a folded query says nothing of the person; asked as it is written.
        delay_seconds: How long counts are gathered before a thread of their own writes them; 0
            writes each at once, for processes that stand still between requests.
        share: Share of the searches that is counted, drawn by lot.
    """

    def __init__(
        self,
        records: RecordTable,
        clock: Clock,
        is_harmless: Callable[[str], bool],
        *,
        delay_seconds: float = 0,
        share: float = 1,
    ) -> None:
        self._records = records
        self._clock = clock
        self._is_harmless = is_harmless
        self._delay_seconds = delay_seconds
        self._share = share
        self._lock = threading.Lock()
        self._pending: Counter[str] = Counter()
        self._timer: threading.Timer | None = None

    def count(self, query: str) -> None:
        """Count a query that found something."""
        folded = fold(query)
        if not may_be_kept(folded) or random.random() >= self._share:  # noqa: S311 - no secret
            return
        with self._lock:
            if folded in self._pending or len(self._pending) < MOST_PENDING:
                self._pending[folded] += 1
            if self._delay_seconds and self._timer is None:
                self._timer = threading.Timer(self._delay_seconds, self.flush)
                self._timer.daemon = True
                self._timer.start()
        if not self._delay_seconds:
            self.flush()

    def flush(self) -> None:
        """Write what was counted."""
        with self._lock:
            pending, self._pending = self._pending, Counter()
            self._timer = None
        try:
            self._write({query: n for query, n in pending.items() if self._is_harmless(query)})
        except ShopGuideError as error:
            _log.warning("Counts of queries are lost: %s", error)

    def close(self) -> None:
        """Write what is left."""
        if self._timer is not None:
            self._timer.cancel()
        self.flush()

    def _write(self, counts: Mapping[str, int]) -> None:
        now = self._clock.now()
        groups = [group for query, times in counts.items() for group in _writes(query, times, now)]
        if groups:
            self._records.write_groups(groups)
            keep_leaders(self._records, counts, QUERY_BOARD)


def may_be_kept(folded: str) -> bool:
    """Whether a query is short and has no address or long number in it."""
    return (
        2 <= len(folded) <= MOST_CHARACTERS
        and len(folded.split(" ")) <= MOST_WORDS
        and _NOT_KEPT.search(folded) is None
    )


def _writes(query: str, times: int, now: datetime) -> tuple[tuple[Write, ...], ...]:
    """Groups that fail apart: begin the count, count the day once, add to the count."""
    key = query_count_key(query)
    count_ends = int((now + COUNT_KEPT).timestamp())
    day_ends = int((now + DAY_KEPT).timestamp())
    day = query_day_key(query, now.date().isoformat())
    return (
        (Put(key, {SCORE: 0.0, DAYS: 0}, if_absent=True, expires_at=count_ends),),
        (Put(day, {}, if_absent=True, expires_at=day_ends), Increment(key, {DAYS: 1})),
        (Increment(key, {SCORE: popularity_increment(times, now)}),),
    )
