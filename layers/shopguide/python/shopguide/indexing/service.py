"""Indexing: batches of changed rows into the vector index; the last one publishes the import."""

import logging
import time
from collections.abc import Callable, Sequence

from shopguide.domain.batch import BatchReference, RowChange, batch_reference
from shopguide.domain.canary import CANARY_FELL
from shopguide.domain.catalog_import import (
    ImportRecord,
    ImportStatus,
    batches_done,
    import_from_json,
)
from shopguide.domain.errors import (
    ConflictError,
    ImportNotFoundError,
    IndexLostError,
    NotFoundError,
    index_lost,
)
from shopguide.domain.record_key import IMPORT_LOCK, REINDEX, import_key, import_progress_key
from shopguide.indexing.batches import read_batch
from shopguide.indexing.documents import PassageDocuments, ProductDocuments, RowDocuments
from shopguide.indexing.layout import drop_indexes_but, drop_twins, ensure_indexes
from shopguide.indexing.lost_rows import forget_rows, lost_families
from shopguide.indexing.publication import Publication
from shopguide.indexing.rehearsed_imports import RehearsedImports
from shopguide.indexing.reindex import Reembedding
from shopguide.indexing.verdict import CanaryVerdicts
from shopguide.ports.canary_search import CanarySearch
from shopguide.ports.clock import Clock
from shopguide.ports.encoder import Encoder
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS

logger = logging.getLogger(__name__)


