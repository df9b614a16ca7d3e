"""Changes of an import, written as batches into the object store."""

from shopguide.domain.batch import (
    ChangeKind,
    RowChange,
    batch_reference,
    change_to_line,
    reference_to_message,
)
from shopguide.domain.catalog_import import ImportRecord, batches_done
from shopguide.domain.record_key import import_progress_key
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.work_queue import WorkQueue

MAX_BATCH_CHARACTERS = 4_000_000
"""Rows may be long; a batch is closed early rather than grow beyond this."""


class BatchWriter:
    """Splits changes into batches of one kind of change each, so that all take equally long.

    Args:
        objects: Where batches go.
        import_id: Whose batches they are.
        rows: Most rows of a batch.
        written: How many batches the import has already; the next ones follow them.
    """

    def __init__(
        self, objects: ObjectStore, import_id: str, rows: int, *, written: int = 0
    ) -> None:
        self._objects = objects
        self._import_id = import_id
        self._rows = rows
        self._lines: dict[ChangeKind, list[str]] = {kind: [] for kind in ChangeKind}
        self._sizes = dict.fromkeys(ChangeKind, 0)
        self.count = written

    def add(self, change: RowChange) -> None:
        """Put a change into the open batch of its kind."""
        lines = self._lines[change.kind]
        lines.append(change_to_line(change))
        self._sizes[change.kind] += len(lines[-1])
        if len(lines) >= self._rows or self._sizes[change.kind] >= MAX_BATCH_CHARACTERS:
            self._close(change.kind)

    def finish(self) -> int:
        """Write the batches that are still open; how many there are in all."""
        for kind in ChangeKind:
            if self._lines[kind]:
                self._close(kind)
        return self.count

    def _close(self, kind: ChangeKind) -> None:
        self.count += 1
        key = batch_reference(self._import_id, self.count).key
        self._objects.put(key, "".join(self._lines[kind]).encode())
        self._lines[kind].clear()
        self._sizes[kind] = 0


def send_batches(record: ImportRecord, *, records: RecordTable, queue: WorkQueue) -> None:
    """Queue the batches that are not done; some may be queued already, which does no harm."""
    done = batches_done(records.get(import_progress_key(record.import_id, record.attempt)))
    references = [
        batch_reference(record.import_id, number)
        for number in range(1, record.batches_total + 1)
        if str(number) not in done
    ]
    queue.send([reference_to_message(reference) for reference in references])
