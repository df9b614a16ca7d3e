"""The blend as it is served: scored for candidates alone, normalised by what is seen of them.

Candidates of a request are the best products of each signal, without those of the history. All
signals are computed for all candidates, brought to one scale over them, and summed with weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.recommending import DEFAULT_WEIGHTS, Signal
from training.evaluate.neighbours import NOTHING, Scores, best_items
from training.evaluate.sequences import IntArray

Scale = Literal["largest", "deviation"]

CANDIDATES = 200
"""Products that each signal brings."""


@dataclass(frozen=True, slots=True)
class Part:
    """How a signal enters the blend.

    Attributes:
        weight: 0 or more.
        scale: ``largest``: divided by the largest value among the candidates, for signals that are
            0 for most products; ``deviation``: mean 0 and standard deviation 1 over them.
    """

    weight: float
    scale: Scale


_SCALES: Mapping[Signal, Scale] = {
    Signal.FOLLOWED: "largest",
    Signal.SEQUENCE: "deviation",
    Signal.CONTENT: "deviation",
    Signal.FACTORS: "deviation",
}
"""Signals that public histories have, and their scales."""

BLEND: Mapping[str, Part] = {
    signal: Part(DEFAULT_WEIGHTS.weights[signal], scale) for signal, scale in _SCALES.items()
}
"""The served weights; chosen on the validation items of Beauty and Sports together."""


def blend(
    values: Mapping[str, Scores], best: Mapping[str, IntArray], parts: Mapping[str, Part] = BLEND
) -> tuple[IntArray, Scores]:
    """Candidates ``[asked, candidates]`` in the order of their numbers, and their scores.

    Where a row has fewer candidates, `NOTHING` stands, with minus infinity for a score.

    Args:
        values: What each signal says, ``[asked, items]``; one that is missing does not count.
        best: The best products of each signal, as `best_of` gives them.
        parts: How the signals enter.
    """
    used = [name for name in parts if name in values]
    candidates = united([best[name] for name in used])
    real = candidates != NOTHING
    total = np.zeros(candidates.shape, np.float32)
    for name in used:
        found = np.take_along_axis(values[name], np.maximum(candidates, 0), axis=1)
        total += parts[name].weight * on_one_scale(found, real, parts[name].scale)
    return candidates, np.where(real, total, np.float32(-np.inf))


def best_of(values: Scores, asked: Sequence[IntArray]) -> IntArray:
    """The best `CANDIDATES` products of a signal, those of the history and zeros left out.

    ``[asked, CANDIDATES]``; `NOTHING` where there are fewer.
    """
    open_ones = without_histories(values, asked)
    best = best_items(open_ones, CANDIDATES)
    said = np.take_along_axis(open_ones, np.maximum(best, 0), axis=1) != 0
    return np.where(said, best, NOTHING)


def without_histories(values: Scores, asked: Sequence[IntArray]) -> Scores:
    """Values ``[asked, items]`` with minus infinity for the products of each history."""
    open_ones = values.copy()
    for row, history in zip(open_ones, asked, strict=True):
        row[history] = -np.inf
    return open_ones


def united(lists: Sequence[IntArray]) -> IntArray:
    """Products of any of the lists ``[asked, n]``, each once a row; `NOTHING` in between."""
    together = np.sort(np.concatenate(lists, axis=1), axis=1)
    again = together[:, 1:] == together[:, :-1]
    together[:, 1:][again] = NOTHING
    return together


def on_one_scale(values: Scores, real: NDArray[np.bool_], scale: Scale) -> Scores:
    """Values of candidates ``[asked, candidates]`` on one scale, by those that are real."""
    if scale == "largest":
        largest = np.where(real, values, 0).max(axis=1, keepdims=True)
        return np.asarray(values / np.maximum(largest, 1e-9), dtype=np.float32)
    count = np.maximum(real.sum(axis=1, keepdims=True), 1)
    middle = np.where(real, values, 0).sum(axis=1, keepdims=True) / count
    apart = np.where(real, values - middle, 0)
    deviation = np.sqrt((apart**2).sum(axis=1, keepdims=True) / count)
    return np.asarray(apart / np.maximum(deviation, 1e-9), dtype=np.float32)
