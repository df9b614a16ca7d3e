"""How far a figure can be trusted: 95% percentile bootstrap intervals.

Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, chapter 13: queries (users, questions)
are drawn with replacement as many times as there are, and the figure computed again; the interval
holds the middle 95% of 1,000 such figures. It speaks of other queries of the same kind, not of
another catalogue or another training run.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1_000
SEED = 17
CONFIDENCE = 0.95
_CELLS = 5_000_000
"""Numbers drawn at once: 40 MB."""

Values = NDArray[np.float64]
Rows = NDArray[np.int64]
Statistic = Callable[[Rows], Values]
"""Figures ``[resamples]`` of the rows drawn for each resample, ``[resamples, size]``."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `count` queries with its interval; both ends are None where there is none.

    `value` is None where there was no query to measure it on.
    """

    value: float | None
    low: float | None
    high: float | None
    count: int


def estimate(statistic: Statistic, size: int) -> Estimate:
    """The figure over all rows, and its interval; the same one whenever it is asked for."""
    if size == 0:
        return Estimate(None, None, None, 0)
    dice = np.random.default_rng(SEED)
    at_once = max(1, _CELLS // size)
    figures = [
        statistic(dice.integers(0, size, (min(at_once, RESAMPLES - done), size)))
        for done in range(0, RESAMPLES, at_once)
    ]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(np.concatenate(figures), [tail, 1 - tail])
    whole = float(statistic(np.arange(size)[None])[0])
    return Estimate(whole, float(low), float(high), size)


def mean_of(values: ArrayLike) -> Estimate:
    """The mean of one value a query."""
    each = np.asarray(values, dtype=np.float64)
    return estimate(lambda rows: each[rows].mean(axis=1), len(each))


def percentile_of(values: ArrayLike, share: float) -> Estimate:
    """The value below which `share` (0..1) of the values lie."""
    each = np.asarray(values, dtype=np.float64)
    return estimate(lambda rows: np.quantile(each[rows], share, axis=1), len(each))


def exactly(value: float, count: int) -> Estimate:
    """A figure of the whole that has no interval, such as how much of a catalogue was shown."""
    return Estimate(value, None, None, count)
