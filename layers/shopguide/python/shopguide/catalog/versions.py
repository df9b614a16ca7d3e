"""The catalogue versions that were live, and which of them can come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shopguide.domain.catalog_import import (
    ImportCounts,
    ImportRecord,
    import_from_json,
    old_manifest_key,
)
from shopguide.domain.errors import ConflictError, NotFoundError, ObjectNotFoundError
from shopguide.domain.live_catalogue import CatalogueVersion, LiveCatalogue, live_from_json
from shopguide.domain.record_key import LIVE_CATALOGUE, import_key
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable

_OLD_NAME = old_manifest_key("").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One version and the import that made it.

    Attributes:
        version: Its number.
        family: What it changed: ``products``, ``qa``, ``reviews``, ``articles``; ``index`` for a
            reindex, which changed no row.
        import_id: The import that made it.
        object_key: That import's file; of a rollback or a reindex there is no such object.
        published_at: When it went live (ISO 8601 UTC).
        counts: What that import did to the family's rows.
        encoder: Of a reindex, the encoder that it was for.
        restores: Of a rollback, the version whose rows it brought back.
        is_live: Whether it is the one that is live.
        why_not: Why a rollback cannot bring its rows back; empty if one can.
    """

    version: int
    family: str
    import_id: str
    object_key: str
    published_at: str
    counts: ImportCounts
    encoder: str
    restores: int | None
    is_live: bool
    why_not: str


class CatalogueVersions:
    """Reads the list of versions.

    Args:
        objects: Where the manifests of earlier versions lie.
        records: The live catalogue, and import records.
    """

    def __init__(self, objects: ObjectStore, records: RecordTable) -> None:
        self._objects = objects
        self._records = records

    def recent(self) -> Sequence[VersionSummary]:
        """The versions that are kept, the newest first."""
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        keys = [import_key(version.import_id) for version in live.versions]
        found = self._records.get_many(keys)
        return [
            self._summary(version, import_from_json(found[key]) if key in found else None, live)
            for version, key in zip(live.versions, keys, strict=True)
        ]

    def _summary(
        self, version: CatalogueVersion, record: ImportRecord | None, live: LiveCatalogue
    ) -> VersionSummary:
        return VersionSummary(
            version=version.version,
            family=version.family,
            import_id=version.import_id,
            object_key=record.object_key if record else "",
            published_at=version.published_at,
            counts=record.counts if record else ImportCounts(),
            encoder=record.encoder if record else "",
            restores=record.restores if record else None,
            is_live=version.version == live.version,
            why_not=self.why_not(live, version),
        )

    def why_not(self, live: LiveCatalogue, version: CatalogueVersion) -> str:
        """Why the rows of a version cannot come back, in a sentence; empty if they can."""
        if version.version == live.version:
            return "It is live."
        changed = changed_families(live, version)
        if not changed:
            return "Its rows are the live ones: it differs by the encoder or layout of the index."
        for key in filter(None, changed.values()):
            if key.endswith(_OLD_NAME):
                return "It is from before versions kept what their rows say."
            try:
                self._objects.head(key)
            except ObjectNotFoundError:
                return "What its rows say is not kept any more."
        return ""


def version_of(live: LiveCatalogue, number: int) -> CatalogueVersion:
    """A version that can be gone back to by its number; 0 is the empty shop.

    Raises:
        NotFoundError: there is none, or it is not kept.
    """
    for version in live.versions:
        if version.version == number:
            return version
    if number == 0 and (not live.versions or live.versions[-1].version == 1):
        return CatalogueVersion(0, "", "", "", {})
    kept = ", ".join(str(version.version) for version in live.versions)
    raise NotFoundError(
        f"There is no catalogue version {number} that is kept.",
        fix=f"Name one of {kept}." if kept else "The shop has no versions yet: upload a file.",
        field="version",
    )


def version_before(live: LiveCatalogue) -> CatalogueVersion:
    """The version that the live one followed.

    Raises:
        ConflictError: there is none that can be gone back to.
    """
    if not live.versions:
        raise ConflictError("Nothing was imported that could be undone.", field="version")
    last = live.versions[0]
    try:
        before = version_of(live, last.version - 1)
    except NotFoundError:
        raise ConflictError(
            f"The version before the live one, {last.version}, is not kept.", field="version"
        ) from None
    if not changed_families(live, before):
        raise ConflictError(
            f"The live version {last.version} is a reindex: it changed no row, and its encoder"
            " stays.",
            fix="Name the version whose rows shall come back; docs/models.md says how an earlier"
            " encoder does.",
            field="version",
        )
    return before


def changed_families(live: LiveCatalogue, version: CatalogueVersion) -> Mapping[str, str]:
    """The families whose rows are others in this version, with its manifests; "" has no rows."""
    families = sorted({*live.manifests, *version.manifests})
    return {
        family: version.manifests.get(family, "")
        for family in families
        if live.manifests.get(family, "") != version.manifests.get(family, "")
    }
