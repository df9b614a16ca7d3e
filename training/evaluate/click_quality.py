"""How good probabilities of clicks are: do they order, and are they true?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LEAST = 1e-9
SURE = 1.96
"""Standard errors within which a figure lies 19 times out of 20."""


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Rows of like probabilities: what was said, and what came."""

    said: float
    came: float
    rows: int


def area_under_curve(chances: Array, labels: Array) -> float:
    """Chance that a clicked row has a higher probability than another; ties count half.

    0.5 where there are no two kinds of rows.
    """
    positives = float(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        return 0.5
    _, group, counts = np.unique(chances, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[group]
    above = ranks[labels > 0].sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))


def log_losses(chances: Array, labels: Array) -> Array:
    """What each row costs, in nats, ``[rows]``."""
    safe = np.clip(chances, _LEAST, 1 - _LEAST)
    return -np.where(labels > 0, np.log(safe), np.log1p(-safe))


def reliability(chances: Array, labels: Array, bins: int = 10) -> list[ReliabilityBin]:
    """Bins of as many rows each, from the least probable on; rows that tie may lie in two."""
    order = np.argsort(chances, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [
        ReliabilityBin(float(chances[part].mean()), float(labels[part].mean()), len(part))
        for part in parts
    ]


def calibration_error(found: Sequence[ReliabilityBin]) -> float:
    """Expected calibration error: what was said against what came, weighted by rows.

    Naeini et al. 2015, with bins of equal rows.
    """
    rows = sum(each.rows for each in found)
    return sum(abs(each.said - each.came) * each.rows for each in found) / rows if rows else 0.0


def gain_over(
    chances: Array, baseline: Array, labels: Array, lists: NDArray[np.int64]
) -> tuple[float, float]:
    """By how much the log loss lies below a baseline's, in nats a row, and its standard error.

    Rows of one list stand and fall together, so lists are what is drawn (a ratio estimate).
    """
    gains = log_losses(baseline, labels) - log_losses(chances, labels)
    _, group = np.unique(lists, return_inverse=True)
    count = int(group.max()) + 1
    mean = float(gains.mean())
    residuals = np.bincount(group, gains - mean, count)
    error = float(np.sqrt((residuals**2).sum())) / len(gains)
    return mean, error * np.sqrt(count / max(1, count - 1))


def click_figures(chances: Array, labels: Array) -> Mapping[str, float]:
    """``auc, log_loss, calibration_error`` of probabilities."""
    return {
        "auc": area_under_curve(chances, labels),
        "log_loss": float(log_losses(chances, labels).mean()),
        "calibration_error": calibration_error(reliability(chances, labels)),
    }
