"""Back to the rows of an earlier catalogue version: what it takes, as batches.

An earlier manifest has everything its rows said, so that they come back without their file. Nothing
that is live changes here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shopguide.catalog.batches import BatchWriter
from shopguide.catalog.comparing.joined_rows import with_history
from shopguide.catalog.comparing.known_rows import KnownPartition, KnownRows
from shopguide.catalog.comparing.manifest import (
    PARTITIONS,
    Fingerprints,
    ManifestReader,
    ManifestRow,
    ManifestWriter,
    manifest_row,
)
from shopguide.catalog.comparing.product_passages import (
    PRODUCTS,
    ProductMoves,
    passage_changes,
    shown_rows,
)
from shopguide.catalog.comparing.row_outcomes import RowOutcomes, outcome_of
from shopguide.catalog.reports.statistics import ImportStatistics, ImportSummary
from shopguide.domain.catalog_import import ImportCounts, manifest_key
from shopguide.domain.errors import VersionNotKeptError
from shopguide.domain.live_catalogue import LiveCatalogue
from shopguide.domain.product import product_from_json
from shopguide.ports.object_store import ObjectStore


@dataclass(frozen=True, slots=True)
class PreparedRestoration:
    """What leads back; its batches and manifest are stored.

    `counts.read` is how many rows the earlier version has, `live_rows` the size of the family
    before.
    """

    counts: ImportCounts
    live_rows: int
    batches: int
    statistics: ImportSummary


def prepare_restoration(
    objects: ObjectStore,
    import_id: str,
    family: str,
    live: LiveCatalogue,
    target_manifest_key: str,
    batch_rows: int,
    folder: Path,
    *,
    at: str = "",
) -> PreparedRestoration:
    """Write the batches that lead from what is live to an earlier manifest, and its successor.

    Args:
        objects: Where the manifests lie, and what is prepared goes.
        import_id: Whose files they are.
        family: Of the rows that come back.
        live: What is live.
        target_manifest_key: The earlier manifest; empty for a family that had no rows.
        batch_rows: Most rows of a batch.
        folder: An empty folder on the local disk.
        at: When the rollback began (ISO 8601 UTC): from then on its prices hold.

    Raises:
        VersionNotKeptError: it was written when manifests had fingerprints alone.
        ObjectNotFoundError: it was deleted.
        ManifestDamagedError: it, or that of what is live, is damaged.
    """
    statistics = ImportStatistics()
    batches = BatchWriter(objects, import_id, batch_rows)
    outcomes = RowOutcomes(
        batches.add,
        statistics,
        shown=shown_rows(objects, live, family),
        moves=ProductMoves() if family == PRODUCTS else None,
    )
    path = folder / "manifest"
    with (
        KnownRows(objects, live, family, import_id) as rows,
        ManifestReader(objects, target_manifest_key) as target,
        path.open("wb") as file,
        ManifestWriter(file) as manifest,
    ):
        live_rows = _Restoration(family, outcomes, at).run(rows, target, manifest)
    with path.open("rb") as written:
        objects.put(manifest_key(import_id), written)
    for change in passage_changes(objects, live, outcomes.moves):
        batches.add(change)
    counts = outcomes.rows
    return PreparedRestoration(
        counts=ImportCounts(read=counts.total() - counts["removed"], **counts),
        live_rows=live_rows,
        batches=batches.finish(),
        statistics=statistics.summary(),
    )


class _Restoration:
    def __init__(self, family: str, outcomes: RowOutcomes, at: str) -> None:
        self._family = family
        self._outcomes = outcomes
        self._at = at

    def run(self, rows: KnownRows, target: ManifestReader, manifest: ManifestWriter) -> int:
        """Write the manifest of the end; how many rows the family has before."""
        live = 0
        for number in range(PARTITIONS):
            known = rows.partition(number)
            live += len(known.live)
            manifest.add(self._restore(target.partition(number), known))
        return live

    def _restore(
        self, target: Mapping[str, ManifestRow], known: KnownPartition
    ) -> list[ManifestRow]:
        after = []
        for row_id, earlier in target.items():
            row = self._row_of(row_id, earlier, known)
            self._outcomes.take(row_id, row, known)
            after.append(row)
        for row_id in known.live:
            if row_id not in target:
                self._outcomes.take(row_id, None, known)
        for row_id in known.strays:
            if row_id not in target:
                self._outcomes.drop_stray(row_id, known)
        return after

    def _row_of(self, row_id: str, earlier: ManifestRow, known: KnownPartition) -> ManifestRow:
        """The earlier row, with the prices that were asked since in its history."""
        live = known.live.get(row_id)
        is_same = live is not None and outcome_of(live, earlier) == "unchanged"
        if live and is_same and (live.has_content or row_id not in known.uncertain):
            return live
        content = earlier.content
        if content is None:
            raise VersionNotKeptError(
                f"That version of the {self._family} was made before versions were kept whole:"
                f" nobody knows what its row {row_id!r} said.",
                fix="Upload the file that it was made from again.",
            )
        product = product_from_json(content) if self._family == PRODUCTS else None
        since = (live and live.content) or content
        fingerprints = Fingerprints(earlier.row, earlier.text, earlier.fields)
        return manifest_row(
            row_id, fingerprints, with_history(content, product, since, self._at), earlier.warnings
        )
