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
from shopguide.ports.record_table import Put, RecordTable

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
        known = records.get(board.record)
        scores = _scores(records, board, sorted(set(names).difference(_leaders(known))))
        entry = _entry(records, known, scores, board, size, room)
        if entry is None or records.write_groups([[entry]])[0]:
            return


def foreseen_entry(
    records: RecordTable,
    growing: Mapping[str, float],
    board: Board = PRODUCT_BOARD,
    *,
    size: int = LEADERS,
    room: int = ROOM,
) -> Put | None:
    """The write that lets in who will belong to the leaders once sums have grown; None for nobody.

    So the leaders change together with the sums, in one trip to the table. It is refused where
    another writer was faster; `keep_leaders` looks again.

    Args:
        records: Has the sums as they are before they grow.
        growing: What is about to be added, by name.
        board: The kind of leaders.
        size: How many are certainly among them.
        room: How many more may be there.
    """
    found = dict(records.get_many([board.record, *map(board.sum_key, growing)]))
    known = found.pop(board.record, None)
    before = {key.sort: cast("float", record[SCORE]) for key, record in found.items()}
    scores = {name: before.get(name, 0.0) + growing[name] for name in sorted(growing)}
    return _entry(records, known, scores, board, size, room)


def _entry(
    records: RecordTable,
    known: JsonObject | None,
    scores: Mapping[str, float],
    board: Board,
    size: int,
    room: int,
) -> Put | None:
    """The write that lets in those of `scores`, known sums, who belong there; refused in a race."""
    leaders = _leaders(known)
    entry = cast("float", (known or {}).get("entry_score", 0.0))
    outside = scores.keys() - set(leaders)
    entering = [name for name, score in scores.items() if score > entry and name in outside]
    if not entering:
        return None
    leaders = [*leaders, *entering]
    if len(leaders) > size + room:
        leaders, entry = _best({**_scores(records, board, leaders), **scores}, size)
    revision = (known or {}).get("revision")
    changed: JsonObject = {
        "product_ids": leaders,
        "entry_score": entry,
        "revision": cast("int", revision or 0) + 1,
    }
    if known is None:
        return Put(board.record, changed, if_absent=True)
    return Put(board.record, changed, expected={"revision": revision})


def _leaders(known: JsonObject | None) -> list[str]:
    return cast("list[str]", (known or {}).get("product_ids", []))


def _best(scores: Mapping[str, float], size: int) -> tuple[list[str], float]:
    """The `size` highest, and the score one has to exceed to join them."""
    ranked = sorted(scores, key=lambda name: (-scores[name], name))[:size]
    return ranked, scores[ranked[-1]]


def _scores(records: RecordTable, board: Board, names: Collection[str]) -> dict[str, float]:
    keys = [board.sum_key(name) for name in names]
    found = records.get_many(keys) if keys else {}
    return {key.sort: cast("float", record[SCORE]) for key, record in found.items()}
