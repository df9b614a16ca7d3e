"""What is counted of an import while it is prepared, in memory that does not grow with the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopguide.catalog.reading.header import Header
from shopguide.catalog.reports.changes import Changes, ChangeSamples, title_of
from shopguide.catalog.reports.coverage import ColumnCounts, ColumnCoverage
from shopguide.catalog.reports.prices import Prices, PriceSample
from shopguide.catalog.reports.problem_counts import ProblemCount, ProblemCounts
from shopguide.domain.json_value import JsonObject
from shopguide.domain.row_problem import RowProblem
from shopguide.text.language import Language, detect_language

_TITLES = 500


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What is told of an import besides its counts.

    `language` is that of most titles. `covered_rows` is how many rows `coverage` is of: all that
    the file has. `problems` are the most common first.
    """

    language: Language = "en"
    covered_rows: int = 0
    coverage: tuple[ColumnCoverage, ...] = ()
    problems: tuple[ProblemCount, ...] = ()
    changes: Changes = field(default_factory=Changes)
    prices: Prices = field(default_factory=Prices)


class ImportStatistics:
    """Counts what an import reads, refuses and changes, row by row."""

    def __init__(self) -> None:
        self._columns = ColumnCounts()
        self._problems = ProblemCounts()
        self._changes = ChangeSamples()
        self._prices = PriceSample()
        self._titles: dict[Language, int] = {"en": 0, "zh": 0}
        self._titles_left = _TITLES

    def row(self, header: Header, fields: Sequence[str]) -> None:
        """Count one row of the file, whatever becomes of it."""
        self._columns.add(header, fields)

    def problem(self, problem: RowProblem, *, rejected: bool) -> None:
        """Count a problem: the row was rejected for it, or imported in spite of it."""
        self._problems.add(problem, rejected=rejected)

    def change(
        self, outcome: str, row_id: str, before: JsonObject | None, after: JsonObject | None
    ) -> None:
        """Take a change: ``added``, ``changed_text``, ``changed_fields`` or ``removed``.

        `before` and `after` are the row's contents, None where there is none or it is not known.
        """
        self._changes.add(outcome, row_id, before, after)
        if after is not None:
            self._look_at(row_id, after)

    def wants(self, row_id: str) -> bool:
        """Whether the content of an unchanged row would tell anything; most of a large shop do not.

        Whoever would have to read the content first may ask, and pass None where this is False.
        """
        return self._prices.wants(row_id)

    def unchanged(self, row_id: str, content: JsonObject | None) -> None:
        """Take a row that stays as it is; None where its content is not known or not wanted."""
        if content is not None:
            self._look_at(row_id, content)

    def summary(self) -> ImportSummary:
        """Everything so far."""
        return ImportSummary(
            language="zh" if self._titles["zh"] > self._titles["en"] else "en",
            covered_rows=self._columns.rows,
            coverage=self._columns.coverage(),
            problems=self._problems.most_common(),
            changes=self._changes.changes(),
            prices=self._prices.prices(),
        )

    def _look_at(self, row_id: str, content: JsonObject) -> None:
        if self._titles_left:
            self._titles_left -= 1
            self._titles[detect_language(title_of(content))] += 1
        self._prices.add(row_id, content)
