"""Weights of a blend, fitted to what shoppers took next.

Coordinate ascent on the measure itself (Metzler & Croft 2007, *Linear feature-based models for
information retrieval*): there are few signals, and nDCG is not smooth. What a fit promises is
measured on shoppers that it has not seen, or it promises too much.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluate.intervals import Estimate, mean_of

Array = NDArray[np.float64]

STEPS = (0.0, 0.25, 0.5, 0.7, 0.85, 1.2, 1.4, 2.0, 4.0)
"""What a weight is multiplied by, one after the other."""

BEGINNINGS = (0.02, 0.1)
"""What a weight of 0 may begin with, relative to the largest one."""

MOST_ROUNDS = 12
FOLDS = 5
DEPTH = 10


@dataclass(frozen=True, slots=True, eq=False)
class TuningRows:
    """Candidates of many shoppers, one after the other.

    Attributes:
        scores: Normalised signals of each candidate, ``[candidates, signals]``.
        starts: Where the candidates of each shopper begin, ``[shoppers]``; none has no candidate.
        targets: Row of what the shopper took next; -1 where it is no candidate, ``[shoppers]``.
    """

    scores: Array
    starts: NDArray[np.int64]
    targets: NDArray[np.int64]

    def __len__(self) -> int:
        """How many shoppers there are."""
        return len(self.starts)

    def of(self, shoppers: NDArray[np.int64]) -> "TuningRows":
        """The rows of some of the shoppers."""
        ends = np.append(self.starts[1:], len(self.scores))
        kept = [np.arange(self.starts[n], ends[n]) for n in shoppers]
        starts = np.cumsum([0, *map(len, kept)][:-1])
        moved = self.targets[shoppers] - self.starts[shoppers] + starts
        targets = np.where(self.targets[shoppers] < 0, -1, moved)
        return TuningRows(self.scores[np.concatenate(kept)], starts, targets)


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """What a fit found.

    Attributes:
        weights: Of each signal, the largest being 1, ``[signals]``.
        before: nDCG@10 of the weights it began with.
        after: nDCG@10 of weights that were fitted without the shoppers they are measured on.
        lead: Their difference, shopper by shopper.
    """

    weights: Array
    before: Estimate
    after: Estimate
    lead: Estimate


def ndcg_of(rows: TuningRows, weights: Array) -> Array:
    """nDCG@10 of each shopper, ``[shoppers]``; one right product, so the ideal is 1.

    A tie with the target counts against it by half, as chance would have it.
    """
    scores = rows.scores @ weights
    found = rows.targets >= 0
    aims = np.where(found, scores[rows.targets], np.inf)
    aim = np.repeat(aims, np.diff(np.append(rows.starts, len(scores))))
    above = np.add.reduceat((scores > aim).astype(np.float64), rows.starts)
    level = np.add.reduceat((scores == aim).astype(np.float64), rows.starts) - 1
    rank = above + np.maximum(level, 0) / 2
    return np.where(found & (rank < DEPTH), 1 / np.log2(rank + 2), 0.0)


def fit_weights(rows: TuningRows, begin: Array) -> Array:
    """Weights, the largest being 1, that no change of a single one makes better.

    Args:
        rows: What to fit.
        begin: Weights to begin with, ``[signals]``, 0 or more, not all of them 0.
    """
    weights = begin / begin.max()
    best = float(ndcg_of(rows, weights).mean())
    for _ in range(MOST_ROUNDS):
        before = best
        for signal in range(len(weights)):
            for value in _values(weights, signal):
                trial = weights.copy()
                trial[signal] = value
                if trial.max() == 0:
                    continue
                reached = float(ndcg_of(rows, trial).mean())
                if reached > best:
                    weights, best = trial, reached
        if best <= before + 1e-5:
            break
    return np.asarray(weights / weights.max())


def tune(rows: TuningRows, begin: Array, seed: int = 17) -> Tuned:
    """Fit to all shoppers; say what fits to four fifths reach on the remaining fifth."""
    shoppers = np.random.default_rng(seed).permutation(len(rows))
    folds: Sequence[NDArray[np.int64]] = np.array_split(shoppers, min(FOLDS, len(rows)))
    after = np.zeros(len(rows))
    for fold in folds:
        rest = np.setdiff1d(shoppers, fold)
        fitted = fit_weights(rows.of(rest), begin) if len(rest) else begin
        after[fold] = ndcg_of(rows.of(fold), fitted)
    before = ndcg_of(rows, begin)
    return Tuned(fit_weights(rows, begin), mean_of(before), mean_of(after), mean_of(after - before))


def _values(weights: Array, signal: int) -> Sequence[float]:
    if weights[signal] == 0:
        return [share * float(weights.max()) for share in BEGINNINGS]
    return [factor * float(weights[signal]) for factor in STEPS]
