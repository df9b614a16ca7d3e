"""The rules file: a table of pins, boosts, buries and hides, to `Rules` or to what is wrong in it.

CSV with comma, tab or semicolon, a header in any order, in either language::

    action,query,match,category,brand,product_id,position,weight,from,until,note
    pin,running shoes,exact,,,SKU-1,1,,,,the new model
    boost,,,Audio > Headphones,,,,3,2026-06-01,2026-06-18,June
    隐藏,,,,,SKU-9,,,,,已召回
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from shopguide.domain.file_problem import (
    CheckedFile,
    FileProblem,
    Severity,
    checked_file,
    shown_value,
)
from shopguide.domain.merchandising import Rule, Rules
from shopguide.text.merchandising.file_text import text_of
from shopguide.text.merchandising.rule_conflicts import conflicts_in
from shopguide.text.merchandising.rule_row import RuleRow
from shopguide.text.merchandising.rule_words import COLUMN_WORDS
from shopguide.text.merchandising.table_rows import (
    COMMENT,
    Columns,
    TableRow,
    columns_of,
    table_rows,
)

MAX_RULES = 5000

_HEADER = "action,query,match,category,brand,product_id,position,weight,from,until,note"


def check_rules_file(content: bytes, now: datetime) -> CheckedFile[Rules]:
    """Everything that the file says and everything that is wrong in it.

    Args:
        content: The file's bytes, in any encoding that `text.encodings` knows.
        now: Aware; what has ended by then is expired, which is a warning.
    """
    text = text_of(content)
    if isinstance(text, FileProblem):
        return checked_file(None, [text])
    reading = _Reading(now)
    reading.read(table_rows(text))
    return checked_file(Rules.of(reading.rules), reading.problems)


class _Reading:
    """Rules and problems of the rows so far."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._by_id: dict[str, Rule] = {}
        self.rules: list[Rule] = []
        self.problems: list[FileProblem] = []

    def read(self, rows: Iterator[TableRow]) -> None:
        header = next((row for row in rows if not _is_comment(row, None)), None)
        if header is None:
            self._problem(Severity.ERROR, 1, "", "", "There is no header.", _header_fix())
            return
        columns = columns_of(header.fields, COLUMN_WORDS)
        if self._check_header(header, columns):
            for number, row in enumerate(rows):
                if number == MAX_RULES:
                    reason = f"The file has more than {MAX_RULES:,} rows."
                    fix = "Remove what has expired, or name several products in one row."
                    self._problem(Severity.ERROR, row.line, "", "", reason, fix)
                    break
                if not _is_comment(row, columns.places):
                    self._take(row, columns)
            self._check_whole(columns.headers)

    def _check_header(self, row: TableRow, columns: Columns) -> bool:
        """Whether rows can be read by it."""
        for header in columns.unknown:
            reason = "There is no such column; it is left out."
            self._problem(Severity.WARNING, row.line, header, header, reason, _header_fix())
        for header in columns.repeated:
            reason = "Another column has the same meaning."
            fix = "Rename or remove one of them."
            self._problem(Severity.ERROR, row.line, header, header, reason, fix)
        if row.defect:
            self._problem(Severity.ERROR, row.line, "", "", row.defect, row.fix)
        elif "action" not in columns.places:
            shown = ", ".join(row.fields)
            reason = "The header has no column action (动作)."
            self._problem(Severity.ERROR, row.line, "action", shown, reason, _header_fix())
        return "action" in columns.places

    def _take(self, row: TableRow, columns: Columns) -> None:
        extra = [text for text in row.fields[columns.width :] if text.strip()]
        if row.defect:
            self._problem(Severity.ERROR, row.line, "", "", row.defect, row.fix)
            return
        if extra:
            reason = f"The row has more fields than the header, which has {columns.width}."
            fix = "Put a field that has a comma in it between quotation marks."
            self._problem(Severity.ERROR, row.line, "", extra[0], reason, fix)
            return
        reading = RuleRow(row.line, columns.cells(row), columns.headers)
        rule = reading.read(self._now)
        self.problems += reading.problems
        if rule is not None:
            self._keep(rule)

    def _keep(self, rule: Rule) -> None:
        first = self._by_id.setdefault(rule.id, rule)
        if first is rule:
            self.rules.append(rule)
        else:
            reason = f"The row says the same as line {first.line}; it is left out."
            self._problem(Severity.WARNING, rule.line, "", "", reason, "Remove one of the two.")

    def _check_whole(self, headers: Mapping[str, str]) -> None:
        for problem in conflicts_in(self.rules):
            column = headers.get(problem.column, problem.column)
            self._problem(
                problem.severity, problem.line, column, problem.value, problem.reason, problem.fix
            )
        if not self.rules and not self.problems:
            reason = "The file has no rule; publishing it removes those that apply."
            fix = "Add a row, unless that is what is meant."
            self._problem(Severity.WARNING, 1, "", "", reason, fix)

    def _problem(
        self, severity: Severity, line: int, column: str, value: str, reason: str, fix: str
    ) -> None:
        shown = (shown_value(column), shown_value(value))
        self.problems.append(FileProblem(severity, line, *shown, reason, fix))


def _is_comment(row: TableRow, places: Mapping[str, int] | None) -> bool:
    """Whether the row is a remark: it begins with ``#``, and that is no value of another column.

    Before the header (`places` is None) every row that begins so is one.
    """
    if not row.fields or not row.fields[0].lstrip().startswith(COMMENT):
        return False
    action = 0 if places is None else places["action"]
    return action == 0 or not "".join(row.fields[action : action + 1]).strip()


def _header_fix() -> str:
    return f"The columns are {_HEADER}; only action is needed."
