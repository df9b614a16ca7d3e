"""Gates: bounds that an evaluation has to keep, for a pipeline that must stop when it does not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from training.evaluate.errors import EvaluationInputError
from training.evaluate.intervals import Estimate
from training.evaluate.report import Report

_GATE = re.compile(
    r"\s*(?P<metric>[a-z0-9@_-]+)(?::(?P<baseline>[a-z0-9_+-]+))?"
    r"\s*(?P<side>>=|<=)\s*(?P<bound>-?(?:\d+\.?\d*|\.\d+))\s*"
)


@dataclass(frozen=True, slots=True)
class Gate:
    """A bound of the served system's figure, or (with `baseline`) of its lead over a baseline."""

    text: str
    metric: str
    baseline: str
    side: Literal[">=", "<="]
    bound: float

    def holds(self, value: float) -> bool:
        """Whether a value keeps the bound."""
        return value >= self.bound if self.side == ">=" else value <= self.bound


@dataclass(frozen=True, slots=True)
class GateResult:
    """What became of a gate.

    `missed_by` is 0 where it holds. Both numbers are None where the figure was not measured, as for
    a baseline that is not built: such a gate does not hold.
    """

    gate: str
    value: float | None
    passed: bool
    missed_by: float | None


def parse_gates(
    texts: Sequence[str], metrics: Sequence[str], baselines: Sequence[str]
) -> list[Gate]:
    """Gates such as ``ndcg@10>=0.5``, ``risk<=.1`` and ``mrr@10:base>=0.03``.

    Raises:
        EvaluationInputError: one cannot be read, or names no metric or baseline of this evaluation.
    """
    return [_parse(text, metrics, baselines) for text in texts]


def check_gates(gates: Sequence[Gate], reports: Mapping[str, Report]) -> list[GateResult]:
    """Compare the figures with the gates."""
    return [_check(gate, reports) for gate in gates]


def _parse(text: str, metrics: Sequence[str], baselines: Sequence[str]) -> Gate:
    match = _GATE.fullmatch(text.lower())
    if match is None:
        raise EvaluationInputError(
            f"The gate {text!r} cannot be read.",
            fix="Write METRIC>=NUMBER or METRIC<=NUMBER, for example ndcg@10>=0.5.",
            field="gate",
        )
    if match["metric"] not in metrics:
        raise EvaluationInputError(
            f"The gate {text!r} names no metric of this evaluation.",
            fix=f"Use one of {', '.join(metrics)}.",
            field="gate",
        )
    if match["baseline"] and match["baseline"] not in baselines:
        raise EvaluationInputError(
            f"The gate {text!r} names no baseline of this evaluation.",
            fix=f"Use one of {', '.join(baselines)}.",
            field="gate",
        )
    side: Literal[">=", "<="] = ">=" if match["side"] == ">=" else "<="
    return Gate(
        "".join(text.split()), match["metric"], match["baseline"] or "", side, float(match["bound"])
    )


def _check(gate: Gate, reports: Mapping[str, Report]) -> GateResult:
    figure = _figure_of(gate, reports)
    if figure is None or figure.value is None:
        return GateResult(gate.text, None, passed=False, missed_by=None)
    passed = gate.holds(figure.value)
    missed_by = 0.0 if passed else abs(figure.value - gate.bound)
    return GateResult(gate.text, figure.value, passed, missed_by)


def _figure_of(gate: Gate, reports: Mapping[str, Report]) -> Estimate | None:
    report = next((each for each in reports.values() if gate.metric in each.metrics), None)
    if report is None:
        return None
    if not gate.baseline:
        return report.metrics[gate.metric]
    leads = {baseline.name: baseline.lead for baseline in report.baselines}
    return leads.get(gate.baseline, {}).get(gate.metric)
