"""Whether an import is rehearsed in a second index first, and the batches that copy what stays.

The canary queries of the shop (`search/canaries.csv`) are searched in the second index before it
goes live. It has what the import leaves as it was, copied with its vectors, and what it writes.
"""

from contextlib import ExitStack

from shopguide.catalog.batches import BatchWriter
from shopguide.catalog.difference import merge_uncertain
from shopguide.catalog.manifest import PARTITIONS, ManifestReader
from shopguide.catalog.preparation import PreparedImport
from shopguide.domain.batch import ChangeKind, RowChange
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
    """Write a batch line for every product that the import leaves as it is.

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
    others = (other for other in live.unsettled.get(_FAMILY, ()) if other != import_id)
    with ExitStack() as stack:
        before, after, *unsettled = [
            stack.enter_context(ManifestReader(objects, key))
            for key in (
                live.manifests.get(_FAMILY, ""),
                manifest_key(import_id),
                *map(manifest_key, others),
            )
        ]
        for number in range(PARTITIONS):
            known = before.partition(number)
            for reader in unsettled:
                known = merge_uncertain(known, reader.partition(number))
            for row_id, row in after.partition(number).items():
                there = known.get(row_id)
                if there is not None and (there.text, there.fields) == (row.text, row.fields):
                    writer.add(RowChange(ChangeKind.COPY, row_id))
    return writer.finish()
