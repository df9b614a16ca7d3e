"""The journal of what is reported: one line an event, by the day of its receipt."""

from datetime import UTC, datetime, timedelta

from shopguide.domain.interaction import HISTORY_KEPT
from shopguide.domain.journal import journal_key
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import JOURNAL_DAYS, Key
from shopguide.ports.record_table import Put, RecordTable

_DAY_KEPT = HISTORY_KEPT + timedelta(days=60)
"""Longer than the lines of the day, so that the export still finds its files and removes them."""


class Journal:
    """Makes the writes that put lines into the journal, each for a group of the caller's.

    So a line is written together with what it tells of, or not at all.
    """

    def __init__(self, records: RecordTable) -> None:
        self._records = records
        self._open_day = ""

    def put(self, event_id: str, line: JsonObject, received_at: datetime) -> Put:
        """The write of a line; `open_day` has to be called before it is carried out."""
        ends = int((received_at + HISTORY_KEPT).timestamp())
        return Put(journal_key(event_id, received_at), line, expires_at=ends)

    def open_day(self, received_at: datetime) -> None:
        """Note that something may be reported on a day: only noted days are exported.

        The first call of a process on a day writes, all others cost nothing.
        """
        day = received_at.astimezone(UTC).date().isoformat()
        if day != self._open_day:
            ends = int((received_at + _DAY_KEPT).timestamp())
            self._records.put(Key(JOURNAL_DAYS, day), {}, expires_at=ends)
            self._open_day = day
