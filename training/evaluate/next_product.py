"""How well the next product of histories is foreseen, among all products of a shop."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DEPTH = 10
_AT_ONCE = 256

Scores = NDArray[np.float32]
Ranks = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class AskedHistory:
    """Products of a history by number, which are not to be recommended again, and the target."""

    seen: NDArray[np.int64]
    target: int


def target_ranks(asked: Sequence[AskedHistory], scores: Callable[[slice], Scores]) -> Ranks:
    """How many products stand above each target, ``[asked]``; half of those that tie with it.

    Args:
        asked: Histories with their targets.
        scores: Of a slice of them, ``[slice, products]``.
    """
    found = np.empty(len(asked), dtype=np.int64)
    for start in range(0, len(asked), _AT_ONCE):
        part = slice(start, min(start + _AT_ONCE, len(asked)))
        rows = np.array(scores(part), dtype=np.float32)
        for row, each in zip(rows, asked[part], strict=True):
            row[each.seen] = -np.inf
        at = np.array([each.target for each in asked[part]])[:, None]
        wanted = np.take_along_axis(rows, at, axis=1)
        above, ties = (rows > wanted).sum(axis=1), (rows == wanted).sum(axis=1) - 1
        found[part] = above + ties // 2
    return found


def rank_figures(ranks: Ranks) -> Mapping[str, float]:
    """``hit_rate`` and ``ndcg`` at `DEPTH`, one target each; 0 without any."""
    if not len(ranks):
        return {"hit_rate": 0.0, "ndcg": 0.0}
    hits = ranks < DEPTH
    gains = np.where(hits, 1 / np.log2(ranks + 2.0), 0.0)
    return {"hit_rate": float(hits.mean()), "ndcg": float(gains.mean())}
