"""Answering only where one is sure: risk, coverage and calibration.

Geifman & El-Yaniv 2017, *Selective classification for deep neural networks*. Every function works
on the last axis, so that a bootstrap computes all its resamples at once.
"""

import numpy as np

from training.evaluate.intervals import Values

BINS = 5


def risk_coverage_area(confidence: Values, wrong: Values) -> Values:
    """Mean risk over all coverages; 0 is perfect.

    Questions are answered from the surest to the least sure; the risk at each point is the share of
    wrong answers so far.

    Args:
        confidence: ``[..., questions]``.
        wrong: 1 where the answer would be wrong, else 0; ``[..., questions]``.
    """
    order = np.argsort(-confidence, axis=-1, kind="stable")
    errors = np.cumsum(np.take_along_axis(wrong, order, axis=-1), axis=-1)
    area: Values = np.mean(errors / np.arange(1, wrong.shape[-1] + 1), axis=-1)
    return area


def calibration_error(confidence: Values, right: Values, bins: int = BINS) -> Values:
    """Expected calibration error: mean gap of confidence and success over bins of equal size.

    Args:
        confidence: Probabilities, ``[..., questions]``.
        right: 1 where the answer is right, else 0; ``[..., questions]``.
        bins: How many bins the questions are split into, by confidence.
    """
    order = np.argsort(confidence, axis=-1, kind="stable")
    gaps = np.take_along_axis(confidence - right, order, axis=-1)
    parts = np.array_split(gaps, bins, axis=-1)
    total: Values = sum(np.abs(part.sum(axis=-1)) for part in parts) / gaps.shape[-1]
    return total


def share_where(counted: Values, condition: Values) -> Values:
    """Share of `counted` among those with `condition`, 0 where there are none; along axis -1."""
    among = condition.sum(axis=-1)
    found = (counted * condition).sum(axis=-1)
    share: Values = np.divide(found, among, out=np.zeros_like(found, dtype=float), where=among > 0)
    return share
