"""Imports that are rehearsed: batch by batch into a second index, then judged by the canaries."""

import json
import logging
from collections.abc import Callable, Sequence
from contextlib import closing

from shopguide.domain.batch import (
    BatchReference,
    RowChange,
    batch_reference,
    rehearsed_rows_key,
)
from shopguide.domain.canary import CANARY_FELL
from shopguide.domain.catalog_import import ImportRecord, ImportStatus
from shopguide.domain.errors import IndexLostError, UnavailableError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import Key, import_progress_key
from shopguide.indexing.batches import read_batch
from shopguide.indexing.publication import Publication
from shopguide.indexing.rehearsal import Rehearsal
from shopguide.indexing.verdict import CanaryVerdicts
from shopguide.ports.encoder import Encoder
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex

logger = logging.getLogger(__name__)

_FAMILY = "products"
_WITH_PASSAGES = "with_passages"
_PASSAGES_DONE = "passages_done"


class RehearsedImports:
    """Applies batches of rehearsed imports, and ends these.

    Nothing live changes before the verdict; passages, which have no second index, change after it
    and before the products go live. Each step may be done again.

    Args:
        objects: Has the batches.
        records: Keeps the progress, and with it the verdict.
        index: Has the live index.
        publication: Ends imports.
        verdicts: What the canaries say.
    """

    def __init__(
        self,
        objects: ObjectStore,
        records: RecordTable,
        index: VectorIndex,
        publication: Publication,
        verdicts: CanaryVerdicts,
    ) -> None:
        self._objects = objects
        self._records = records
        self._index = index
        self._publication = publication
        self._verdicts = verdicts

    def apply(
        self,
        record: ImportRecord,
        reference: BatchReference,
        changes: Sequence[RowChange],
        load_encoder: Callable[[], Encoder],
    ) -> None:
        """Bring the products of a batch into the second index, and note what is for later.

        Raises:
            IndexLostError: there is no live index.
            EncoderMismatchError: the live index was built with another encoder.
        """
        products = [change for change in changes if change.family in ("", _FAMILY)]
        Rehearsal(self._index, record).apply(products, load_encoder)
        if len(products) < len(changes):
            self._records.add_to_set(_progress(record), _WITH_PASSAGES, [str(reference.batch)])

    def end(
        self, record: ImportRecord, apply_in_place: Callable[[Sequence[RowChange]], None]
    ) -> ImportRecord:
        """Publish the import, or hold it because canaries fell.

        Args:
            record: All of its batches were applied.
            apply_in_place: Applies changes of passages to what is live.

        Raises:
            IndexLostError: the live index does not have everything that was to be copied.
        """
        rehearsal = Rehearsal(self._index, record)
        if problem := self._verdicts.of(
            record, rehearsal.name, lambda: rehearsal.check_whole(self._rows(record))
        ):
            held = self._publication.hold(record, CANARY_FELL, problem)
            self.clear_up(held)
            return held

        def switch() -> None:
            for number in self._passages_left(record):
                reference = batch_reference(record.import_id, number, record.attempt)
                apply_in_place(self._passages_in(reference))
                self._index.flush()
                self._records.add_to_set(_progress(record), _PASSAGES_DONE, [str(number)])
            rehearsal.go_live()

        return self._publication.publish(record, _FAMILY, switch)

    def clear_up(self, record: ImportRecord) -> None:
        """Delete the second index of an import that has ended without going live.

        Where the engine does not answer, the next import of products does it.
        """
        ended_without = record.status.is_final and record.status is not ImportStatus.PUBLISHED
        if not (record.rehearsal and ended_without):
            return
        try:
            Rehearsal(self._index, record).drop()
        except (IndexLostError, UnavailableError) as error:
            logger.warning("the second index of import %s stays: %s", record.import_id, error)

    def _rows(self, record: ImportRecord) -> int:
        key = rehearsed_rows_key(record.import_id, record.attempt)
        with closing(self._objects.open(key)) as stream:
            return int(json.loads(stream.read())["rows"])

    def _passages_left(self, record: ImportRecord) -> Sequence[int]:
        """Batches whose changes of passages are not done: a worker may not live for all of them."""
        progress = self._progress_of(record)
        return sorted(_numbers(progress, _WITH_PASSAGES) - _numbers(progress, _PASSAGES_DONE))

    def _passages_in(self, reference: BatchReference) -> Sequence[RowChange]:
        changes = read_batch(self._objects, reference)
        return [change for change in changes if change.family not in ("", _FAMILY)]

    def _progress_of(self, record: ImportRecord) -> JsonObject:
        return self._records.get(_progress(record)) or {}


def _numbers(progress: JsonObject, name: str) -> set[int]:
    noted = progress.get(name)
    return {int(str(number)) for number in noted} if isinstance(noted, list) else set()


def _progress(record: ImportRecord) -> Key:
    return import_progress_key(record.import_id, record.attempt)
