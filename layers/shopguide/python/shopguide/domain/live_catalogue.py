"""What is live: the catalogue version and, by record family, the import that made it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from shopguide.domain.json_value import JsonObject

INDEX = "index"
"""Where a reindex stands among the families of `LiveCatalogue.imports`."""


@dataclass(frozen=True, slots=True)
class LiveCatalogue:
    """The record `LIVE_CATALOGUE`.

    `version` counts the imports that changed the shop; 0 is the empty shop. By family
    (``products, qa, reviews, articles``): `imports` has the id of the last import that changed it
    (and under `INDEX` that of the last reindex), `manifests` the object key of its manifest, and
    `unsettled` the ids of imports that may have changed the index since, without going live.
    """

    version: int = 0
    imports: Mapping[str, str] = field(default_factory=dict)
    manifests: Mapping[str, str] = field(default_factory=dict)
    unsettled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_unsettled(self, family: str, import_id: str) -> "LiveCatalogue":
        """The same catalogue, with an import that is about to change the index."""
        known = self.unsettled.get(family, ())
        ids = known if import_id in known else (*known, import_id)
        return LiveCatalogue(
            self.version, self.imports, self.manifests, {**self.unsettled, family: ids}
        )

    def after(self, family: str, import_id: str, manifest_key: str) -> "LiveCatalogue":
        """The next version: this import is live, and the family is settled."""
        return LiveCatalogue(
            self.version + 1,
            {**self.imports, family: import_id},
            {**self.manifests, family: manifest_key},
            {**self.unsettled, family: ()},
        )

    def after_reindex(self, import_id: str) -> "LiveCatalogue":
        """The next version: the same rows, with vectors of another encoder."""
        imports = {**self.imports, INDEX: import_id}
        return LiveCatalogue(self.version + 1, imports, self.manifests, self.unsettled)


def row_ids_in(manifest: Iterable[bytes]) -> Iterator[str]:
    """Ids of the rows of a manifest, whose lines are JSON arrays that begin with them."""
    for line in manifest:
        yield json.loads(line)[0]


def live_to_json(live: LiveCatalogue) -> JsonObject:
    """The catalogue as a JSON object; `live_from_json` reads it back."""
    return {
        "version": live.version,
        "imports": dict(live.imports),
        "manifests": dict(live.manifests),
        "unsettled": {family: list(ids) for family, ids in live.unsettled.items()},
    }


def live_from_json(record: JsonObject | None) -> LiveCatalogue:
    """Read what `live_to_json` wrote; no record is the empty shop."""
    if not record:
        return LiveCatalogue()
    unsettled = cast("Mapping[str, list[str]]", record.get("unsettled") or {})
    return LiveCatalogue(
        version=cast("int", record.get("version") or 0),
        imports=cast("Mapping[str, str]", record.get("imports") or {}),
        manifests=cast("Mapping[str, str]", record.get("manifests") or {}),
        unsettled={family: tuple(ids) for family, ids in unsettled.items()},
    )
