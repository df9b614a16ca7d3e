"""Measures how well the constraints of queries are read: precision, recall, order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.merchandising import NO_SYNONYMS
from shopguide.domain.query import ConstraintKind, SortOrder, Understanding
from shopguide.text.query.understand import understand
from training.evaluate.annotated_queries import (
    AnnotatedQuery,
    Constraint,
    read_annotated_queries,
    read_described_shop,
)
from training.evaluate.constraint_matching import Comparison, compare
from training.evaluate.intervals import Estimate, Rows, Values, estimate, mean_of
from training.evaluate.report import Figures, Report, slice_by

HEADLINE = ("precision", "recall")
METRICS = (*HEADLINE, "sort-accuracy", "exact")
BASELINES: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An annotated query, what was understood of it, and how the two compare."""

    annotated: AnnotatedQuery
    understood: Understanding
    comparison: Comparison

    @property
    def sorts_right(self) -> bool:
        """Whether the order is one of those annotated."""
        return self.understood.sort in self.annotated.sorts

    @property
    def is_exact(self) -> bool:
        """Whether nothing is missed, wrong, or in another order."""
        return self.sorts_right and not (self.comparison.wrong or self.comparison.missed)


def evaluate_constraints(queries: Path, shop: Path, *, failures: bool = False) -> Report:
    """Understand every annotated query with the words of the described shop.

    Args:
        queries: Annotated ones, as `read_annotated_queries` reads them.
        shop: Its description, as `read_described_shop` reads it.
        failures: Whether the notes list every query that was not understood exactly.

    Raises:
        EvaluationInputError: a file cannot be used.
    """
    readings = read_queries(read_annotated_queries(queries), read_described_shop(shop))
    counts = _Counts(readings)
    plain = [each for each in readings if not each.annotated.constraints]
    alarms = sum(bool(each.comparison.wrong) for each in plain)
    return Report(
        about=f"constraints read out of {len(readings)} annotated queries",
        metrics={
            **counts.figures(np.arange(len(readings))),
            "sort-accuracy": mean_of([float(each.sorts_right) for each in readings]),
            "exact": mean_of([float(each.is_exact) for each in readings]),
        },
        headline=HEADLINE,
        slices={"language": _by_language(readings, counts), "kind": _by_kind(readings)},
        sizes={"queries": len(readings), "unconstrained": len(plain)},
        notes=[
            f"{alarms} of {len(plain)} queries that constrain nothing were read as if they did.",
            *(describe_failures(readings) if failures else ()),
        ],
    )


def read_queries(queries: Sequence[AnnotatedQuery], lexicon: Lexicon) -> list[Reading]:
    """Understand the queries, without synonyms, and compare."""
    readings = []
    for annotated in queries:
        understood = understand(annotated.query, lexicon, NO_SYNONYMS)
        comparison = compare(understood.chips, annotated.constraints)
        readings.append(Reading(annotated, understood, comparison))
    return readings


def describe_failures(readings: Sequence[Reading]) -> list[str]:
    """One line for each query that was not understood exactly."""
    return [_describe(each) for each in readings if not each.is_exact]


class _Counts:
    """Right, wrong and missed constraints of each query, maybe of one kind alone."""

    def __init__(self, readings: Sequence[Reading], kind: ConstraintKind | None = None) -> None:
        def count(part: Callable[[Comparison], Sequence[Constraint]]) -> Values:
            return np.array(
                [sum(kind in (None, c.kind) for c in part(r.comparison)) for r in readings],
                dtype=np.float64,
            )

        self.right = count(lambda comparison: comparison.right)
        self.wrong = count(lambda comparison: comparison.wrong)
        self.missed = count(lambda comparison: comparison.missed)

    def rows(self) -> Rows:
        """The queries that have any."""
        return np.flatnonzero(self.right + self.wrong + self.missed)

    def figures(self, rows: ArrayLike) -> dict[str, Estimate]:
        """Precision and recall over the constraints of these queries, each counting the same."""
        those = np.asarray(rows)
        return {
            "precision": _share(self.right[those], self.wrong[those]),
            "recall": _share(self.right[those], self.missed[those]),
        }


def _share(right: NDArray[np.float64], other: NDArray[np.float64]) -> Estimate:
    """Of all the right ones among both; a resample without any counts as perfect."""

    def statistic(rows: Rows) -> Values:
        hits, total = right[rows].sum(axis=1), (right + other)[rows].sum(axis=1)
        return np.divide(hits, total, out=np.ones_like(hits), where=total > 0)

    return estimate(statistic, len(right))


def _by_language(readings: Sequence[Reading], counts: _Counts) -> dict[str, Figures]:
    return slice_by([each.annotated.language for each in readings], counts.figures, ("en", "zh"))


def _by_kind(readings: Sequence[Reading]) -> dict[str, Figures]:
    by_kind = {kind.value: _Counts(readings, kind) for kind in ConstraintKind}
    return {name: each.figures(each.rows()) for name, each in by_kind.items() if each.rows().size}


def _describe(reading: Reading) -> str:
    parts = [f"{reading.annotated.query}:"]
    for name in ("wrong", "missed"):
        constraints = getattr(reading.comparison, name)
        parts += [f"{name} {_constraint_text(each)}" for each in constraints]
    if not reading.sorts_right:
        parts.append(f"sorted by {reading.understood.sort.value}, not {_names(reading)}")
    return " ".join(parts)


def _names(reading: Reading) -> str:
    return " or ".join(SortOrder(each).value for each in reading.annotated.sorts)


def _constraint_text(constraint: Constraint) -> str:
    bounds = {
        "from": constraint.at_least,
        "to": constraint.at_most,
        "around": constraint.around,
        "in": constraint.currency or None,
    }
    said = [f"{name} {value}" for name, value in bounds.items() if value is not None]
    body = " ".join(filter(None, [constraint.value, *said]))
    negation = "not " if constraint.negated else ""
    return f"[{constraint.kind.value} {negation}{body} <- {constraint.text!r}]"
