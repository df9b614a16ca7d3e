"""The course of an import that changes the shop: its turn, its preparation, its batches."""

from collections.abc import Callable
from dataclasses import replace

from shopguide.catalog.batches import send_batches
from shopguide.catalog.import_records import ImportRecords
from shopguide.catalog.turns import ImportTurns
from shopguide.domain.batch import attempt_of, batch_reference, batches_prefix
from shopguide.domain.catalog_import import ImportRecord, ImportStatus, manifest_key, with_problem
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.work_queue import WorkQueue

WAIT_SECONDS = 2
"""How long an import that has to wait for its turn is put off each time."""


class ImportCourse:
    """Takes imports through their states; every step can be interrupted and done again.

    Args:
        objects: Where batches and manifests lie.
        records: Import records, the live catalogue, the lock and the line before it.
        index_queue: Takes the batches.
        import_queue: Takes an import itself while it waits for its turn.
        clock: For times.
        wait_seconds: How long it is put off each time.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        records: RecordTable,
        index_queue: WorkQueue,
        import_queue: WorkQueue,
        clock: Clock,
        wait_seconds: int = WAIT_SECONDS,
    ) -> None:
        self._objects = objects
        self._records = records
        self._index_queue = index_queue
        self._import_queue = import_queue
        self._clock = clock
        self._wait_seconds = wait_seconds
        self._turns = ImportTurns(records)
        self.imports = ImportRecords(records, clock)

    def advance(
        self, record: ImportRecord, prepare: Callable[[ImportRecord], ImportRecord], message: str
    ) -> ImportRecord:
        """Bring an import as far as it goes now: into the line, to its batches, or to its end.

        Args:
            record: How it stands.
            prepare: Called in its turn, perhaps more than once; gives the record that says what is
                to come of it.
            message: Its body on the import queue, for while it waits.
        """
        if record.status in (ImportStatus.WAITING, ImportStatus.READING):
            if not self._turns.take(record, self._clock.now()):
                self._import_queue.send([message], delay_seconds=self._wait_seconds)
                return record
            record = self.read(record, prepare)
        if record.status is ImportStatus.INDEXING:
            send_batches(record, records=self._records, queue=self._index_queue)
        else:
            self._end(record)
        return record

    def read(
        self, record: ImportRecord, prepare: Callable[[ImportRecord], ImportRecord]
    ) -> ImportRecord:
        """Prepare an import whose turn it is, or that needs none."""
        if record.status not in (ImportStatus.WAITING, ImportStatus.READING):
            return record
        record = self.imports.move(record, replace(record, status=ImportStatus.READING))
        if record.status is not ImportStatus.READING:
            return record
        return self.imports.move(record, prepare(record))

    def begin_indexing(self, record: ImportRecord) -> ImportRecord:
        """A prepared import as it is indexed: one batch at least, because the last one publishes.

        What the index holds of its rows is uncertain from now until it, or a later one, is live.
        """
        if not record.batches_total:
            self._objects.put(batch_reference(record.import_id, 1, record.attempt).key, b"")
            record = replace(record, batches_total=1)
        if record.kind and not record.is_empty:
            live = live_from_json(self._records.get(LIVE_CATALOGUE))
            unsettled = live.with_unsettled(record.kind.family, record.import_id).unsettled
            changes = {family: list(ids) for family, ids in unsettled.items()}
            self._records.update(LIVE_CATALOGUE, {"unsettled": changes})
        return replace(record, status=ImportStatus.INDEXING)

    def fail(self, record: ImportRecord, error: Exception) -> ImportRecord:
        """End an import that cannot go on, unless it has ended; what is live stays."""
        if not record.status.is_final:
            record = self.imports.move(record, with_problem(record, ImportStatus.FAILED, error))
        self._end(record)
        return record

    def _end(self, record: ImportRecord) -> None:
        """Let the next one have its turn, and delete what nobody needs of this one any more.

        One that was approved meanwhile is read again: what it has since is left alone.
        """
        if record.status.is_final:
            for stored in list(self._objects.list(batches_prefix(record.import_id))):
                if attempt_of(stored.key, record.import_id) <= record.attempt:
                    self._objects.delete(stored.key)
            if self.imports.find(record.import_id).attempt > record.attempt:
                return
            live = live_from_json(self._records.get(LIVE_CATALOGUE))
            if not live.needs(manifest_key(record.import_id)):
                self._objects.delete(manifest_key(record.import_id))
        self._turns.end(record)
