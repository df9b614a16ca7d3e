"""Whether an import is rehearsed in a second index first, and the batches that copy what stays.

The canary queries of the shop (`search/canaries.csv`) are searched in the second index before it
goes live. It has what the import leaves as it was, copied with its vectors, and what it writes.
"""

import json

from shopguide.catalog.batches import BatchWriter
from shopguide.catalog.known_rows import KnownRows
from shopguide.catalog.manifest import PARTITIONS, ManifestReader, ManifestRow
from shopguide.catalog.preparation import PreparedImport
from shopguide.domain.batch import ChangeKind, RowChange, rehearsed_rows_key
from shopguide.domain.canary import CANARY_FELL
from shopguide.domain.catalog_import import ImportRecord, manifest_key
from shopguide.domain.live_catalogue import LiveCatalogue
from shopguide.domain.merchandising_revision import (
    MerchandisingKind,
    live_revision_key,
    revision_from_json,
)
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable

_FAMILY = "products"


def canaries_exist(records: RecordTable) -> bool:
    """Whether the shop has canary queries in use."""
    live = records.get(live_revision_key(MerchandisingKind.CANARIES))
    return revision_from_json(live).entries > 0


def plan_rehearsal(
    record: ImportRecord, prepared: PreparedImport, live: LiveCatalogue, canaries: bool
) -> bool:
    """Whether a prepared import is to be rehearsed.

    Only products that come, go, or read otherwise move the hits of a query; prices and stock do
    not. Once an operator has approved that canaries fall, or asked for a rollback, there is nothing
    to find out.

    Args:
        record: The import.
        prepared: What it changes.
        live: What is live.
        canaries: Whether there are canary queries (`canaries_exist`).
    """
    counts = prepared.counts
    moves = counts.added + counts.removed + counts.changed_text > 0
    is_of_products = record.kind is not None and record.kind.family == _FAMILY
    is_decided = CANARY_FELL in record.approved or record.restores is not None
    return canaries and is_of_products and moves and not is_decided and _FAMILY in live.manifests


def rehearsal_name(record: ImportRecord) -> str:
    """What `ImportRecord.rehearsal` is for an import that is rehearsed, e.g. ``r1f0c9a2e5d7b8c64``.

    The second index is called like the live one, with this at its end: so no import, and no reading
    after an approval, ever finds what another one left behind.
    """
    return f"r{record.import_id}" + (f"-{record.attempt}" if record.attempt else "")


def write_copies(
    objects: ObjectStore, import_id: str, live: LiveCatalogue, batches: int, batch_rows: int
) -> int:
    """Write a batch line for every product that the import leaves as it is, and how many it has.

    Args:
        objects: Has the manifests, of which the import's own is written already.
        import_id: Whose batches they are.
        live: What is live.
        batches: How many batches the import has so far; the copies follow them.
        batch_rows: Rows of one batch.

    Returns:
        How many batches the import has in all.
    """
    writer = BatchWriter(objects, import_id, batch_rows, written=batches)
    rows = 0
    with (
        KnownRows(objects, live, _FAMILY, import_id) as before,
        ManifestReader(objects, manifest_key(import_id)) as after,
    ):
        for number in range(PARTITIONS):
            known = before.partition(number)
            ends_with = after.partition(number)
            rows += len(ends_with)
            for row_id, row in ends_with.items():
                if _is_as_it_was(known.settled(row_id), row):
                    writer.add(RowChange(ChangeKind.COPY, row_id))
    objects.put(rehearsed_rows_key(import_id), json.dumps({"rows": rows}).encode())
    return writer.finish()


def _is_as_it_was(before: ManifestRow | None, after: ManifestRow) -> bool:
    """Whether no change was written for a row; nobody could write one without its content."""
    if before is None:
        return not after.has_content
    return (before.text, before.fields) == (after.text, after.fields)
