"""Catalogue imports: an uploaded file to batches of what it changes."""

import json
import logging
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from shopguide.catalog.comparing.staging import disk_space_errors
from shopguide.catalog.course import WAIT_SECONDS, ImportCourse
from shopguide.catalog.holds import Hold, HoldLimits, held_text, holds_of, would_hold_text
from shopguide.catalog.mapping.lookup import find_mapping
from shopguide.catalog.newest_upload import SupersededError, open_newest, open_unchanged
from shopguide.catalog.preparation import Preparation, PreparedImport
from shopguide.catalog.rehearsal import (
    canaries_exist,
    plan_rehearsal,
    rehearsal_name,
    write_copies,
)
from shopguide.catalog.reports.storing import store_report, with_report
from shopguide.catalog.scratch import scratch_folder
from shopguide.domain.catalog_import import (
    REJECTIONS_IN_RECORD,
    ImportRecord,
    ImportStatus,
    import_object_key,
    with_problem,
)
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.live_catalogue import LiveCatalogue, live_from_json
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.domain.upload import Upload, kind_of, upload_event
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.work_queue import WorkQueue

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ImportLimits(HoldLimits):
    """What an import may do by itself.

    Attributes:
        batch_rows: Rows of one batch.
        wait_seconds: How long an import that has to wait is put off each time.
    """

    batch_rows: int = 256
    wait_seconds: int = WAIT_SECONDS


class CatalogImportService:
    """Reads uploads, compares them with what is live, and queues what changed.

    Every step can be interrupted and done again: the event is delivered until `run` returns, and
    the same event is always the same import.

    Rows on their way lie in a new folder under `scratch` (by default the system's folder for
    temporary files), which is removed at the end; a killed process leaves it behind. `currency` is
    that of prices which name none (ISO 4217); without one such rows are rejected.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        records: RecordTable,
        index_queue: WorkQueue,
        import_queue: WorkQueue,
        clock: Clock,
        limits: ImportLimits,
        scratch: Path | None = None,
        currency: str = "",
    ) -> None:
        self._objects = objects
        self._records = records
        self._limits = limits
        self._scratch = scratch
        self._currency = currency
        self._course = ImportCourse(
            objects=objects,
            records=records,
            index_queue=index_queue,
            import_queue=import_queue,
            clock=clock,
            wait_seconds=limits.wait_seconds,
        )

    def run(self, upload: Upload) -> ImportRecord:
        """Import an upload as far as it goes now: to its batches, to its end, or into the line.

        A file that is only to be checked takes no turn and writes nothing but its report.

        Raises:
            UnavailableError: a dependency does not answer; deliver the event again.
        """
        record = self._course.imports.begin(upload)
        if record.is_check:
            record = self._course.read(record, lambda begun: self._read(begun, upload))
        else:
            event = json.dumps(upload_event(upload), ensure_ascii=False)
            record = self._course.advance(record, lambda begun: self._read(begun, upload), event)
        logger.info(
            "import %s of %s is %s: %s", record.import_id, record.kind, record.status, record.counts
        )
        return record

    def fail(self, upload: Upload, error: Exception) -> ImportRecord:
        """End an import that cannot go on, unless it has ended; what is live stays."""
        return self._course.fail(self._course.imports.begin(upload), error)

    def _open(self, record: ImportRecord, upload: Upload) -> AbstractContextManager[BinaryIO]:
        if record.is_check:
            return open_unchanged(upload, self._objects)
        return open_newest(upload, objects=self._objects, records=self._records)

    def _read(self, record: ImportRecord, upload: Upload) -> ImportRecord:
        """Read the file; the record then says what is to come of it."""
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        try:
            with (
                self._open(record, upload) as stream,
                disk_space_errors(),
                scratch_folder(self._scratch, record.import_id) as folder,
            ):
                prepared = self._prepare(record, stream, live, folder)
        except CatalogFileError as error:
            failed = with_report(with_problem(record, ImportStatus.FAILED, error))
            store_report(self._objects, failed, None, error)
            return failed
        except SupersededError as error:
            return with_problem(record, ImportStatus.SUPERSEDED, error)
        decided = self._decide(record, prepared, live)
        store_report(self._objects, decided, prepared)
        if decided.status is ImportStatus.INDEXING:
            return self._course.begin_indexing(decided)
        return decided

    def _prepare(
        self, record: ImportRecord, stream: BinaryIO, live: LiveCatalogue, folder: Path
    ) -> PreparedImport:
        preparation = Preparation(
            self._objects,
            record.import_id,
            kind_of(record.object_key),
            record.object_key,
            folder,
            at=record.created_at,
            currency=self._currency,
            attempt=record.attempt,
        )
        return preparation.run(
            stream,
            live,
            self._limits.batch_rows,
            mapping=find_mapping(self._objects, record.object_key, record.etag),
            dry_run=record.is_check,
        )

    def _decide(
        self, record: ImportRecord, prepared: PreparedImport, live: LiveCatalogue
    ) -> ImportRecord:
        """What is to come of a file that was read: a report, a hold, or its batches."""
        rejected_key = import_object_key(record.import_id, "rejected.csv")
        read = replace(
            with_report(record),
            counts=prepared.counts,
            batches_total=prepared.batches,
            rejections=prepared.rejections[:REJECTIONS_IN_RECORD],
            rejected_key=rejected_key if prepared.counts.rejected else "",
        )
        found = holds_of(prepared.counts, prepared.live_rows, prepared.facts, self._limits)
        holds = [hold for hold in found if hold.code not in record.approved]
        if record.is_check:
            return _checked(read, holds)
        if holds:
            return _held(read, holds)
        canaries = canaries_exist(self._records)
        if plan_rehearsal(self._objects, read, prepared.counts, live, canaries):
            total = write_copies(
                self._objects, record, live, prepared.batches, self._limits.batch_rows
            )
            read = replace(read, batches_total=total, rehearsal=rehearsal_name(read))
        is_empty = not prepared.batches and not prepared.counts.changes
        return replace(read, status=ImportStatus.INDEXING, is_empty=is_empty)


def _checked(read: ImportRecord, holds: list[Hold]) -> ImportRecord:
    checked = replace(read, status=ImportStatus.CHECKED, batches_total=0)
    return _with_holds(checked, holds, would_hold_text(holds)) if holds else checked


def _held(read: ImportRecord, holds: list[Hold]) -> ImportRecord:
    held = replace(read, status=ImportStatus.HELD, batches_total=0)
    return _with_holds(held, holds, held_text(holds, read.import_id))


def _with_holds(record: ImportRecord, holds: list[Hold], problem: str) -> ImportRecord:
    codes = tuple(hold.code for hold in holds)
    return replace(record, problem=problem, problem_code=codes[0], holds=codes)
