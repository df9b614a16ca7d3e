"""What an evaluation found: figures with intervals, baselines, slices, sizes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from training.evaluate.intervals import Estimate, mean_of

Figures = Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Baseline:
    """Something simple on the same queries in the same run.

    `lead` is the served system's figure less the baseline's, query by query: what both find easy or
    hard cancels out, so its interval is narrower than those of the two figures suggest.
    """

    name: str
    about: str
    metrics: Figures
    lead: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """One evaluation of the served system.

    Attributes:
        about: What was measured, in a sentence.
        metrics: The served system's figures.
        headline: Those that tables compare.
        baselines: What to compare them with.
        slices: Group -> its value -> figures of the served system there.
        sizes: How much there was to measure on.
        notes: What a reader has to know to read the figures right.
    """

    about: str
    metrics: Figures
    headline: Sequence[str]
    baselines: Sequence[Baseline] = ()
    slices: Mapping[str, Mapping[str, Figures]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """The report as ``--json`` prints it, figures to six decimals."""
        document: dict[str, Any] = _rounded(asdict(self))
        document["baselines"] = {row.pop("name"): row for row in document["baselines"]}
        return document


PerQuery = Mapping[str, NDArray[np.float64]]
"""Metric -> one value a query."""


def mean_figures(values: PerQuery) -> dict[str, Estimate]:
    """Means with their intervals."""
    return {name: mean_of(each) for name, each in values.items()}


def mean_leads(served: PerQuery, baseline: PerQuery) -> dict[str, Estimate]:
    """Mean differences of the metrics that both have, paired by query."""
    return {name: mean_of(served[name] - baseline[name]) for name in served if name in baseline}


def slice_by(
    groups: Sequence[str], figures: Callable[[NDArray[np.int64]], Figures], order: Sequence[str]
) -> dict[str, Figures]:
    """Figures of each group.

    Args:
        groups: The group of each query.
        figures: Makes the figures of the queries with these numbers.
        order: All groups; those without a query are left out.
    """
    of = np.asarray(groups)
    return {name: figures(np.flatnonzero(of == name)) for name in order if (of == name).any()}


def bands(values: ArrayLike, edges: Sequence[float], names: Sequence[str]) -> list[str]:
    """The band of each value: ``names[n]`` where it reaches `n` of the rising edges."""
    return [names[band] for band in np.digitize(values, edges)]


def values_at(values: PerQuery, rows: ArrayLike) -> PerQuery:
    """The values of some queries."""
    return {name: each[np.asarray(rows)] for name, each in values.items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, Mapping):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return value
