"""Copies the journal into the lake: gzipped JSON lines by day, for batches to read.

A day that is over is written once and never again; today is written anew each time, as far as it
has come. Files are whole or not there, whenever the export dies, and the next one goes on.
"""

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from shopguide.domain.errors import ObjectNotFoundError
from shopguide.domain.interaction import HISTORY_KEPT
from shopguide.domain.journal import lake_day, lake_done, lake_part
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import JOURNAL_DAYS, JOURNAL_SHARDS, Key, journal_partition
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable

SETTLED_AFTER = timedelta(minutes=15)
"""How long after midnight a write that began before it may still come, clocks differing."""

_IN_MEMORY = 1 << 20
_LEVEL = 3
"""Of gzip: a third of the time of the usual 6, for a tenth more bytes."""


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
            if date.fromisoformat(day) >= first and not self._is_done(day)
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

    def _is_done(self, day: str) -> bool:
        try:
            self._objects.head(lake_done(day))
        except ObjectNotFoundError:
            return False
        return True

    def _write_day(self, day: str, now: datetime) -> tuple[int, int]:
        """Lines and bytes of the files of a day."""
        parts = [self._write_part(day, shard) for shard in range(JOURNAL_SHARDS)]
        lines, size = (sum(column) for column in zip(*parts, strict=True))
        if now >= _end_of(day) + SETTLED_AFTER:
            self._objects.put(lake_done(day), json.dumps({"lines": lines, "bytes": size}).encode())
        return lines, size

    def _write_part(self, day: str, shard: int) -> tuple[int, int]:
        rows = self._records.query(journal_partition(day, shard))
        first = next(rows, None)
        if first is None:
            return 0, 0
        with SpooledTemporaryFile(_IN_MEMORY) as file:
            # No time and no name in the header: the same lines are always the same bytes.
            with gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed:
                lines = _write_lines(packed, (line for _, line in chain([first], rows)))
            file.seek(0)
            return lines, self._objects.put(lake_part(day, shard), cast("BinaryIO", file)).size


@dataclass(frozen=True, slots=True)
class _DayWritten:
    day: str
    lines: int
    bytes: int


def _write_lines(packed: gzip.GzipFile, lines: Iterable[JsonObject]) -> int:
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    count = 0
    for line in lines:
        packed.write(f"{encode(line)}\n".encode())
        count += 1
    return count


def _end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)
