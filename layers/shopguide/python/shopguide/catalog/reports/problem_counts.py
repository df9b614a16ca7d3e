"""The problems of a file by kind and column, with samples."""

from bisect import insort
from dataclasses import dataclass, field

from shopguide.domain.row_problem import ProblemCode, RowProblem

SAMPLES = 5
MAX_KINDS = 500
"""Kinds and columns kept apart; a file with more is counted by kind alone from there on."""


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How often one kind of problem stands in one column.

    `rejected` rows were left out for it, `warned` ones imported in spite of it. `samples` are the
    first by line.
    """

    code: ProblemCode
    column: str
    rejected: int
    warned: int
    samples: tuple[RowProblem, ...]


@dataclass(slots=True)
class _Kind:
    rejected: int = 0
    warned: int = 0
    samples: list[RowProblem] = field(default_factory=list)

    def keep(self, problem: RowProblem) -> None:
        if len(self.samples) < SAMPLES or problem.line < self.samples[-1].line:
            insort(self.samples, problem, key=lambda sample: sample.line)
            del self.samples[SAMPLES:]


class ProblemCounts:
    """Counts problems in any order; memory does not grow with their number."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[ProblemCode, str], _Kind] = {}

    def add(self, problem: RowProblem, *, rejected: bool) -> None:
        """Count one problem, of a row that was rejected or imported in spite of it."""
        key = (problem.code, problem.column)
        if key not in self._kinds and len(self._kinds) >= MAX_KINDS:
            key = (problem.code, "")
        kind = self._kinds.setdefault(key, _Kind())
        kind.rejected += rejected
        kind.warned += not rejected
        kind.keep(problem)

    def most_common(self) -> tuple[ProblemCount, ...]:
        """Every kind: what cost rows first, then by how often."""
        counts = [
            ProblemCount(code, column, kind.rejected, kind.warned, tuple(kind.samples))
            for (code, column), kind in self._kinds.items()
        ]
        return tuple(sorted(counts, key=lambda each: (-each.rejected, -each.warned, each.code)))
