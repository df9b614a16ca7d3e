"""The records of imports, and the only ways they change."""

from dataclasses import replace

from shopguide.domain.catalog_import import (
    CatalogKind,
    ImportRecord,
    ImportStatus,
    batches_done,
    import_from_json,
    import_to_json,
    record_time,
    with_problem,
)
from shopguide.domain.errors import CatalogFileError, ImportNotFoundError
from shopguide.domain.record_key import import_key, import_progress_key
from shopguide.domain.reindex import reindex_object_key
from shopguide.domain.upload import Upload, import_id_of, kind_of
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable


class ImportRecords:
    """Import records in the record table."""

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def begin(self, upload: Upload) -> ImportRecord:
        """The record of an upload, made on its first delivery: waiting, or failed for no kind."""
        import_id = import_id_of(upload)
        stored = self._records.get(import_key(import_id))
        if stored is not None:
            return import_from_json(stored)
        record = self._new(upload, import_id)
        if self._records.put(import_key(import_id), import_to_json(record), if_absent=True):
            return record
        return self.find(import_id)

    def begin_reindex(self, import_id: str, encoder: str) -> ImportRecord:
        """The record of a reindex, made when it is first asked for: waiting for its turn."""
        now = self._now()
        key = reindex_object_key(encoder)
        record = ImportRecord(
            import_id, None, key, "", ImportStatus.WAITING, now, now, encoder=encoder
        )
        if self._records.put(import_key(import_id), import_to_json(record), if_absent=True):
            return record
        return self.find(import_id)

    def find(self, import_id: str) -> ImportRecord:
        """The import as it stands now; `ImportNotFoundError` if there is none."""
        key, progress_key = import_key(import_id), import_progress_key(import_id)
        found = self._records.get_many([key, progress_key])
        if key not in found:
            raise ImportNotFoundError(
                f"There is no catalogue import {import_id!r}.",
                fix="Use the import_id that the upload answered with.",
                field="import_id",
            )
        count = len(batches_done(found.get(progress_key)))
        return replace(import_from_json(found[key]), batches_done=count)

    def move(self, before: ImportRecord, after: ImportRecord) -> ImportRecord:
        """Store `after`, unless the import has left the status of `before`; how it stands then."""
        stored = self._records.update(
            import_key(before.import_id),
            import_to_json(replace(after, updated_at=self._now())),
            expected={"status": before.status.value},
        )
        return self.find(before.import_id) if stored is None else import_from_json(stored)

    def _new(self, upload: Upload, import_id: str) -> ImportRecord:
        now = self._now()
        kind: CatalogKind | None = None
        error: CatalogFileError | None = None
        try:
            kind = kind_of(upload.key)
        except CatalogFileError as unknown:
            error = unknown
        record = ImportRecord(
            import_id, kind, upload.key, upload.etag, ImportStatus.WAITING, now, now
        )
        return with_problem(record, ImportStatus.FAILED, error) if error else record

    def _now(self) -> str:
        return record_time(self._clock.now())
