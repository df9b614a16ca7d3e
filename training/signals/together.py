"""Bought together: pairs in baskets that are no chance, with few mistakes among them."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from training.signals.database import SignalDatabase
from training.signals.interactions import MICROSECONDS
from training.signals.settings import SignalSettings

FloatArray = NDArray[np.float64]

NEVER = 1e300
"""No pair is as surprising."""


@dataclass(frozen=True, slots=True)
class TogetherCounts:
    """What was found.

    Attributes:
        baskets: Baskets, paid or not.
        tested: Pairs of products that could have been found: each in enough baskets.
        found: Pairs that are no chance.
    """

    baskets: int
    tested: int
    found: int


def make_together(database: SignalDatabase, settings: SignalSettings) -> TogetherCounts:
    """Make ``together`` (product, other, lift, baskets, surprise, place) out of interactions."""
    database.make("basket_events", gap=settings.basket_gap_minutes * 60 * MICROSECONDS)
    database.make(
        "basket_products",
        cart=round(settings.cart_weight * 1000),
        basket_products=settings.basket_products,
    )
    database.make("basket_counts")
    database.make("basket_pairs", support=settings.together_support)
    database.make("associations", baskets=_weight_of_all(database))
    surprises = database.read("SELECT surprise FROM associations")["surprise"].astype(float)
    products = database.number(
        "SELECT COUNT(*) FROM basket_counts WHERE baskets >= ?", settings.together_support
    )
    tested = products * (products - 1) // 2
    threshold = least_surprise(surprises, tested, settings.together_error)
    database.make("together", threshold=threshold, best=settings.together_best)
    baskets = database.number(
        "SELECT COUNT(*) FROM (SELECT DISTINCT shopper, basket FROM basket_products)"
    )
    database.drop("basket_events", "basket_pairs", "basket_products")
    return TogetherCounts(baskets, tested, int(np.sum(surprises >= threshold)))


def least_surprise(surprises: FloatArray, tested: int, error: float) -> float:
    """The least log-likelihood ratio that is no chance; `NEVER` where all may be.

    Benjamini and Hochberg 1995 over all pairs of products that are in enough baskets, those
    included that no basket has both of: with `surprises` sorted, the last one whose one-sided
    p-value (chi-squared, one degree of freedom) is at most ``place / tested * error``.

    Args:
        surprises: Of pairs that come together more often than by chance, ``[pairs]``.
        tested: How many pairs could have.
        error: Expected share of chance among what is found.
    """
    from scipy.special import erfc

    best_first = np.sort(surprises)[::-1]
    p_values = erfc(np.sqrt(np.maximum(best_first, 0.0)) / sqrt(2)) / 2
    allowed = np.arange(1, len(best_first) + 1) * error / max(tested, 1)
    passing = np.flatnonzero(p_values <= allowed)
    return float(best_first[passing[-1]]) if len(passing) else NEVER


def _weight_of_all(database: SignalDatabase) -> float:
    row = database.execute(
        "SELECT SUM(weight) / 1E3 FROM (SELECT DISTINCT shopper, basket, weight"
        " FROM basket_products)"
    ).fetchone()
    return float(row[0] or 0.0) if row else 0.0
