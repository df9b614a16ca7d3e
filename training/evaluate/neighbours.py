"""Recommenders to compare with that know nothing but who bought what: counts and item neighbours.

All of them score every item for every user; scipy keeps the item-to-item weights sparse.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluate.sequences import IntArray
from training.signals.settings import FollowedSettings

Scores = NDArray[np.float32]
Recommender = Callable[[Sequence[IntArray]], Scores]
"""Histories to scores ``[len(histories), items]``, higher is better."""

FOLLOWED = FollowedSettings()
"""As the nightly batch has it; `directed_neighbours` is what its SQL is held to."""

HISTORY_DECAY = 0.8
"""What each further item back in the history counts, relative to the one after it."""

NOTHING = -1
"""In place of an item where there is none left to give."""

_SCORES_AT_ONCE = 10_000_000
"""Scores of users times items that are held at once: 80 MB."""


def popularity(histories: Sequence[IntArray], items: int) -> NDArray[np.int64]:
    """Interactions of each item, ``[items]``."""
    return np.bincount(np.concatenate(histories), minlength=items)


def most_popular(histories: Sequence[IntArray], items: int) -> Recommender:
    """The same order for everyone: by number of interactions."""
    counts = popularity(histories, items).astype(np.float32)
    return lambda asked: np.tile(counts, (len(asked), 1))


def directed_neighbours(histories: Sequence[IntArray], items: int) -> Recommender:
    """Item kNN that minds the order: what followed an item counts more than what came before it.

    For each pair of items ``d <= reach`` steps apart in a history, ``step_weight ** d`` from the
    earlier to the later one and ``backward_weight`` of it back, divided by
    ``(count_i * count_j) ** popularity_power`` (all of `FOLLOWED`); a history's items are weighted
    by ``HISTORY_DECAY ** steps back``. All neighbours count, for nothing is stored.
    """
    from scipy.sparse import coo_array

    earlier, later, steps = _pairs(histories)
    weights = np.power(FOLLOWED.step_weight, steps)
    forward = coo_array((weights, (earlier, later)), shape=(items, items)).tocsr()
    both = forward + FOLLOWED.backward_weight * forward.T
    scale = np.maximum(popularity(histories, items), 1) ** -FOLLOWED.popularity_power
    similarity = both.multiply(scale[:, None]).multiply(scale[None, :]).tocsr()
    return lambda asked: _weighted_sum(asked, similarity, HISTORY_DECAY)


def cosine_neighbours(histories: Sequence[IntArray], items: int) -> Recommender:
    """Plain item kNN: cosine of the items' user vectors, all of a history weighing the same.

    Sarwar et al. 2001, *Item-based collaborative filtering recommendation algorithms*.
    """
    from scipy.sparse import diags_array

    users = user_matrix(histories, items, 1.0)
    users.data[:] = 1.0
    together = users.T @ users
    together = together - diags_array(together.diagonal())
    scale = np.maximum(users.sum(axis=0), 1) ** -0.5
    similarity = together.multiply(scale[:, None]).multiply(scale[None, :]).tocsr()
    return lambda asked: _weighted_sum(asked, similarity, 1.0)


def top_items(
    recommender: Recommender,
    histories: Sequence[IntArray],
    count: int,
    advance: Callable[[int], None] | None = None,
) -> IntArray:
    """The best items for each user, their own left out: ``[users, count]``, best first.

    `NOTHING` stands where a user has so many items that fewer are left.

    Args:
        recommender: Scores all items.
        histories: What each user already has.
        count: How many to give.
        advance: Told how many more users are done.
    """
    chunks = []
    at_once = max(1, _SCORES_AT_ONCE // recommender(histories[:1]).shape[1])
    for start in range(0, len(histories), at_once):
        asked = histories[start : start + at_once]
        scores = recommender(asked)
        for row, history in zip(scores, asked, strict=True):
            row[history] = -np.inf
        chunks.append(best_items(scores, count))
        if advance is not None:
            advance(len(asked))
    return np.concatenate(chunks)


def best_items(scores: Scores, count: int) -> IntArray:
    """Columns of the highest scores of each row, best first; the lower number where two tie."""
    count = min(count, scores.shape[1])
    head = np.sort(np.argpartition(-scores, count - 1, axis=1)[:, :count], axis=1)
    order = np.argsort(-np.take_along_axis(scores, head, axis=1), axis=1, kind="stable")
    best = np.take_along_axis(head, order, axis=1)
    return np.where(np.isneginf(np.take_along_axis(scores, best, axis=1)), NOTHING, best)


def _pairs(histories: Sequence[IntArray]) -> tuple[IntArray, IntArray, IntArray]:
    """Earlier item, later item and steps between them, of all pairs within reach."""
    flat = np.concatenate(histories)
    owner = np.repeat(np.arange(len(histories)), [len(history) for history in histories])
    earlier, later, steps = [], [], []
    for step in range(1, FOLLOWED.reach + 1):
        same = owner[step:] == owner[:-step]
        earlier.append(flat[:-step][same])
        later.append(flat[step:][same])
        steps.append(np.full(same.sum(), step))
    return np.concatenate(earlier), np.concatenate(later), np.concatenate(steps)


def _weighted_sum(asked: Sequence[IntArray], similarity: Any, decay: float) -> Scores:
    scores: Scores = (user_matrix(asked, similarity.shape[0], decay) @ similarity).toarray()
    return scores


def user_matrix(histories: Sequence[IntArray], items: int, decay: float) -> Any:
    """Sparse ``[users, items]``: the sum of ``decay ** steps back`` of each item."""
    from scipy.sparse import coo_array

    lengths = [len(history) for history in histories]
    weights = np.concatenate([decay ** np.arange(length - 1, -1, -1.0) for length in lengths])
    rows = np.repeat(np.arange(len(histories)), lengths)
    at = (rows, np.concatenate(histories))
    return coo_array((weights, at), shape=(len(histories), items)).tocsr()
