"""Canary queries: searches whose product has to stay among the first, whatever is imported."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import cast

from shopguide.domain.json_value import JsonObject

CANARY_FELL = "canary_fell"
"""The problem code of an import that is held because a canary fell."""

_TOLD = 5
USUAL_TOP = 10
"""Among how many a product has to be where the file does not say."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A query, the product that it has to find, and among how many (1 to 100).

    `line` is where it stands in the file.
    """

    query: str
    product_id: str
    top: int = USUAL_TOP
    line: int = 0


@dataclass(frozen=True, slots=True)
class Canaries:
    """What a canaries file says; `version` is made of all that counts."""

    version: str
    canaries: tuple[Canary, ...] = ()

    @classmethod
    def of(cls, canaries: Iterable[Canary]) -> "Canaries":
        """The canaries under the version that they make."""
        canaries = tuple(canaries)
        said = [[one.query, one.product_id, one.top] for one in canaries]
        text = json.dumps(["canaries", said], ensure_ascii=False)
        return cls(hashlib.blake2b(text.encode(), digest_size=8).hexdigest(), canaries)


NO_CANARIES = Canaries.of(())
"""Of a shop that has published none."""


@dataclass(frozen=True, slots=True)
class FallenCanary:
    """A canary whose product was within its top and is not in what would go live.

    `before` and `after` are its places from 1; `after` is None where it is nowhere near.
    """

    canary: Canary
    before: int
    after: int | None


def canaries_problem(fallen: Sequence[FallenCanary], import_id: str, encoder: str = "") -> str:
    """What people are told of an import, or a reindex for `encoder`, that is held for these."""
    count = f"{len(fallen)} canary queries lose their products"
    if len(fallen) == 1:
        count = "A canary query loses its product"
    told = "; ".join(map(_told, fallen[:_TOLD]))
    more = f"; and {len(fallen) - _TOLD} more" if len(fallen) > _TOLD else ""
    mend = "Correct the file and upload it again"
    if encoder:
        mend = f"The index is not made by {encoder}: train another one, and rebuild for that"
    return (
        f"{count}: {told}{more}. Nothing was changed. {mend}; or, if this is meant, let it in with"
        f" `shopguide catalog approve {import_id}`."
    )


def _told(fallen: FallenCanary) -> str:
    canary = fallen.canary
    after = f"to place {fallen.after}" if fallen.after else "out of sight"
    return f"“{canary.query}” {canary.product_id} from place {fallen.before} {after}"


def canaries_to_json(canaries: Canaries) -> JsonObject:
    """The canaries as a JSON object; `canaries_from_json` reads it back."""
    return cast("JsonObject", {"canaries": [asdict(one) for one in canaries.canaries]})


def canaries_from_json(record: JsonObject) -> Canaries:
    """Read what `canaries_to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    rows = cast("Sequence[JsonObject]", record["canaries"])
    return Canaries.of(map(_canary_from_json, rows))


def _canary_from_json(row: JsonObject) -> Canary:
    return Canary(
        str(row["query"]),
        str(row["product_id"]),
        int(cast("int", row["top"])),
        int(cast("int", row["line"])),
    )
