"""Imports, their reports and catalogue versions for the terminal."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.output import Document
from infra.local.tables import STATES, print_import
from shopguide.catalog.reading.facts import percent_sure
from shopguide.domain.upload import UPLOAD_PREFIX

_SHOWN = 5
_DELIMITERS = {",": "comma", ";": "semicolon", "|": "vertical bar", "\t": "tab"}
_TITLE_CHARACTERS = 60


def print_imports(console: Console, imports: Sequence[Document]) -> None:
    """One line an import."""
    if not imports:
        console.print("Nothing was imported yet.")
        return
    table = _table("import", "when", "what", "rows", "changed", "state")
    for record in imports:
        counts: Document = record["counts"]
        cells = [record["import_id"], _minute(record["created_at"]), _file(record)]
        cells += [f"{counts['read']:,}", f"{_changed(counts):,}"]
        table.add_row(*map(Text, cells), _state(record))
    console.print(table)


def print_report(
    console: Console, record: Document, report: Document | None, page: str = ""
) -> None:
    """An import with its most common problems and samples of what it changes.

    `page` is where the whole of it is as a page for people.
    """
    print_import(console, record, page)
    for line in _report_lines(report or {}):
        console.print(line, markup=False, soft_wrap=True)
    if record.get("page_key") and not page:
        console.print(f"As a page: {record['page_key']}", markup=False, soft_wrap=True)


def print_catalogue_versions(console: Console, versions: Sequence[Document]) -> None:
    """One line a version, the live one first."""
    if not versions:
        console.print("Nothing was imported yet.")
        return
    table = _table("version", "when", "family", "made by", "changed", "rollback")
    for version in versions:
        cells = [str(version["version"]), _minute(version["published_at"]), version["family"]]
        cells += [_file(version), f"{_changed(version['counts']):,}"]
        table.add_row(*map(Text, [*cells, version["why_not"] or "can come back"]))
    console.print(table)


def _table(*headers: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        is_number = header in ("version", "rows", "changed")
        table.add_column(
            header,
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=header in ("import", "when"),
        )
    return table


def _file(made: Document) -> str:
    key: str = made["object_key"]
    return key.removeprefix(UPLOAD_PREFIX)


def _state(record: Document) -> Text:
    status, version = record["status"], record["catalogue_version"]
    state = Text(status, style=STATES.get(status, ""))
    if version is not None:
        state.append(f" as version {version}")
    if record["problem_code"]:
        state.append(f": {record['problem_code']}")
    return state


def _report_lines(report: Document) -> Iterator[str]:
    file: Document = report.get("file") or {}
    if file:
        guesses = [f"in {_sure(file['encoding'])}"]
        if file["delimiter"]:
            guesses.append(f"with {_sure(file['delimiter'])} between fields")
        yield f"Read as {file['format']} {', '.join(guesses)}"
    for problem in (report.get("problems") or ())[:_SHOWN]:
        count = problem["rejected"] + problem["warned"]
        column = f" ({problem['column']})" if problem["column"] else ""
        yield f"{count:,} x {problem['title']}{column}: {problem['fix']}"
    yield from _change_lines(report.get("changes") or {})


def _sure(guess: Document) -> str:
    value = _DELIMITERS.get(guess["value"], guess["value"])
    return f"{value} ({percent_sure(guess['confidence'])} sure)"


def _change_lines(changes: Document) -> Iterator[str]:
    for name, words in (("added", "New"), ("changed_text", "New words"), ("removed", "Gone")):
        titles = [_titled(row) for row in (changes.get(name) or ())[:_SHOWN]]
        if titles:
            yield f"{words}, for instance: {'; '.join(titles)}"
    prices = [
        f"{_titled(row)} {row['before']:g} -> {row['after']:g} {row['currency']}"
        for row in (changes.get("changed_price") or ())[:_SHOWN]
    ]
    if prices:
        yield f"New prices, the largest changes first: {'; '.join(prices)}"


def _titled(row: Document) -> str:
    title: str = row["title"]
    shown = title if len(title) <= _TITLE_CHARACTERS else f"{title[: _TITLE_CHARACTERS - 1]}…"
    return f"{row['row_id']} {shown}".strip()


def _minute(time: str) -> str:
    return time[:16].replace("T", " ")


def _changed(counts: Document) -> int:
    names = ("added", "changed_text", "changed_fields", "removed")
    return sum(counts[name] for name in names)
