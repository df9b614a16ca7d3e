"""The records of imports, and the only ways they change."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

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
from shopguide.domain.record_key import RECENT_IMPORTS, Key, import_key, import_progress_key
from shopguide.domain.reindex import reindex_object_key
from shopguide.domain.rollback import rollback_object_key
from shopguide.domain.upload import Upload, import_id_of, is_check, kind_of
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable

MAX_RECENT = 50
"""How many of the last imports are listed."""


class ImportRecords:
    """Import records in the record table, and the list of the last `MAX_RECENT`."""

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def begin(self, upload: Upload) -> ImportRecord:
        """The record of an upload, made on its first delivery: waiting, or failed for no kind."""
        import_id = import_id_of(upload)
        stored = self._records.get(import_key(import_id))
        if stored is None:
            return self._begin(self._new(upload, import_id))
        record = import_from_json(stored)
        self._list(record)  # its first delivery may have been cut off before
        return record

    def begin_reindex(self, import_id: str, encoder: str) -> ImportRecord:
        """The record of a reindex, made when it is first asked for: waiting for its turn."""
        now = self._now()
        key = reindex_object_key(encoder)
        return self._begin(
            ImportRecord(import_id, None, key, "", ImportStatus.WAITING, now, now, encoder=encoder)
        )

    def begin_rollback(
        self, import_id: str, family: str, version: int, operator: str
    ) -> ImportRecord:
        """The record of a family's part in a rollback, made when it is first asked for."""
        now = self._now()
        return self._begin(
            ImportRecord(
                import_id,
                CatalogKind(family),
                rollback_object_key(version),
                "",
                ImportStatus.WAITING,
                now,
                now,
                restores=version,
                operator=operator,
            )
        )

    def recent(self, limit: int = MAX_RECENT) -> Sequence[ImportRecord]:
        """The last imports, the newest first; of those that have not begun there are none."""
        entries = self._records.query(RECENT_IMPORTS, limit=limit, newest_first=True)
        keys = [import_key(str(entry["import_id"])) for _, entry in entries]
        found = self._records.get_many(keys)
        return [import_from_json(found[key]) for key in keys if key in found]

    def find(self, import_id: str) -> ImportRecord:
        """The import as it stands now; `ImportNotFoundError` if there is none."""
        stored = self._records.get(import_key(import_id))
        if stored is None:
            raise ImportNotFoundError(
                f"There is no catalogue import {import_id!r}.",
                fix="Use the import_id that the upload answered with.",
                field="import_id",
            )
        record = import_from_json(stored)
        if not record.batches_total:
            return record
        progress = self._records.get(import_progress_key(import_id, record.attempt))
        return replace(record, batches_done=len(batches_done(progress)))

    def move(self, before: ImportRecord, after: ImportRecord) -> ImportRecord:
        """Store `after`, unless the import has left the status of `before`; how it stands then."""
        stored = self._records.update(
            import_key(before.import_id),
            import_to_json(replace(after, updated_at=self._now())),
            expected={"status": before.status.value},
        )
        return self.find(before.import_id) if stored is None else import_from_json(stored)

    def _begin(self, record: ImportRecord) -> ImportRecord:
        """Store a new record, unless there is one already; how it stands."""
        made = self._records.put(
            import_key(record.import_id), import_to_json(record), if_absent=True
        )
        begun = record if made else self.find(record.import_id)
        self._list(begun)
        return begun

    def _list(self, record: ImportRecord) -> None:
        """Put it into the list of the last imports, which forgets the oldest."""
        place = Key(RECENT_IMPORTS, f"{record.created_at}#{record.import_id}")
        if self._records.put(place, {"import_id": record.import_id}, if_absent=True):
            newest_first = self._records.query(RECENT_IMPORTS, newest_first=True)
            self._records.delete([key for key, _ in islice(newest_first, MAX_RECENT, None)])

    def _new(self, upload: Upload, import_id: str) -> ImportRecord:
        now = self._now()
        kind: CatalogKind | None = None
        error: CatalogFileError | None = None
        try:
            kind = kind_of(upload.key)
        except CatalogFileError as unknown:
            error = unknown
        record = ImportRecord(
            import_id,
            kind,
            upload.key,
            upload.etag,
            ImportStatus.WAITING,
            now,
            now,
            is_check=is_check(upload.key),
        )
        return with_problem(record, ImportStatus.FAILED, error) if error else record

    def _now(self) -> str:
        return record_time(self._clock.now())
