"""The canaries file: queries and the product that each has to find, to `Canaries`.

CSV with comma, tab or semicolon, a header in any order, in either language; without a top it is
10::

    query,product_id,top
    running shoes,SKU-1,
    蓝牙耳机,A1001,3
"""

from collections.abc import Iterator

from shopguide.domain.canary import USUAL_TOP, Canaries, Canary
from shopguide.domain.file_problem import (
    CheckedFile,
    FileProblem,
    Severity,
    checked_file,
    shown_value,
)
from shopguide.text.merchandising.file_text import text_of
from shopguide.text.merchandising.rule_words import CANARY_WORDS
from shopguide.text.merchandising.table_rows import (
    COMMENT,
    Columns,
    TableRow,
    columns_of,
    table_rows,
)
from shopguide.text.normalise import fold

MAX_CANARIES = 200
MAX_TOP = 100
MAX_QUERY_CHARACTERS = 200

_NEEDED = {"query": "查询词", "product_id": "商品编号"}
_HEADER_FIX = "The columns are query,product_id,top; top may be left out."


def check_canaries_file(content: bytes) -> CheckedFile[Canaries]:
    """Everything that the file says and everything that is wrong in it.

    Args:
        content: The file's bytes, in any encoding that `text.encodings` knows.
    """
    text = text_of(content)
    if isinstance(text, FileProblem):
        return checked_file(None, [text])
    reading = _Reading()
    reading.read(row for row in table_rows(text) if not _is_comment(row))
    return checked_file(Canaries.of(reading.canaries), reading.problems)


class _Reading:
    """Canaries and problems of the rows so far."""

    def __init__(self) -> None:
        self.canaries: list[Canary] = []
        self.problems: list[FileProblem] = []
        self._first: dict[tuple[str, str], Canary] = {}

    def read(self, rows: Iterator[TableRow]) -> None:
        header = next(rows, None)
        if header is None:
            self._error(1, "", "", "There is no header.", _HEADER_FIX)
            return
        columns = columns_of(header.fields, CANARY_WORDS)
        if not self._can_be_read(header, columns):
            return
        for number, row in enumerate(rows):
            if number == MAX_CANARIES:
                reason = f"The file has more than {MAX_CANARIES} rows."
                self._error(row.line, "", "", reason, "Keep the queries that matter most.")
                break
            self._take(row, columns)
        if not self.canaries and not self.problems:
            reason = "The file has no query; publishing it removes those in use."
            fix = "Add a row, unless that is what is meant."
            self._problem(Severity.WARNING, 1, "", "", reason, fix)

    def _can_be_read(self, row: TableRow, columns: Columns) -> bool:
        for header in columns.unknown:
            reason = "There is no such column; it is left out."
            self._problem(Severity.WARNING, row.line, header, header, reason, _HEADER_FIX)
        for header in columns.repeated:
            reason, fix = "Another column has the same meaning.", "Rename or remove one of them."
            self._error(row.line, header, header, reason, fix)
        if row.defect:
            self._error(row.line, "", "", row.defect, row.fix)
            return False
        missing = [name for name in _NEEDED if name not in columns.places]
        for name in missing:
            reason = f"The header has no column {name} ({_NEEDED[name]})."
            self._error(row.line, name, ", ".join(row.fields), reason, _HEADER_FIX)
        return not missing

    def _take(self, row: TableRow, columns: Columns) -> None:
        extra = [text for text in row.fields[columns.width :] if text.strip()]
        if row.defect:
            self._error(row.line, "", "", row.defect, row.fix)
        elif extra:
            reason = f"The row has more fields than the header, which has {columns.width}."
            fix = "Put a field that has a comma in it between quotation marks."
            self._error(row.line, "", extra[0], reason, fix)
        else:
            cells = columns.cells(row)
            names = {name: columns.headers.get(name, name) for name in CANARY_COLUMNS}
            canary = self._canary(row.line, cells, names)
            if canary is not None:
                self._keep(canary, names["query"])

    def _canary(self, line: int, cells: dict[str, str], names: dict[str, str]) -> Canary | None:
        before = len(self.problems)
        query, product_id = cells.get("query", ""), cells.get("product_id", "")
        if not any(map(str.isalnum, query)):
            fix = "Write what a shopper types, or remove the row."
            self._error(line, names["query"], query, "The query is empty.", fix)
        if len(query) > MAX_QUERY_CHARACTERS:
            reason = f"The query has {len(query):,} characters."
            fix = f"Write at most {MAX_QUERY_CHARACTERS} characters."
            self._error(line, names["query"], query, reason, fix)
        if not product_id:
            fix = "Write the id of the product that the query has to find."
            self._error(line, names["product_id"], "", "The product is missing.", fix)
        if "|" in product_id:
            reason, fix = "A row has one product.", "Write a row for each product."
            self._error(line, names["product_id"], product_id, reason, fix)
        top = _top(cells.get("top", ""))
        if top is None:
            reason = f"The top is no whole number from 1 to {MAX_TOP}."
            fix = f"Write such a number, or leave it empty for {USUAL_TOP}."
            self._error(line, names["top"], cells["top"], reason, fix)
        if top is None or len(self.problems) > before:
            return None
        return Canary(query, product_id, top, line)

    def _keep(self, canary: Canary, column: str) -> None:
        first = self._first.setdefault((fold(canary.query), canary.product_id), canary)
        if first is canary:
            self.canaries.append(canary)
        elif first.top == canary.top:
            reason = f"The row says the same as line {first.line}; it is left out."
            fix = "Remove one of the two."
            self._problem(Severity.WARNING, canary.line, column, canary.query, reason, fix)
        else:
            reason = f"Line {first.line} has this query and product with the top {first.top}."
            fix = "Keep the row that is meant."
            self._error(canary.line, column, canary.query, reason, fix)

    def _error(self, line: int, column: str, value: str, reason: str, fix: str) -> None:
        self._problem(Severity.ERROR, line, column, value, reason, fix)

    def _problem(
        self, severity: Severity, line: int, column: str, value: str, reason: str, fix: str
    ) -> None:
        shown = (shown_value(column), shown_value(value))
        self.problems.append(FileProblem(severity, line, *shown, reason, fix))


CANARY_COLUMNS = ("query", "product_id", "top")


def _top(text: str) -> int | None:
    """What stands in the column top, None where it is no such number."""
    if not text:
        return USUAL_TOP
    top = int(text) if text.isdecimal() and len(text) < 9 else 0
    return top if 1 <= top <= MAX_TOP else None


def _is_comment(row: TableRow) -> bool:
    return bool(row.fields) and row.fields[0].lstrip().startswith(COMMENT)
