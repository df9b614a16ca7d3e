"""Signals on one scale, and their weighted sum.

Each signal is brought to one scale over the candidates of a request: one that is 0 for most
products is divided by its largest value, one that says something of every product gets mean 0 and
standard deviation 1. Which weights, and that these two scales do better than ranks or softmax, was
found on validation items (docs/recommendations.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.recommending import BlendWeights, Signal

SIGNALS: tuple[Signal, ...] = tuple(Signal)
"""Columns of a `CandidateTable`, in their order."""

SPREAD = frozenset((Signal.SEQUENCE, Signal.FACTORS, Signal.CONTENT))
"""Signals that say something of every product; the others are 0 for most."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How values of a signal become comparable with those of others: ``(value - shift) / unit``."""

    shift: float = 0.0
    unit: float = 1.0

    def of(self, values: Vector) -> Vector:
        """Values on the common scale; what is not known (NaN) lies in the middle, at 0."""
        found = np.asarray((values - self.shift) / self.unit, dtype=np.float32)
        found[np.isnan(found)] = 0.0
        return found


@dataclass(frozen=True, slots=True, eq=False)
class CandidateTable:
    """Candidates with what each signal says of them, on one scale.

    Attributes:
        product_ids: The candidates.
        signals: ``[candidates, signals]``, columns as in `SIGNALS`; 0 where one is silent.
        scales: Of each signal that spoke.
        newcomers: Rows of products that nobody has done anything with, as far as the batch knows.
    """

    product_ids: Sequence[str]
    signals: Matrix
    scales: Mapping[Signal, Scale]
    newcomers: Sequence[int] = ()

    def scores(self, weights: BlendWeights) -> Vector:
        """The weighted sum of each candidate, ``[candidates]``."""
        return np.asarray(self.signals @ weight_vector(weights), dtype=np.float32)


def weight_vector(weights: BlendWeights) -> Vector:
    """Weights in the order of `SIGNALS`, ``[signals]``."""
    return np.array([weights.weights.get(signal, 0.0) for signal in SIGNALS], dtype=np.float32)


def scale_of(signal: Signal, values: Vector) -> Scale:
    """The scale of a signal over the candidates; of one that does not tell them apart, none."""
    known = values[~np.isnan(values)]
    if not known.size:
        return Scale()
    if signal in SPREAD:
        return Scale(float(known.mean()), _unit(float(known.std())))
    return Scale(0.0, _unit(float(known.max())))


def table_of(
    product_ids: Sequence[str],
    values: Mapping[Signal, Vector],
    scales: Mapping[Signal, Scale] | None = None,
) -> CandidateTable:
    """Candidates on one scale.

    Args:
        product_ids: The candidates.
        values: What each signal that speaks says of each of them, NaN where it knows nothing.
        scales: Those of another table of the same request; by these candidates otherwise.
    """
    known = scales or {signal: scale_of(signal, each) for signal, each in values.items()}
    columns = np.zeros((len(product_ids), len(SIGNALS)), dtype=np.float32)
    for signal, each in values.items():
        columns[:, SIGNALS.index(signal)] = known[signal].of(each)
    return CandidateTable(product_ids, columns, known)


def _unit(value: float) -> float:
    return value if value > 1e-9 else 1.0
