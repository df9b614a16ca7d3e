"""Which products are the most popular, kept as events come in.

Popularity sums only grow, so a product can enter the leaders only by an event of its own: whoever
writes that event compares its sum with the lowest of the leaders. Readers then need one record and
the sums of its products, however many products have ever been touched.
"""

from collections.abc import Collection, Mapping
from typing import cast

from shopguide.domain.json_value import JsonObject
from shopguide.domain.popularity import SCORE
from shopguide.domain.record_key import POPULARITY_LEADERS, popularity_key
from shopguide.ports.record_table import RecordTable

LEADERS = 512
"""How many products are certainly among the leaders."""

ROOM = 128
"""How many more may be there: all their sums are read again only once in so many entries."""

_ATTEMPTS = 5


def keep_leaders(
    records: RecordTable, product_ids: Collection[str], *, size: int = LEADERS, room: int = ROOM
) -> None:
    """Let in those of `product_ids`, whose sums have just grown, that now belong to the leaders.

    Two writers at once: the slower one looks again. After five times it gives up, and the
    product's next event lets it in.
    """
    for _ in range(_ATTEMPTS):
        known = records.get(POPULARITY_LEADERS) or {}
        leaders = cast("list[str]", known.get("product_ids", []))
        entry = cast("float", known.get("entry_score", 0.0))
        outside = sorted(set(product_ids).difference(leaders))
        entering = [name for name, score in _scores(records, outside).items() if score > entry]
        if not entering:
            return
        leaders = [*leaders, *entering]
        if len(leaders) > size + room:
            leaders, entry = _best(_scores(records, leaders), size)
        changes: JsonObject = {
            "product_ids": leaders,
            "entry_score": entry,
            "revision": cast("int", known.get("revision", 0)) + 1,
        }
        if records.update(
            POPULARITY_LEADERS, changes, expected={"revision": known.get("revision")}
        ):
            return


def _best(scores: Mapping[str, float], size: int) -> tuple[list[str], float]:
    """The `size` highest, and the score one has to exceed to join them."""
    ranked = sorted(scores, key=lambda name: (-scores[name], name))[:size]
    return ranked, scores[ranked[-1]]


def _scores(records: RecordTable, product_ids: Collection[str]) -> dict[str, float]:
    keys = [popularity_key(product_id) for product_id in product_ids]
    found = records.get_many(keys) if keys else {}
    return {key.sort: cast("float", record[SCORE]) for key, record in found.items()}
