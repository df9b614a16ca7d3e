"""Back to the rows of an earlier catalogue version: what it takes, as batches.

An earlier manifest has everything its rows said, so that they come back without their file.
"""

from dataclasses import dataclass
from pathlib import Path

from shopguide.catalog.statistics import ImportSummary
from shopguide.domain.catalog_import import ImportCounts
from shopguide.domain.live_catalogue import LiveCatalogue
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
    raise NotImplementedError