class IndexingService:
    """Embeds and stores batches.

    A batch may be delivered again, also after a worker was killed half way: in the end everything
    is as if it had been delivered once. The encoder is loaded with the first batch, so that an
    import can be ended also where there is none.

    Args:
        objects: Where the batches lie.
        records: Import records, their progress, the live catalogue and the lock.
        index: Takes the documents.
        load_encoder: The encoder of the live index.
        load_encoder_of: Any encoder by its fingerprint, for a reindex.
        load_canaries: Searches the canaries, for a reindex and for an import that is rehearsed.
        clock: For the times in import records.
        on_publication: Called when an import has gone live, perhaps more than once; what it raises
            has the batch delivered again, and leaves the import live.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        records: RecordTable,
        index: VectorIndex,
        load_encoder: Callable[[], Encoder],
        load_encoder_of: Callable[[str], Encoder],
        load_canaries: Callable[[], CanarySearch],
        clock: Clock,
        on_publication: Callable[[], object],
    ) -> None:
        self._objects = objects
        self._records = records
        self._index = index
        self._load_encoder = load_encoder
        self._load_encoder_of = load_encoder_of
        self._publication = Publication(objects, records, clock)
        self._verdicts = CanaryVerdicts(records, load_canaries)
        self._rehearsed = RehearsedImports(
            objects, records, index, self._publication, self._verdicts
        )
        self._on_publication = on_publication

    def index_batch(self, reference: BatchReference) -> None:
        """Apply a batch; publish its import if no other batch is missing.

        Raises:
            EncoderMismatchError: the index was built with another encoder.
            BundleError: the encoder's bundle is missing or damaged.
            ImportNotFoundError: the batch belongs to no import.
            UnavailableError: a dependency does not answer; deliver the batch again.
        """
        record = self._record(reference.import_id)
        if _is_outdated(reference, record):
            return
        if record.status.is_final:
            self._clear_up(record)
            self._on_publication()  # perhaps the worker that published was killed before it
        elif record.status is ImportStatus.INDEXING:
            try:
                self._advance(record, reference)
            except IndexLostError as error:
                self._publication.fail(record, error)
                lost = lost_families(self._index, self._records)
                forget_rows(self._records, lost or [_family_of(record)])
                raise
            except NotFoundError:
                if not self._has_ended(reference):
                    raise

    def _advance(self, record: ImportRecord, reference: BatchReference) -> None:
        """Apply the batch unless that is done; end the import if no other one is missing."""
        progress = import_progress_key(record.import_id, record.attempt)
        done = batches_done(self._records.get(progress))
        if str(reference.batch) not in done:
            started = time.perf_counter()
            changes = read_batch(self._objects, reference)
            self._apply(record, reference, changes)
            self._index.flush()
            done = self._records.add_to_set(progress, "done", [str(reference.batch)])
            logger.info(
                "import %s: batch %d of %d, %d rows in %.2f s",
                record.import_id,
                reference.batch,
                record.batches_total,
                len(changes),
                time.perf_counter() - started,
            )
        if len(done) >= record.batches_total:
            ended = self._end(record)
            logger.info(
                "import %s is %s, catalogue version %s",
                ended.import_id,
                ended.status,
                ended.catalogue_version,
            )
            self._on_publication()

    def _has_ended(self, reference: BatchReference) -> bool:
        """Whether another worker has ended the import meanwhile, and deleted what this one needs.

        What this one has made since is deleted, too.
        """
        record = self._record(reference.import_id)
        if _is_outdated(reference, record):
            return True
        if record.status.is_final:
            self._clear_up(record)
        return record.status.is_final

    def give_up(self, reference: BatchReference, error: Exception) -> None:
        """End the import of a batch that cannot be applied; what was live stays so.

        Raises:
            ImportNotFoundError: the batch belongs to no import.
        """
        record = self._record(reference.import_id)
        if _is_outdated(reference, record):
            return
        if not record.status.is_final:
            record = self._publication.fail(record, error)
        self._clear_up(record)

    def drop_old_indexes(self) -> Sequence[str]:
        """Delete the indexes that reindexing has left behind for the way back; their names.

        Raises:
            ConflictError: a reindex or a rehearsal is at work, and one of them may be what it
                builds.
        """
        for key in (REINDEX, IMPORT_LOCK):
            last = str((self._records.get(key) or {}).get("import_id") or "")
            stored = self._records.get(import_key(last)) if last else None
            record = import_from_json(stored) if stored is not None else None
            if record and not record.status.is_final and (record.encoder or record.rehearsal):
                raise ConflictError(
                    f"An index is being built (import {last}).", fix="Wait until that has ended."
                )
        return drop_indexes_but(self._index, [])

    def _record(self, import_id: str) -> ImportRecord:
        stored = self._records.get(import_key(import_id))
        if stored is None:
            raise ImportNotFoundError(f"There is no catalogue import {import_id!r}.")
        return import_from_json(stored)

    def _apply(
        self, record: ImportRecord, reference: BatchReference, changes: Sequence[RowChange]
    ) -> None:
        if lost := lost_families(self._index, self._records):
            raise index_lost(f"what is live of {', '.join(lost)}")
        if record.encoder:
            self._reembedding(record).apply(changes)
        elif record.rehearsal:
            self._rehearsed.apply(record, reference, changes, self._load_encoder)
        elif changes or self._index.schema(PRODUCTS) is None:
            self._apply_in_place(record, changes)

    def _apply_in_place(self, record: ImportRecord, changes: Sequence[RowChange]) -> None:
        encoder = self._load_encoder()
        ensure_indexes(self._index, encoder)
        by_family: dict[str, list[RowChange]] = {}
        for change in changes:
            by_family.setdefault(change.family or _family_of(record), []).append(change)
        for family, those in by_family.items():
            self._documents(family, encoder).apply(those)

    def _end(self, record: ImportRecord) -> ImportRecord:
        if record.encoder:
            return self._end_reindex(record)
        if record.rehearsal:
            return self._rehearsed.end(
                record, lambda changes: self._apply_in_place(record, changes)
            )
        family = _family_of(record)
        if family == "products":
            drop_twins(self._index)
        return self._publication.publish(record, family)

    def _end_reindex(self, record: ImportRecord) -> ImportRecord:
        """Make the new index live, or hold it because canaries fell; it is kept for an approval."""
        if CANARY_FELL not in record.approved:
            new = self._reembedding(record)
            if problem := self._verdicts.of(record, new.products, new.drop_strays):
                return self._publication.hold(record, CANARY_FELL, problem)
        return self._publication.publish_reindex(record, lambda: self._switch(record))

    def _clear_up(self, record: ImportRecord) -> None:
        """What an import that has ended may have left behind, should a worker have been killed."""
        self._publication.settle(record)
        self._rehearsed.clear_up(record)
        if record.problem_code == IndexLostError.code:
            forget_rows(self._records, lost_families(self._index, self._records))

    def _switch(self, record: ImportRecord) -> None:
        """Make the new index live; the one before is kept, and those before that one go."""
        drop_twins(self._index)
        self._reembedding(record).go_live()
        last = self._records.get(REINDEX) or {}
        if last.get("import_id") == record.import_id:
            drop_indexes_but(self._index, [record.encoder, str(last.get("previous", ""))])

    def _reembedding(self, record: ImportRecord) -> Reembedding:
        return Reembedding(self._index, self._load_encoder_of(record.encoder))

    def _documents(self, family: str, encoder: Encoder) -> RowDocuments:
        if family == "products":
            return ProductDocuments(self._index, encoder)
        return PassageDocuments(self._index, encoder, family)


def _is_outdated(reference: BatchReference, record: ImportRecord) -> bool:
    """Whether it is from before an approval: the file was read again, and has other batches."""
    return reference != batch_reference(record.import_id, reference.batch, record.attempt)


def _family_of(record: ImportRecord) -> str:
    if record.kind is None:
        raise ImportNotFoundError(f"Import {record.import_id} is of no kind.")
    return record.kind.family
