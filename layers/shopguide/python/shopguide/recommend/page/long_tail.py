"""The knob that holds popularity against products."""

from collections.abc import Sequence
from typing import cast

import numpy as np

from shopguide.domain.indexed import Vector
from shopguide.domain.popularity import SCORE
from shopguide.domain.record_key import popularity_key
from shopguide.ports.record_table import RecordTable

HEAD = 300
"""Candidates that the knob orders anew: the best by the blend."""

_VIEWS = 1_000.0
"""Taken as views of the most popular one: 1 and 10 views differ as 100 and 1,000 do."""


def less_popular_first(
    records: RecordTable, product_ids: Sequence[str], scores: Vector, knob: float
) -> Vector:
    """Scores with ``knob * spread * popularity`` taken off, ``[products]``.

    Spread is the difference between the highest and the lowest score, so that 1 outweighs the whole
    blend; popularity is ``log(1 + 1000 s) / log(1001)`` with s the decayed sum that events keep
    beside the largest one of these products (after Abdollahpouri et al. 2019, *Managing popularity
    bias in recommender systems with personalized re-ranking*).

    Args:
        records: Have the sums.
        product_ids: The candidates.
        scores: Of the blend.
        knob: 0 changes nothing.
    """
    if knob <= 0 or not len(scores):
        return scores
    keys = [popularity_key(product_id) for product_id in product_ids]
    found = records.get_many(keys)
    sums = np.array([cast("float", found.get(key, {}).get(SCORE, 0.0)) for key in keys])
    largest = float(sums.max())
    if largest <= 0:
        return scores
    # Sums double every fortnight: only what they are beside the largest one means anything.
    popularity = np.log1p(_VIEWS * sums / largest) / np.log1p(_VIEWS)
    spread = float(scores.max() - scores.min())
    return np.asarray(scores - knob * spread * popularity, dtype=np.float32)
