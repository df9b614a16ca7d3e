"""Reindex: the rows that are live to batches that write them anew, for an encoder or a layout."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from shopguide.catalog.batches import BatchWriter
from shopguide.catalog.comparing.manifest import PARTITIONS, ManifestReader
from shopguide.catalog.course import ImportCourse
from shopguide.domain.batch import ChangeKind, RowChange
from shopguide.domain.catalog_import import ImportCounts, ImportRecord
from shopguide.domain.errors import ConflictError, ImportNotFoundError
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.record_key import LIVE_CATALOGUE, REINDEX
from shopguide.domain.reindex import reindex_id, reindex_to_message
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.ports.work_queue import WorkQueue
from shopguide.text.index_layout import PASSAGES, PRODUCTS, is_outdated

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReindexRequest:
    """What became of a request: the reindex at work, None where the index is as was asked.

    `live` is the fingerprint of the encoder that made the live index, empty in an empty shop.
    """

    record: ImportRecord | None
    live: str


class ReindexService:
    """Begins a reindex, takes its turn and queues its batches; indexing does the rest.

    Every step can be interrupted and done again. Readers see the old index until the new one takes
    its place; uploads meanwhile stand in line.

    Args:
        objects: Where the live manifests lie, and the batches go.
        records: Live catalogue, lock and import records.
        index_queue: Takes the batches.
        import_queue: Takes the reindex itself while it waits for its turn.
        load_index: The vector index; asked for only by `request`.
        clock: For ids and times.
        batch_rows: Rows of one batch.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        records: RecordTable,
        index_queue: WorkQueue,
        import_queue: WorkQueue,
        load_index: Callable[[], VectorIndex],
        clock: Clock,
        batch_rows: int,
    ) -> None:
        self._objects = objects
        self._records = records
        self._import_queue = import_queue
        self._load_index = load_index
        self._clock = clock
        self._batch_rows = batch_rows
        self._course = ImportCourse(
            objects=objects,
            records=records,
            index_queue=index_queue,
            import_queue=import_queue,
            clock=clock,
        )

    def request(self, encoder: str) -> ReindexRequest:
        """Ask for an index made with this encoder, in the layout of this version of the shop.

        One that is at work already is joined; where the live index is like that, nothing is done.

        Args:
            encoder: Fingerprint of an encoder bundle that the workers can load.

        Raises:
            ConflictError: a reindex for another encoder is at work.
        """
        found = {alias: self._load_index().schema(alias) for alias in (PRODUCTS, PASSAGES)}
        schemas = {alias: schema for alias, schema in found.items() if schema is not None}
        live = next((schema.encoder for schema in schemas.values()), "")
        record = self._at_work(encoder)
        if record is None:
            if all(
                schema.encoder == encoder and not is_outdated(alias, schema)
                for alias, schema in schemas.items()
            ):
                return ReindexRequest(None, live)
            record = self._begin(encoder, live)
        # Where an earlier request was cut off, its message may be missing; a second one is harmless
        self._import_queue.send([reindex_to_message(record.import_id)])
        return ReindexRequest(record, live)

    def run(self, import_id: str) -> ImportRecord:
        """Bring a reindex as far as it goes now: into the line, to its batches, or to its end.

        Raises:
            ImportNotFoundError: there is no such reindex.
            UnavailableError: a dependency does not answer; deliver the message again.
        """
        record = self._find(import_id)
        record = self._course.advance(record, self._split, reindex_to_message(import_id))
        logger.info("reindex %s for %s is %s", import_id, record.encoder, record.status)
        return record

    def fail(self, import_id: str, error: Exception) -> ImportRecord:
        """End a reindex that cannot go on, unless it has ended; what is live stays."""
        return self._course.fail(self._find(import_id), error)

    def _find(self, import_id: str) -> ImportRecord:
        record = self._course.imports.find(import_id)
        if not record.encoder:
            raise ImportNotFoundError(f"Import {import_id!r} is no reindex.", field="import_id")
        return record

    def _last(self) -> ImportRecord | None:
        """The reindex that has begun and not ended."""
        last = self._records.get(REINDEX) or {}
        if not last:
            return None
        record = self._course.imports.begin_reindex(str(last["import_id"]), str(last["encoder"]))
        return None if record.status.is_final else record

    def _at_work(self, encoder: str) -> ImportRecord | None:
        record = self._last()
        if record is not None and record.encoder != encoder:
            raise ConflictError(
                f"The index is being rebuilt for encoder {record.encoder} (import"
                f" {record.import_id}).",
                fix=f"Wait until it has ended, then ask for {encoder} again.",
                field="encoder",
            )
        return record

    def _begin(self, encoder: str, previous: str) -> ImportRecord:
        last = (self._records.get(REINDEX) or {}).get("import_id")
        new = reindex_id(encoder, self._clock.now())
        changes = {"import_id": new, "encoder": encoder, "previous": previous}
        if self._records.update(REINDEX, changes, expected={"import_id": last}) is None:
            # Somebody was faster; theirs is ours if it is for the same encoder.
            faster = self._at_work(encoder)
            return faster or self._begin(encoder, previous)
        return self._course.imports.begin_reindex(new, encoder)

    def _split(self, record: ImportRecord) -> ImportRecord:
        """Write the batches; the record that says so."""
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        batches = BatchWriter(
            self._objects, record.import_id, self._batch_rows, attempt=record.attempt
        )
        rows = 0
        for family, manifest in sorted(live.manifests.items()):
            with ManifestReader(self._objects, manifest) as reader:
                for number in range(PARTITIONS):
                    for row_id in reader.partition(number):
                        batches.add(RowChange(ChangeKind.REEMBED, row_id, {"family": family}))
                        rows += 1
        counts = ImportCounts(read=rows, changed_text=rows)
        prepared = replace(record, counts=counts, batches_total=batches.finish())
        return self._course.begin_indexing(prepared)
