"""Whether an import is rehearsed in a second index first, and the batches that copy what stays.

The canary queries of the shop (`search/canaries.csv`) are searched in the second index before it
goes live. It has what the import leaves as it was, copied with its vectors, and what it writes.
"""

import json

from shopguide.catalog.batches import BatchWriter
from shopguide.catalog.comparing.known_rows import KnownRows
from shopguide.catalog.comparing.manifest import PARTITIONS, ManifestReader, ManifestRow
from shopguide.domain.batch import ChangeKind, RowChange, rehearsed_rows_key
from shopguide.domain.canary import CANARY_FELL
from shopguide.domain.catalog_import import ImportCounts, ImportRecord, manifest_key
from shopguide.domain.json_value import JsonObject
from shopguide.domain.live_catalogue import LiveCatalogue
from shopguide.domain.merchandising_revision import (
    MerchandisingKind,
    live_revision_key,
    revision_from_json,
)
from shopguide.domain.product import OFFER_MEMBERS
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable

_FAMILY = "products"
_NOT_RANKED = OFFER_MEMBERS | {"price_history"}


def canaries_exist(records: RecordTable) -> bool:
    """Whether the shop has canary queries in use."""
    live = records.get(live_revision_key(MerchandisingKind.CANARIES))
    return revision_from_json(live).entries > 0


def plan_rehearsal(
    objects: ObjectStore,
    record: ImportRecord,
    counts: ImportCounts,
    live: LiveCatalogue,
    canaries: bool,
) -> bool:
    """Whether a prepared import is to be rehearsed.

    Products that come, go, or say something else move the hits of a query; prices and stock alone
    do not. Once an operator has approved that canaries fall, or asked for a rollback, there is
    nothing to find out.

    Args:
        objects: Has the manifests, of which the import's own is written already.
        record: The import.
        counts: What it does to the rows.
        live: What is live.
        canaries: Whether there are canary queries (`canaries_exist`).
    """
    is_of_products = record.kind is not None and record.kind.family == _FAMILY
    is_decided = CANARY_FELL in record.approved or record.restores is not None
    if not canaries or not is_of_products or is_decided or _FAMILY not in live.manifests:
        return False
    if counts.added + counts.removed + counts.changed_text:
        return True
    return counts.changed_fields > 0 and _says_something_else(objects, record.import_id, live)


def _says_something_else(objects: ObjectStore, import_id: str, live: LiveCatalogue) -> bool:
    """Whether any row differs in more than prices, stock and links; its text is as it was."""
    with (
        ManifestReader(objects, live.manifests[_FAMILY]) as before,
        ManifestReader(objects, manifest_key(import_id)) as after,
    ):
        for number in range(PARTITIONS):
            known, ends_with = before.partition(number), after.partition(number)
            for row_id in known.keys() & ends_with.keys():
                was, is_now = known[row_id], ends_with[row_id]
                if was.fields != is_now.fields and _ranked(was) != _ranked(is_now):
                    return True
    return False


def _ranked(row: ManifestRow) -> JsonObject:
    """What the ranking may see of a row; nothing of one whose content is not known."""
    content = row.content or {}
    return {name: value for name, value in content.items() if name not in _NOT_RANKED}


def rehearsal_name(record: ImportRecord) -> str:
    """What `ImportRecord.rehearsal` is for an import that is rehearsed, e.g. ``r1f0c9a2e5d7b8c64``.

    The second index is called like the live one, with this at its end: so no import, and no reading
    after an approval, ever finds what another one left behind.
    """
    return f"r{record.import_id}" + (f"-{record.attempt}" if record.attempt else "")


def write_copies(
    objects: ObjectStore, record: ImportRecord, live: LiveCatalogue, batches: int, batch_rows: int
) -> int:
    """Write a batch line for every product that the import leaves as it is, and how many it has.

    Args:
        objects: Has the manifests, of which the import's own is written already.
        record: The import whose batches they are.
        live: What is live.
        batches: How many batches the import has so far; the copies follow them.
        batch_rows: Rows of one batch.

    Returns:
        How many batches the import has in all.
    """
    import_id, attempt = record.import_id, record.attempt
    writer = BatchWriter(objects, import_id, batch_rows, attempt=attempt, written=batches)
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
    objects.put(rehearsed_rows_key(import_id, attempt), json.dumps({"rows": rows}).encode())
    return writer.finish()


def _is_as_it_was(before: ManifestRow | None, after: ManifestRow) -> bool:
    """Whether no change was written for a row; nobody could write one without its content."""
    if before is None:
        return not after.has_content
    return (before.text, before.fields) == (after.text, after.fields)
