"""Batches of row changes, as the import wrote them."""

from contextlib import closing

from shopguide.domain.batch import BatchReference, RowChange, change_from_line
from shopguide.ports.object_store import ObjectStore


def read_batch(objects: ObjectStore, reference: BatchReference) -> list[RowChange]:
    """All changes of a batch; `ObjectNotFoundError` where its import has ended."""
    with closing(objects.open(reference.key)) as stream:
        return [change_from_line(line) for line in stream]
