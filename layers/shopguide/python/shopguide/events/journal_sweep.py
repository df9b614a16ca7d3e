"""Takes the lines of forgotten shoppers out of the journal and the lake, in one pass for all."""

import gzip
import json
import logging
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shopguide.domain.erasure import Erasure
from shopguide.domain.errors import ObjectNotFoundError
from shopguide.domain.journal import SETTLED_AFTER, lake_part
from shopguide.domain.record_key import JOURNAL_DAYS, JOURNAL_SHARDS, Key, journal_partition
from shopguide.events.erasure import Erasures
from shopguide.events.lake_files import LakeFiles
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable

_log = logging.getLogger(__name__)

_NOTED_EVERY = 20
"""Days after which it is noted how far the sweep has come."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep did.

    Attributes:
        shoppers: Erasures that are complete by it.
        lines: That were taken out of the journal.
        files: Of the lake that were written anew, or removed.
    """

    shoppers: int = 0
    lines: int = 0
    files: int = 0


class JournalSweep:
    """Completes erasures. Run it after the export; a run that dies is gone on with by the next.

    The lake says which files name a forgotten shopper, for files cost less to read than records.
    Days that are not yet whole in the lake are read from the journal.

    Args:
        records: Hold the journal.
        objects: Hold the lake.
        clock: Tells which requests are old enough that no write from before them may still come.
        erasures: The wishes.
    """

    def __init__(
        self, records: RecordTable, objects: ObjectStore, clock: Clock, erasures: Erasures
    ) -> None:
        self._records = records
        self._objects = objects
        self._clock = clock
        self._erasures = erasures
        self._files = LakeFiles(records, objects)

    def sweep(self) -> SweepReport:
        """Fulfil every wish that is older than a quarter of an hour.

        Reads the whole lake once, one file at a time, if there is any wish, and else nothing.

        Raises:
            RecordsUnavailableError, ObjectsUnavailableError: half way; call it again.
        """
        now = self._clock.now()
        wishes = [
            wish for wish in self._erasures.pending() if now - wish.requested_at >= SETTLED_AFTER
        ]
        if not wishes:
            return SweepReport()
        for wish in wishes:
            self._erasures.delete_records(wish)
        lines, files = self._sweep_days(wishes)
        for wish in wishes:
            self._erasures.finish(wish)
        _log.info("%d erasures are complete: %d lines, %d files.", len(wishes), lines, files)
        return SweepReport(len(wishes), lines, files)

    def _sweep_days(self, wishes: Sequence[Erasure]) -> tuple[int, int]:
        lines = files = 0
        for number, day in enumerate(self._days(wishes), start=1):
            until = {
                wish.shopper_id: wish.until
                for wish in wishes
                if wish.swept_through < day <= wish.last_day
            }
            if until:
                of_day = self._sweep_day(day, until)
                lines, files = lines + of_day[0], files + of_day[1]
            if number % _NOTED_EVERY == 0:
                for wish in wishes:
                    self._erasures.note_swept(wish, min(day, wish.last_day))
        return lines, files

    def _days(self, wishes: Sequence[Erasure]) -> list[str]:
        last = max(wish.last_day for wish in wishes)
        return [key.sort for key, _ in self._records.query(JOURNAL_DAYS) if key.sort <= last]

    def _sweep_day(self, day: str, until: Mapping[str, str]) -> tuple[int, int]:
        """Lines and files that changed."""
        whole = self._files.is_done(day)
        lines = files = size = 0
        for shard in range(JOURNAL_SHARDS):
            named = self._names(lake_part(day, shard), until)
            if named or not whole:
                # Lines first: a file that names somebody brings the next sweep back here.
                lines += self._delete_lines(day, shard, until)
            if named:
                size += self._write_smaller(day, shard)
                files += 1
        if whole and files:
            self._files.mark_smaller(day, lines, size)
        return lines, files

    def _write_smaller(self, day: str, shard: int) -> int:
        """By how many bytes a file has shrunk."""
        before = self._objects.head(lake_part(day, shard)).size
        return before - self._files.write_part(day, shard)[1]

    def _names(self, part: str, until: Mapping[str, str]) -> bool:
        """Whether a file of the lake has a line of one of these shoppers."""
        try:
            stream = self._objects.open(part)
        except ObjectNotFoundError:
            return False
        try:
            with stream, gzip.GzipFile(fileobj=stream) as lines:
                return any(json.loads(line)["shopper_id"] in until for line in lines)
        except (OSError, EOFError, ValueError, zlib.error):
            return True  # damaged: the journal has what it should say

    def _delete_lines(self, day: str, shard: int, until: Mapping[str, str]) -> int:
        keys = list(self._keys(journal_partition(day, shard), until))
        self._records.delete(keys)
        return len(keys)

    def _keys(self, partition: str, until: Mapping[str, str]) -> Iterator[Key]:
        for key, line in self._records.query(partition):
            limit = until.get(str(line["shopper_id"]))
            if limit is not None and key.sort[: len(limit)] <= limit:
                yield key
