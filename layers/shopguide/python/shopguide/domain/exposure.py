"""How evenly the places of rankings are spread over the products of a shop."""

from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike, NDArray

HEAD_SHARE = 0.2
"""Share of the products, the most popular ones, that are not the long tail."""


def coverage(shown: ArrayLike) -> float:
    """Share of the products that were shown at all; 0 without products.

    Args:
        shown: How often each product of the shop was shown, ``[products]``.
    """
    counts = np.asarray(shown)
    return float((counts > 0).mean()) if counts.size else 0.0


def gini(shown: ArrayLike) -> float:
    """Gini coefficient of the places: 0 where all products have as many, near 1 where one has all.

    Gini 1912; for recommendations Fleder & Hosanagar 2009, *Blockbuster culture's next rise or
    fall*. 0 where nothing was shown.

    Args:
        shown: How often each product of the shop was shown, those never shown included.
    """
    counts = np.sort(np.asarray(shown, dtype=np.float64))
    total = counts.sum()
    if total == 0:
        return 0.0
    places = np.arange(1, counts.size + 1)
    return float(((2 * places - counts.size - 1) * counts).sum() / (counts.size * total))


def long_tail(popularity: ArrayLike) -> NDArray[np.bool_]:
    """Which products are not among the most popular `HEAD_SHARE`, ``[products]``.

    Products that are as popular as the last of the head, or not at all, belong to the tail.
    """
    counts = np.asarray(popularity, dtype=np.float64)
    head = int(np.ceil(HEAD_SHARE * counts.size))
    if head == 0 or head >= counts.size:
        return np.zeros(counts.size, dtype=np.bool_)
    border = np.partition(counts, -head - 1)[-head - 1]
    return np.asarray(counts <= border)


def share_of(shown: ArrayLike, members: NDArray[np.bool_]) -> float:
    """Share of the places that `members` have; 0 where nothing was shown."""
    counts = np.asarray(shown, dtype=np.float64)
    total = counts.sum()
    return float(counts[members].sum() / total) if total else 0.0


def novelty(shown: ArrayLike, popularity: ArrayLike) -> float:
    """Mean self-information of the places, in bits: ``-log2`` of a product's share of interactions.

    Zhou et al. 2010, *Solving the apparent diversity-accuracy dilemma of recommender systems*. A
    product nobody has interacted with counts as one interaction. 0 where nothing was shown.
    """
    places = np.asarray(shown, dtype=np.float64)
    counts = np.maximum(np.asarray(popularity, dtype=np.float64), 1.0)
    if places.sum() == 0:
        return 0.0
    surprise = -np.log2(counts / counts.sum())
    return float((places * surprise).sum() / places.sum())


def counted(rows: Collection[Collection[int]], products: int) -> NDArray[np.int64]:
    """How often each product stands in rows of product numbers, ``[products]``."""
    flat = [number for row in rows for number in row]
    return np.bincount(np.asarray(flat, dtype=np.int64), minlength=products)
