"""Rollback: the rows of an earlier catalogue version to batches that bring them back."""

import logging
from dataclasses import replace
from pathlib import Path

from shopguide.catalog.comparing.staging import disk_space_errors
from shopguide.catalog.course import ImportCourse
from shopguide.catalog.reports.storing import store_report, with_report
from shopguide.catalog.restoration import PreparedRestoration, prepare_restoration
from shopguide.catalog.scratch import scratch_folder
from shopguide.catalog.versions import (
    CatalogueVersions,
    changed_families,
    version_before,
    version_of,
)
from shopguide.domain.catalog_import import ImportRecord, ImportStatus
from shopguide.domain.errors import ConflictError, ImportNotFoundError, VersionNotKeptError
from shopguide.domain.live_catalogue import LiveCatalogue, live_from_json
from shopguide.domain.record_key import LIVE_CATALOGUE, ROLLBACK
from shopguide.domain.rollback import (
    RollbackPlan,
    RollbackRequest,
    plan_from_json,
    plan_to_json,
    rollback_id,
    rollback_to_message,
)
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.work_queue import WorkQueue

logger = logging.getLogger(__name__)


class RollbackService:
    """Begins rollbacks, takes their turns and queues their batches; indexing does the rest.

    Every step can be interrupted and done again. What is live is the version before until the last
    batch of each family; the encoder and the layout of the index stay as they are.

    Args:
        objects: Where manifests lie, and batches go.
        records: Live catalogue, lock and import records.
        index_queue: Takes the batches.
        import_queue: Takes the rollback itself while it waits for its turn.
        clock: For ids and times.
        batch_rows: Rows of one batch.
        scratch: Where rows lie on their way; the system's folder for temporary files by default.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        records: RecordTable,
        index_queue: WorkQueue,
        import_queue: WorkQueue,
        clock: Clock,
        batch_rows: int,
        scratch: Path | None = None,
    ) -> None:
        self._objects = objects
        self._records = records
        self._import_queue = import_queue
        self._clock = clock
        self._batch_rows = batch_rows
        self._scratch = scratch
        self._course = ImportCourse(
            objects=objects,
            records=records,
            index_queue=index_queue,
            import_queue=import_queue,
            clock=clock,
        )

    def request(
        self, version: int | None, *, operator: str = "", live: int | None = None
    ) -> RollbackRequest:
        """Ask for the rows of an earlier version; one that is at work already is joined.

        Args:
            version: Whose rows; None undoes what the live version changed.
            operator: Who asks, as they name themselves.
            live: The version that they believe to be live; None: whichever it is.

        Raises:
            NotFoundError: there is no such version.
            ConflictError: it is live, or cannot come back; another version is live than `live`; or
                a rollback to another version is at work.
        """
        plan = self._joined(version) or self._begin(version, operator, live)
        records = self._records_of(plan)
        # Where an earlier request was cut off, messages may be missing; a second one is harmless
        waiting = [each for each in records if each.status is ImportStatus.WAITING]
        self._import_queue.send([rollback_to_message(each.import_id) for each in waiting])
        return RollbackRequest(plan.version, plan.live, records)

    def run(self, import_id: str) -> ImportRecord:
        """Bring one family's part as far as it goes now: into the line, to its batches, or its end.

        Raises:
            ImportNotFoundError: there is no such rollback.
            VersionNotKeptError: the version's rows are gone; end it with `fail`.
            UnavailableError: a dependency does not answer; deliver the message again.
        """
        record = self._find(import_id)
        record = self._course.advance(record, self._prepare, rollback_to_message(import_id))
        logger.info("rollback %s to %s is %s", import_id, record.restores, record.status)
        return record

    def fail(self, import_id: str, error: Exception) -> ImportRecord:
        """End a part that cannot go on, unless it has ended; what is live stays."""
        return self._course.fail(self._find(import_id), error)

    def _find(self, import_id: str) -> ImportRecord:
        record = self._course.imports.find(import_id)
        if record.restores is None:
            raise ImportNotFoundError(f"Import {import_id!r} is no rollback.", field="import_id")
        return record

    def _live(self) -> LiveCatalogue:
        return live_from_json(self._records.get(LIVE_CATALOGUE))

    def _records_of(self, plan: RollbackPlan) -> list[ImportRecord]:
        return [
            self._course.imports.begin_rollback(import_id, family, plan.version, plan.operator)
            for family, import_id in sorted(plan.imports.items())
        ]

    def _at_work(self) -> RollbackPlan | None:
        """The rollback that has begun and not ended."""
        last = plan_from_json(self._records.get(ROLLBACK))
        if last is None or all(record.status.is_final for record in self._records_of(last)):
            return None
        return last

    def _joined(self, version: int | None) -> RollbackPlan | None:
        plan = self._at_work()
        if plan is not None:
            wanted = plan.live - 1 if version is None else version
            if wanted != plan.version:
                raise ConflictError(
                    f"A rollback to version {plan.version} is at work.",
                    fix="Wait until it has ended, then ask again.",
                    field="version",
                )
        return plan

    def _begin(self, version: int | None, operator: str, expected: int | None) -> RollbackPlan:
        last = plan_from_json(self._records.get(ROLLBACK))
        plan = self._plan(version, operator, expected)
        known = {"plan_id": last.plan_id if last else None}
        if self._records.update(ROLLBACK, plan_to_json(plan), expected=known) is not None:
            return plan
        # Somebody was faster; theirs is ours if it leads to the same version.
        return self._joined(version) or self._begin(version, operator, expected)

    def _plan(self, version: int | None, operator: str, expected: int | None) -> RollbackPlan:
        live, now = self._live(), self._clock.now()
        if expected not in (None, live.version):
            raise ConflictError(
                f"Version {live.version} is live by now, not {expected}.",
                fix="Look at the versions again, then decide.",
                field="live",
            )
        target = version_before(live) if version is None else version_of(live, version)
        changed = changed_families(live, target)
        if changed and (
            why_not := CatalogueVersions(self._objects, self._records).why_not(live, target)
        ):
            raise VersionNotKeptError(
                f"Version {target.version} cannot come back. {why_not}", field="version"
            )
        ids = {family: rollback_id(target.version, live.version, family, now) for family in changed}
        plan_id = rollback_id(target.version, live.version, "", now)
        return RollbackPlan(plan_id, target.version, live.version, operator, ids)

    def _prepare(self, record: ImportRecord) -> ImportRecord:
        """Write the batches; the record that says so."""
        live = self._live()
        prepared = self._restored(record, live)
        decided = replace(
            with_report(record),
            counts=prepared.counts,
            batches_total=prepared.batches,
            is_empty=not prepared.batches and not prepared.counts.changes,
        )
        store_report(self._objects, replace(decided, status=ImportStatus.INDEXING), prepared)
        return self._course.begin_indexing(decided)

    def _restored(self, record: ImportRecord, live: LiveCatalogue) -> PreparedRestoration:
        if record.kind is None or record.restores is None:
            raise ImportNotFoundError(f"Import {record.import_id!r} is no rollback.")
        family = record.kind.family
        target = version_of(live, record.restores)
        with disk_space_errors(), scratch_folder(self._scratch, record.import_id) as folder:
            return prepare_restoration(
                self._objects,
                record.import_id,
                family,
                live,
                target.manifests.get(family, ""),
                self._batch_rows,
                folder,
                at=record.created_at,
            )
