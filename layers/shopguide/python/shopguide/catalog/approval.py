"""Approving an import that is held: it is read again, and what held it does so no more."""

import json
from collections.abc import Sequence
from dataclasses import replace

from shopguide.catalog.import_records import ImportRecords
from shopguide.domain.catalog_import import ImportRecord, ImportStatus, record_time
from shopguide.domain.errors import ConflictError, ObjectNotFoundError
from shopguide.domain.record_key import upload_key
from shopguide.domain.reindex import reindex_to_message
from shopguide.domain.upload import Upload, import_id_of, upload_event
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.work_queue import WorkQueue

_ENDED_OTHERWISE = (ImportStatus.FAILED, ImportStatus.SUPERSEDED)


class ImportApprovals:
    """Approves held imports.

    Args:
        objects: Where the held file must still lie.
        records: Import records, and which upload of a file is the newest.
        import_queue: Takes the file's event once more.
        clock: For the time of the approval.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        records: RecordTable,
        import_queue: WorkQueue,
        clock: Clock,
    ) -> None:
        self._objects = objects
        self._records = records
        self._import_queue = import_queue
        self._clock = clock
        self._imports = ImportRecords(records, clock)

    def approve(
        self, import_id: str, *, operator: str = "", holds: Sequence[str] | None = None
    ) -> ImportRecord:
        """Let a held import go on: it takes its turn, and is compared with what is live then.

        Another reason than those approved holds it again. A second approval changes nothing.

        Args:
            import_id: Of the import.
            operator: Who approves it, as they name themselves.
            holds: The problem codes that they know of; None approves whatever holds it now.

        Raises:
            ImportNotFoundError: there is no such import.
            ConflictError: it is not held; or for a reason that `holds` does not have; or its file
                was replaced or deleted since.
        """
        record = self._imports.find(import_id)
        if record.status is ImportStatus.HELD:
            record = self._approve(record, operator, holds)
        elif not record.approved or record.status in _ENDED_OTHERWISE:
            raise _not_held(record)
        if record.status is ImportStatus.WAITING:
            # Where an earlier approval was cut off, its event may be missing; two are harmless
            self._import_queue.send([self._message_of(record)])
        return record

    def _approve(
        self, record: ImportRecord, operator: str, known: Sequence[str] | None
    ) -> ImportRecord:
        held = tuple(record.holds) or (record.problem_code,)
        if known is not None and not set(held) <= set(known):
            raise ConflictError(
                f"Import {record.import_id} is held for other reasons by now: {record.problem}",
                fix="Look at it again, then approve it.",
                field="holds",
            )
        if not record.encoder:
            self._check_still_there(self._upload_of(record))
        approved = replace(
            record,
            status=ImportStatus.WAITING,
            approved=(*record.approved, *held),
            approved_at=record_time(self._clock.now()),
            operator=operator,
            holds=(),
            problem="",
            problem_code="",
            batches_total=0,
            batches_done=0,
            rehearsal="",
        )
        return self._imports.move(record, approved)

    def _message_of(self, record: ImportRecord) -> str:
        if record.encoder:
            return reindex_to_message(record.import_id)
        return json.dumps(upload_event(self._upload_of(record)), ensure_ascii=False)

    def _upload_of(self, record: ImportRecord) -> Upload:
        """The upload that the import is of: the newest one of its file."""
        newest = self._records.get(upload_key(record.object_key)) or {}
        upload = Upload(record.object_key, record.etag, str(newest.get("sequencer", "")))
        if import_id_of(upload) != record.import_id:
            raise _replaced(record.object_key)
        return upload

    def _check_still_there(self, upload: Upload) -> None:
        try:
            stored = self._objects.head(upload.key)
        except ObjectNotFoundError:
            raise ConflictError(
                f"{upload.key} was deleted since it was held.", fix="Upload it again."
            ) from None
        if stored.etag != upload.etag:
            raise _replaced(upload.key)


def _replaced(key: str) -> ConflictError:
    return ConflictError(
        f"A newer upload of {key} has taken this one's place.",
        fix="Look for its own import with `shopguide catalog imports`: approve that one if it is"
        " held, or upload the file that you want once more.",
        field="import_id",
    )


def _not_held(record: ImportRecord) -> ConflictError:
    how = f"{record.status.value}: {record.problem}" if record.problem else record.status.value
    return ConflictError(
        f"Import {record.import_id} is not held, but {how}",
        fix="Only a held import is approved; upload the file again to import it anew.",
        field="import_id",
    )
