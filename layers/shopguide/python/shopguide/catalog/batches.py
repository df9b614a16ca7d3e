"""Changes of an import, written as batches into the object store."""

from dataclasses import dataclass, field

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
    """Splits changes into batches of one kind and family each, so that all take equally long.

    Args:
        objects: Where batches go.
        import_id: Whose batches they are.
        rows: Most rows of a batch.
        attempt: Of which reading they are (`ImportRecord.attempt`).
        written: How many batches the import has already; the next ones follow them.
    """

    def __init__(
        self,
        objects: ObjectStore,
        import_id: str,
        rows: int,
        *,
        attempt: int = 0,
        written: int = 0,
    ) -> None:
        self._objects = objects
        self._import_id = import_id
        self._rows = rows
        self._attempt = attempt
        self._open: dict[tuple[ChangeKind, str], _OpenBatch] = {}
        self.count = written

    def add(self, change: RowChange) -> None:
        """Put a change into the open batch of its kind."""
        batch = self._open.setdefault((change.kind, change.family), _OpenBatch())
        line = change_to_line(change)
        batch.lines.append(line)
        batch.size += len(line)
        if len(batch.lines) >= self._rows or batch.size >= MAX_BATCH_CHARACTERS:
            self._close(batch)

    def finish(self) -> int:
        """Write the batches that are still open; how many there are in all."""
        for batch in self._open.values():
            if batch.lines:
                self._close(batch)
        return self.count

    def _close(self, batch: "_OpenBatch") -> None:
        self.count += 1
        key = batch_reference(self._import_id, self.count, self._attempt).key
        self._objects.put(key, "".join(batch.lines).encode())
        batch.lines.clear()
        batch.size = 0


@dataclass(slots=True)
class _OpenBatch:
    lines: list[str] = field(default_factory=list)
    size: int = 0


def send_batches(record: ImportRecord, *, records: RecordTable, queue: WorkQueue) -> None:
    """Queue the batches that are not done; some may be queued already, which does no harm."""
    done = batches_done(records.get(import_progress_key(record.import_id, record.attempt)))
    references = [
        batch_reference(record.import_id, number, record.attempt)
        for number in range(1, record.batches_total + 1)
        if str(number) not in done
    ]
    queue.send([reference_to_message(reference) for reference in references])
