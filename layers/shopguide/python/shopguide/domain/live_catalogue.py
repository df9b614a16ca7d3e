"""What is live: the catalogue version and, by record family, the import that made it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from shopguide.domain.catalog_import import manifest_key as manifest_key_of
from shopguide.domain.catalog_import import old_manifest_key
from shopguide.domain.json_value import JsonObject

INDEX = "index"
"""Where a reindex stands among the families of `LiveCatalogue.imports`."""


KEPT_VERSIONS = 10
"""Catalogue versions whose rows are kept, the live one among them."""


@dataclass(frozen=True, slots=True)
class CatalogueVersion:
    """One version that was live: which import made it, what it changed, and the rows it had.

    `family` is `INDEX` for a reindex. `manifests` are the object keys by family, as of it.
    """

    version: int
    import_id: str
    family: str
    published_at: str
    manifests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LiveCatalogue:
    """The record `LIVE_CATALOGUE`.

    `version` counts the imports that changed the shop; 0 is the empty shop. By family
    (``products, qa, reviews, articles``): `imports` has the id of the last import that changed it
    (and under `INDEX` that of the last reindex), `manifests` the object key of its manifest, and
    `unsettled` the ids of imports that may have changed the index since, without going live.
    `versions` are the last `KEPT_VERSIONS`, the newest first; `discarded` the object keys of
    manifests that nothing needs any more, to be deleted after the publication that says so.
    `switching`: a reindex is about to exchange the index, or has, and its version is still to come.
    """

    version: int = 0
    imports: Mapping[str, str] = field(default_factory=dict)
    manifests: Mapping[str, str] = field(default_factory=dict)
    unsettled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: Sequence[CatalogueVersion] = ()
    discarded: Sequence[str] = ()
    switching: bool = False

    def needs(self, manifest_key: str) -> bool:
        """Whether a manifest is live, or of a kept version, or says what may be in the index."""
        kept = {key for version in self.versions for key in version.manifests.values()}
        failed = {import_id for ids in self.unsettled.values() for import_id in ids}
        return (
            manifest_key in kept
            or manifest_key in self.manifests.values()
            or manifest_key in map(manifest_key_of, failed)
            or manifest_key in map(old_manifest_key, failed)
        )

    def with_unsettled(self, family: str, import_id: str) -> "LiveCatalogue":
        """The same catalogue, with an import that is about to change the index."""
        known = self.unsettled.get(family, ())
        ids = known if import_id in known else (*known, import_id)
        return replace(self, unsettled={**self.unsettled, family: ids})

    def without_unsettled(self, import_id: str) -> "LiveCatalogue":
        """The same catalogue, with an import that has not changed the index after all."""
        unsettled = {
            family: tuple(each for each in ids if each != import_id)
            for family, ids in self.unsettled.items()
        }
        return replace(self, unsettled=unsettled)

    def without(self, families: Iterable[str]) -> "LiveCatalogue":
        """The same catalogue without the rows of these families, which the index has lost.

        What it may have of them still is unsettled. Versions keep their rows, so that one of them
        can come back.
        """
        lost = [family for family in families if family in self.manifests]
        after = self
        for family in lost:
            after = after.with_unsettled(family, self.imports[family])
        return replace(
            after,
            imports={name: each for name, each in self.imports.items() if name not in lost},
            manifests={name: key for name, key in self.manifests.items() if name not in lost},
        )

    def after(
        self, family: str, import_id: str, manifest_key: str, published_at: str
    ) -> "LiveCatalogue":
        """The next version: this import is live, and the family is settled."""
        after = replace(
            self,
            version=self.version + 1,
            imports={**self.imports, family: import_id},
            manifests={**self.manifests, family: manifest_key},
            unsettled={**self.unsettled, family: ()},
        )
        return _recorded(self, after, family, import_id, published_at)

    def after_reindex(self, import_id: str, published_at: str) -> "LiveCatalogue":
        """The next version: the same rows, with vectors of another encoder."""
        imports = {**self.imports, INDEX: import_id}
        after = replace(self, version=self.version + 1, imports=imports)
        return _recorded(self, after, INDEX, import_id, published_at)


def _recorded(
    before: LiveCatalogue, after: LiveCatalogue, family: str, import_id: str, published_at: str
) -> LiveCatalogue:
    """`after` with its own entry in the list of versions, and without what that pushes out."""
    new = CatalogueVersion(after.version, import_id, family, published_at, after.manifests)
    kept = (new, *before.versions)[:KEPT_VERSIONS]
    needed = {key for version in kept for key in version.manifests.values()}
    known = {*before.manifests.values(), *before.discarded}
    known.update(key for version in before.versions for key in version.manifests.values())
    for name, failed in before.unsettled.items():
        if not after.unsettled.get(name):
            known.update(map(manifest_key_of, failed))
    discarded = tuple(sorted(known - needed))
    return replace(after, versions=kept, discarded=discarded, switching=False)


def live_to_json(live: LiveCatalogue) -> JsonObject:
    """The catalogue as a JSON object; `live_from_json` reads it back."""
    return {
        "version": live.version,
        "imports": dict(live.imports),
        "manifests": dict(live.manifests),
        "unsettled": {family: list(ids) for family, ids in live.unsettled.items()},
        "versions": [
            {
                "version": each.version,
                "import_id": each.import_id,
                "family": each.family,
                "published_at": each.published_at,
                "manifests": dict(each.manifests),
            }
            for each in live.versions
        ],
        "discarded": list(live.discarded),
        "switching": live.switching,
    }


def live_from_json(record: JsonObject | None) -> LiveCatalogue:
    """Read what `live_to_json` wrote; no record is the empty shop."""
    if not record:
        return LiveCatalogue()
    unsettled = cast("Mapping[str, list[str]]", record.get("unsettled") or {})
    versions = cast("Sequence[dict[str, Any]]", record.get("versions") or ())
    return LiveCatalogue(
        version=cast("int", record.get("version") or 0),
        imports=cast("Mapping[str, str]", record.get("imports") or {}),
        manifests=cast("Mapping[str, str]", record.get("manifests") or {}),
        unsettled={family: tuple(ids) for family, ids in unsettled.items()},
        versions=tuple(CatalogueVersion(**each) for each in versions),
        discarded=tuple(cast("Sequence[str]", record.get("discarded") or ())),
        switching=bool(record.get("switching")),
    )
