"""Catalogue imports: an uploaded file to batches of what it changes."""

import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from shopguide.catalog.batches import send_batches
from shopguide.catalog.holds import HoldLimits, held_text, holds_of
from shopguide.catalog.import_records import ImportRecords
from shopguide.catalog.newest_upload import SupersededError, open_newest
from shopguide.catalog.preparation import Preparation, PreparedImport
from shopguide.catalog.reports.storing import page_key, report_key, store_report
from shopguide.catalog.staging import disk_space_errors
from shopguide.catalog.turns import ImportTurns
from shopguide.domain.catalog_import import (
    REJECTIONS_IN_RECORD,
    CatalogKind,
    ImportRecord,
    ImportStatus,
    import_object_key,
    with_problem,
)
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.live_catalogue import LiveCatalogue, live_from_json
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.domain.upload import Upload, upload_event
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
    wait_seconds: int = 2


class CatalogImportService:
    """Reads uploads, compares them with what is live, and queues what changed.

    Every step can be interrupted and done again: the event is delivered until `run` returns, and
    the same event is always the same import.

    Rows on their way lie in a new folder under `scratch` (by default the system's folder for
    temporary files), which is removed at the end; a killed process leaves it behind.
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
    ) -> None:
        self._objects = objects
        self._records = records
        self._index_queue = index_queue
        self._import_queue = import_queue
        self._clock = clock
        self._limits = limits
        self._scratch = scratch
        self._imports = ImportRecords(records, clock)
        self._turns = ImportTurns(records)

    def run(self, upload: Upload) -> ImportRecord:
        """Import an upload as far as it goes now: to its batches, to its end, or into the line.

        Raises:
            UnavailableError: a dependency does not answer; deliver the event again.
        """
        record = self._imports.begin(upload)
        if record.status in (ImportStatus.WAITING, ImportStatus.READING) and record.kind:
            if not self._turns.take(record, self._clock.now()):
                self._wait(upload)
                return record
            kind = record.kind
            record = self._imports.move(record, replace(record, status=ImportStatus.READING))
            if record.status is ImportStatus.READING:
                record = self._imports.move(record, self._read(record, kind, upload))
        if record.status is ImportStatus.INDEXING:
            send_batches(record, records=self._records, queue=self._index_queue)
        else:
            self._turns.end(record)
        logger.info(
            "import %s of %s is %s: %s", record.import_id, record.kind, record.status, record.counts
        )
        return record

    def fail(self, upload: Upload, error: Exception) -> ImportRecord:
        """End an import that cannot go on, unless it has ended; what is live stays."""
        record = self._imports.begin(upload)
        if not record.status.is_final:
            failed = with_problem(record, ImportStatus.FAILED, error)
            record = self._imports.move(record, failed)
        self._turns.end(record)
        return record

    def _wait(self, upload: Upload) -> None:
        event = json.dumps(upload_event(upload), ensure_ascii=False)
        self._import_queue.send([event], delay_seconds=self._limits.wait_seconds)

    def _scratch_folder(self, import_id: str) -> "TemporaryDirectory[str]":
        if self._scratch is not None:
            self._scratch.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(prefix=f"shopguide-import-{import_id}-", dir=self._scratch)

    def _read(self, record: ImportRecord, kind: CatalogKind, upload: Upload) -> ImportRecord:
        """Read the file; the record then says what is to come of it."""
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        try:
            with (
                open_newest(upload, objects=self._objects, records=self._records) as stream,
                disk_space_errors(),
                self._scratch_folder(record.import_id) as folder,
            ):
                preparation = Preparation(
                    self._objects, record.import_id, kind, upload.key, Path(folder)
                )
                prepared = preparation.run(stream, live, self._limits.batch_rows)
        except CatalogFileError as error:
            failed = with_problem(record, ImportStatus.FAILED, error)
            failed = replace(
                failed,
                report_key=report_key(record.import_id),
                page_key=page_key(record.import_id),
            )
            store_report(self._objects, failed, None, error)
            return failed
        except SupersededError as error:
            return with_problem(record, ImportStatus.SUPERSEDED, error)
        return self._decide(record, kind, prepared, live)

    def _decide(
        self, record: ImportRecord, kind: CatalogKind, prepared: PreparedImport, live: LiveCatalogue
    ) -> ImportRecord:
        """Hold the import, make its batches ready to go, or, where nothing changed, end it."""
        rejected_key = import_object_key(record.import_id, "rejected.csv")
        decided = replace(
            record,
            status=ImportStatus.INDEXING,
            counts=prepared.counts,
            batches_total=prepared.batches,
            rejections=prepared.rejections[:REJECTIONS_IN_RECORD],
            report_key=report_key(record.import_id),
            page_key=page_key(record.import_id),
            rejected_key=rejected_key if prepared.counts.rejected else "",
        )
        found = holds_of(prepared.counts, prepared.live_rows, prepared.facts, self._limits)
        holds = [hold for hold in found if hold.code not in record.approved]
        if holds:
            decided = replace(
                decided,
                status=ImportStatus.HELD,
                problem=held_text(holds, record.import_id),
                problem_code=holds[0].code,
                holds=tuple(hold.code for hold in holds),
            )
        elif not prepared.batches:
            decided = replace(
                decided, status=ImportStatus.PUBLISHED, catalogue_version=live.version
            )
        store_report(self._objects, decided, prepared)
        if decided.status is ImportStatus.INDEXING:
            unsettled = live.with_unsettled(kind.family, record.import_id).unsettled
            changes = {family: list(ids) for family, ids in unsettled.items()}
            self._records.update(LIVE_CATALOGUE, {"unsettled": changes})
        return decided
