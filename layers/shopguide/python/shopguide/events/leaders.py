"""Which products, and which queries, are the most popular, kept as events come in.

Popularity sums only grow, so a product can enter the leaders only by an event of its own: whoever
writes that event compares its sum with the lowest of the leaders. Readers then need one record and
the sums of its products, however many products have ever been touched.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import cast

from shopguide.domain.json_value import JsonObject
from shopguide.domain.popularity import SCORE
from shopguide.domain.record_key import (
    POPULAR_QUERIES,
    POPULARITY_LEADERS,
    Key,
    popularity_key,
    query_count_key,
)
from shopguide.ports.record_table import RecordTable

LEADERS = 512
"""How many products are certainly among the leaders."""

ROOM = 128
"""How many more may be there: all their sums are read again only once in so many entries."""

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Board:
    """One kind of leaders.

    Attributes:
        record: Where they are kept.
        sum_key: The record of one's sum; its sort key is the name that is kept.
    """

    record: Key
    sum_key: Callable[[str], Key]


PRODUCT_BOARD = Board(POPULARITY_LEADERS, popularity_key)
QUERY_BOARD = Board(POPULAR_QUERIES, query_count_key)


def keep_leaders(
    records: RecordTable,
    names: Collection[str],
    board: Board = PRODUCT_BOARD,
    *,
    size: int = LEADERS,
    room: int = ROOM,
) -> None:
    """Let in those of `names`, whose sums have just grown, that now belong to the leaders.

    Two writers at once: the slower one looks again. After five times it gives up, and the next
    event of the same name lets it in.
    """
    for _ in range(_ATTEMPTS):
        known = records.get(board.record) or {}
        leaders = cast("list[str]", known.get("product_ids", []))
        entry = cast("float", known.get("entry_score", 0.0))
        outside = sorted(set(names).difference(leaders))
        scores = _scores(records, board, outside)
        entering = [name for name, score in scores.items() if score > entry]
        if not entering:
            return
        leaders = [*leaders, *entering]
        if len(leaders) > size + room:
            leaders, entry = _best(_scores(records, board, leaders), size)
        changes: JsonObject = {
            "product_ids": leaders,
            "entry_score": entry,
            "revision": cast("int", known.get("revision", 0)) + 1,
        }
        if records.update(board.record, changes, expected={"revision": known.get("revision")}):
            return


def _best(scores: Mapping[str, float], size: int) -> tuple[list[str], float]:
    """The `size` highest, and the score one has to exceed to join them."""
    ranked = sorted(scores, key=lambda name: (-scores[name], name))[:size]
    return ranked, scores[ranked[-1]]


def _scores(records: RecordTable, board: Board, names: Collection[str]) -> dict[str, float]:
    keys = [board.sum_key(name) for name in names]
    found = records.get_many(keys) if keys else {}
    return {key.sort: cast("float", record[SCORE]) for key, record in found.items()}
