"""Copies the journal into the lake: gzipped JSON lines by day, for batches to read.

A day that is over is written once and never again; today is written anew each time, as far as it
has come. Files are whole or not there, whenever the export dies, and the next one goes on.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shopguide.domain.interaction import HISTORY_KEPT
from shopguide.domain.journal import SETTLED_AFTER, lake_day
from shopguide.domain.record_key import JOURNAL_DAYS, JOURNAL_SHARDS, Key
from shopguide.events.lake_files import LakeFiles
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable


@dataclass(frozen=True, slots=True)
class LakeReport:
    """What an export wrote.

    Attributes:
        days: Days of which files were written, oldest first.
        lines: In these files.
        bytes: Of these files, compressed.
    """

    days: tuple[str, ...] = ()
    lines: int = 0
    bytes: int = 0


class LakeExport:
    """Writes ``lake/day=YYYY-MM-DD/part-<shard>.jsonl.gz``, one file a shard of the journal."""

    def __init__(self, records: RecordTable, objects: ObjectStore, clock: Clock) -> None:
        self._records = records
        self._objects = objects
        self._clock = clock
        self._files = LakeFiles(records, objects)

    def export(self, since_days: int = HISTORY_KEPT.days) -> LakeReport:
        """Write what the lake lacks of the last `since_days` days, and remove what is too old.

        Holds one page of the journal in memory. Two at once write the same files twice.

        Raises:
            RecordsUnavailableError, ObjectsUnavailableError: half way; call it again.
        """
        now = self._clock.now()
        first = now.date() - timedelta(days=since_days)
        written = [
            _DayWritten(day, *self._write_day(day, now))
            for day in self._days(now.date() - HISTORY_KEPT)
            if date.fromisoformat(day) >= first and not self._files.is_done(day)
        ]
        filled = [each for each in written if each.lines]
        return LakeReport(
            tuple(each.day for each in filled),
            sum(each.lines for each in filled),
            sum(each.bytes for each in filled),
        )

    def _days(self, oldest: date) -> list[str]:
        """Days that the journal knows, oldest first, without those before `oldest`."""
        days = [key.sort for key, _ in self._records.query(JOURNAL_DAYS)]
        for day in days:
            if date.fromisoformat(day) < oldest:
                self._remove(day)
        return [day for day in days if date.fromisoformat(day) >= oldest]

    def _remove(self, day: str) -> None:
        """Interactions are personal data: their files go when the histories do."""
        for stored in list(self._objects.list(lake_day(day))):
            self._objects.delete(stored.key)
        self._records.delete([Key(JOURNAL_DAYS, day)])

    def _write_day(self, day: str, now: datetime) -> tuple[int, int]:
        """Lines and bytes of the files of a day."""
        parts = [self._files.write_part(day, shard) for shard in range(JOURNAL_SHARDS)]
        lines, size = (sum(column) for column in zip(*parts, strict=True))
        if now >= _end_of(day) + SETTLED_AFTER:
            self._files.mark_done(day, lines, size)
        return lines, size


@dataclass(frozen=True, slots=True)
class _DayWritten:
    day: str
    lines: int
    bytes: int


def _end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)
