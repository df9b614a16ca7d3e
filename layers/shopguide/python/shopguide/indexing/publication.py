"""The end of an import: it goes live, or it ends without."""

from collections.abc import Callable
from dataclasses import replace

from shopguide.domain.batch import attempt_of, batches_prefix
from shopguide.domain.catalog_import import (
    ImportRecord,
    ImportStatus,
    import_from_json,
    import_to_json,
    manifest_key,
    record_time,
    with_problem,
)
from shopguide.domain.json_value import JsonObject
from shopguide.domain.live_catalogue import INDEX, LiveCatalogue, live_from_json, live_to_json
from shopguide.domain.record_key import IMPORT_LOCK, LIVE_CATALOGUE, import_key
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable


class Publication:
    """Ends imports; each step can be interrupted and done again."""

    def __init__(self, objects: ObjectStore, records: RecordTable, clock: Clock) -> None:
        self._objects = objects
        self._records = records
        self._clock = clock

    def publish(
        self, record: ImportRecord, family: str, switch: Callable[[], None] | None = None
    ) -> ImportRecord:
        """Make the import live as the next catalogue version, exactly once.

        `switch` is done before, while nothing else may change the shop; it may be called again.
        An import with nothing to change is published without a version of its own.
        """
        if record.is_empty:
            return self._publish_unchanged(record)
        manifest = manifest_key(record.import_id)
        if switch is not None:
            if not self._has_lock(record.import_id):
                return record
            switch()
        return self._publish(
            record,
            family,
            lambda live: live.after(family, record.import_id, manifest, self._now()),
        )

    def publish_reindex(self, record: ImportRecord, switch: Callable[[], None]) -> ImportRecord:
        """Make the new index live, by `switch`, which may be called again, and raise the version.

        The version tells whoever keeps a model loaded that the index may want another one; until it
        is there, who searches has to look at the index each time.
        """
        if not self._has_lock(record.import_id):
            return record
        version = live_from_json(self._records.get(LIVE_CATALOGUE)).version
        expected: JsonObject = {"version": version or None}  # else somebody has made it live
        self._records.update(LIVE_CATALOGUE, {"switching": True}, expected=expected)
        switch()
        return self._publish(
            record, INDEX, lambda live: live.after_reindex(record.import_id, self._now())
        )

    def hold(self, record: ImportRecord, code: str, problem: str) -> ImportRecord:
        """Hold an import that has changed nothing that is live."""
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        if self._has_lock(record.import_id):
            unsettled = live_to_json(live.without_unsettled(record.import_id))["unsettled"]
            self._records.update(LIVE_CATALOGUE, {"unsettled": unsettled})
        held = replace(record, status=ImportStatus.HELD, problem=problem, problem_code=code)
        return self._end(record, replace(held, holds=(code,)))

    def fail(self, record: ImportRecord, error: Exception) -> ImportRecord:
        """End an import that cannot go on; what was live stays so."""
        return self._end(record, with_problem(record, ImportStatus.FAILED, error))

    def settle(self, record: ImportRecord) -> None:
        """Clear up after an import that has ended, and let go of the lock if it has it.

        Its batches go, and manifests that nobody needs any more. One that was approved meanwhile
        is read again: what it has since is left alone.
        """
        import_id = record.import_id
        for stored in list(self._objects.list(batches_prefix(import_id))):
            if attempt_of(stored.key, import_id) <= record.attempt:
                self._objects.delete(stored.key)
        if self._is_read_again(record):
            return
        self._discard_manifests(import_id)
        expected = {"import_id": import_id}
        self._records.update(IMPORT_LOCK, {"import_id": None}, expected=expected)

    def _publish(
        self, record: ImportRecord, family: str, after: Callable[[LiveCatalogue], LiveCatalogue]
    ) -> ImportRecord:
        version = self._go_live(record.import_id, family, after)
        if version is None:
            return record
        published = replace(
            record,
            status=ImportStatus.PUBLISHED,
            batches_done=record.batches_total,
            catalogue_version=version,
        )
        return self._end(record, published)

    def _publish_unchanged(self, record: ImportRecord) -> ImportRecord:
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        published = replace(
            record,
            status=ImportStatus.PUBLISHED,
            batches_total=0,
            catalogue_version=live.version,
        )
        return self._end(record, published)

    def _discard_manifests(self, import_id: str) -> None:
        """Delete what the live catalogue has discarded, and the import's own if it is not live."""
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        for key in (*live.discarded, manifest_key(import_id)):
            if not live.needs(key):
                self._objects.delete(key)
        if live.discarded:
            expected = {"version": live.version}
            self._records.update(LIVE_CATALOGUE, {"discarded": []}, expected=expected)

    def _is_read_again(self, record: ImportRecord) -> bool:
        stored = self._records.get(import_key(record.import_id))
        return stored is not None and import_from_json(stored).attempt > record.attempt

    def _has_lock(self, import_id: str) -> bool:
        return (self._records.get(IMPORT_LOCK) or {}).get("import_id") == import_id

    def _go_live(
        self, import_id: str, family: str, after: Callable[[LiveCatalogue], LiveCatalogue]
    ) -> int | None:
        """The version in which the import is live; None if it ended meanwhile.

        Of two workers that finish at once, one makes the change and the other finds it made: no
        other import can go live while this one has the lock, and the version tells if one did.
        """
        while True:
            live = live_from_json(self._records.get(LIVE_CATALOGUE))
            if live.imports.get(family) == import_id:
                return live.version
            if not self._has_lock(import_id):
                return None
            changed = live_to_json(after(live))
            expected = {"version": live.version or None}
            if self._records.update(LIVE_CATALOGUE, changed, expected=expected) is not None:
                return live.version + 1

    def _end(self, before: ImportRecord, after: ImportRecord) -> ImportRecord:
        stored = self._records.update(
            import_key(before.import_id),
            import_to_json(replace(after, updated_at=self._now())),
            expected={"status": before.status.value},
        )
        self.settle(before)
        return after if stored is None else import_from_json(stored)

    def _now(self) -> str:
        return record_time(self._clock.now())
