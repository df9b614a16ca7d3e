"""What is wrong with the rows of a file: some are rejected, others imported all the same."""

from collections.abc import Iterable, Sequence
from heapq import heappush, heappushpop

from shopguide.catalog.comparing.rejections import RejectionLog
from shopguide.catalog.reports.statistics import ImportStatistics
from shopguide.catalog.rows.row_parsing import RowError, rejection_of
from shopguide.domain.row_problem import RowProblem

MAX_WARNINGS = 1000
"""Warnings beyond these first ones are counted, but not listed."""


class RowProblems:
    """Takes problems in any order.

    Args:
        rejections: Keeps the rows that are rejected.
        statistics: Is told of each problem.
    """

    def __init__(self, rejections: RejectionLog, statistics: ImportStatistics) -> None:
        self._rejections = rejections
        self._statistics = statistics
        self._first: list[tuple[int, int, RowProblem]] = []
        self._told = 0
        self.rows_with_warnings = 0

    def reject(
        self, line: int, row_id: str, error: RowError, fields: Sequence[str], rows: int = 1
    ) -> None:
        """Keep a row that is not imported, and stands for `rows` of the file."""
        problem = rejection_of(line, row_id, error)
        self._rejections.add(problem, fields, rows)
        self._statistics.problem(problem, rejected=True)

    def warn(self, line: int, row_id: str, errors: Iterable[RowError]) -> None:
        """Keep what is to be known of one row that is imported; nothing for most."""
        problems = [rejection_of(line, row_id, error) for error in errors]
        self.rows_with_warnings += bool(problems)
        for problem in problems:
            self._statistics.problem(problem, rejected=False)
            self._told += 1
            entry = (-line, -self._told, problem)  # the root is the last one by line
            if len(self._first) < MAX_WARNINGS:
                heappush(self._first, entry)
            else:
                heappushpop(self._first, entry)

    def warnings(self) -> tuple[RowProblem, ...]:
        """The first `MAX_WARNINGS` by line."""
        return tuple(problem for *_, problem in sorted(self._first, reverse=True))
