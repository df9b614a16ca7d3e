"""The blend as it is served: scored for candidates alone, normalised by what is seen of them.

Candidates of a request are the best products of each signal, without those of the history. All
signals are computed for all candidates, brought to one scale over them, and summed with weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.evaluate.neighbours import Scores
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


BLEND: Mapping[str, Part] = {
    "followed": Part(0.7, "largest"),
    "sequence": Part(0.35, "deviation"),
    "content": Part(0.14, "deviation"),
    "factors": Part(0.07, "deviation"),
}
"""Chosen on the validation items of Beauty and Sports together; one setting for all data."""


def blend(
    values: Mapping[str, Scores], asked: Sequence[IntArray], parts: Mapping[str, Part] = BLEND
) -> Scores:
    """Scores ``[asked, items]``; minus infinity for what is no candidate.

    Args:
        values: What each signal says, ``[asked, items]``; one that is missing does not count.
        asked: The histories.
        parts: How the signals enter.
    """
    used = {name: values[name] for name in parts if name in values}
    candidates = _candidates(list(used.values()), asked)
    total = np.zeros(candidates.shape, np.float32)
    for name, found in used.items():
        total += parts[name].weight * on_one_scale(found, candidates, parts[name].scale)
    return np.where(candidates, total, np.float32(-np.inf))


def on_one_scale(values: Scores, candidates: NDArray[np.bool_], scale: Scale) -> Scores:
    """Values ``[asked, items]`` brought to the scale of the row's candidates."""
    if scale == "largest":
        largest = np.where(candidates, values, 0).max(axis=1, keepdims=True)
        return np.asarray(values / np.maximum(largest, 1e-9), dtype=np.float32)
    count = np.maximum(candidates.sum(axis=1, keepdims=True), 1)
    middle = np.where(candidates, values, 0).sum(axis=1, keepdims=True) / count
    apart = np.where(candidates, values - middle, 0)
    deviation = np.sqrt((apart**2).sum(axis=1, keepdims=True) / count)
    return np.asarray(apart / np.maximum(deviation, 1e-9), dtype=np.float32)


def _candidates(values: Sequence[Scores], asked: Sequence[IntArray]) -> NDArray[np.bool_]:
    """Whether a product is among the best of any signal, and not in the history."""
    chosen = np.zeros(values[0].shape, bool)
    rows = np.arange(len(asked))[:, None]
    for found in values:
        open_ones = found.copy()
        for row, history in zip(open_ones, asked, strict=True):
            row[history] = -np.inf
        count = min(CANDIDATES, found.shape[1])
        best = np.argpartition(-open_ones, count - 1, axis=1)[:, :count]
        chosen[rows, best] |= np.take_along_axis(open_ones, best, axis=1) != 0
    for row, history in zip(chosen, asked, strict=True):
        row[history] = False
    return chosen
