"""A proposed mapping and what it gives, for the terminal."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.output import Document
from shopguide.domain.json_value import JsonValue

_SHOWN_CHARACTERS = 48
_SHOWN_ATTRIBUTES = 20
_SURE, _FAIRLY_SURE = 0.8, 0.6


def print_proposal(console: Console, document: Document) -> None:
    """What each column is taken for and why, what is left out, and rows as they would come out."""
    console.print(_columns_table(document["columns"]))
    kept = [other for other in document["others"] if other["attribute"]]
    if kept:
        console.print(_attributes_table(kept[:_SHOWN_ATTRIBUTES]))
    if len(kept) > _SHOWN_ATTRIBUTES:
        console.print(f"{len(kept) - _SHOWN_ATTRIBUTES:,} more are attributes, too.")
    left_out = [other for other in document["others"] if not other["attribute"]]
    if left_out:
        console.print(_left_out_table(left_out[:_SHOWN_ATTRIBUTES]))
    if len(left_out) > _SHOWN_ATTRIBUTES:
        console.print(f"{len(left_out) - _SHOWN_ATTRIBUTES:,} more are left out, too.")
    for note in document["notes"]:
        console.print(Text.assemble(("! ", "yellow"), note))
    _print_preview(console, document)
    console.print(f"The mapping is in {document['mapping_file']}.", markup=False)
    console.print(
        "Look at it, change what is wrong, then:"
        f" shopguide upload {document['file']} --kind {document['kind']}"
        f" --mapping {document['mapping_file']}",
        markup=False,
        soft_wrap=True,
    )


def _columns_table(columns: Sequence[Document]) -> Table:
    table = _table("column", "header", "sure", "why", "values", title="What the columns are")
    for column in columns:
        sure = column["confidence"]
        colour = "green" if sure >= _SURE else "yellow" if sure >= _FAIRLY_SURE else "red"
        table.add_row(
            column["native"],
            Text(column["header"]),
            Text(f"{sure:.0%}", style=colour),
            Text("; ".join(column["evidence"])),
            _values(column["samples"]),
        )
    return table


def _attributes_table(others: Sequence[Document]) -> Table:
    table = _table("attribute", "header", "why", "values", title="Kept as attributes")
    for other in others:
        cells = (other["attribute"], other["header"], other["reason"])
        table.add_row(*map(Text, cells), _values(other["samples"]))
    return table


def _left_out_table(others: Sequence[Document]) -> Table:
    table = _table("header", "why", "values", title="Left out")
    for other in others:
        table.add_row(Text(other["header"]), Text(other["reason"]), _values(other["samples"]))
    return table


def _print_preview(console: Console, document: Document) -> None:
    if document["preview_problem"]:
        console.print(f"No row can be shown yet: {document['preview_problem']}", markup=False)
        return
    table = _table("line", "id", "as it would be imported", title="The first rows")
    for row in document["preview"]:
        lines = _rejected(row["rejection"]) if row["rejection"] else _imported(row["content"])
        style = "red" if row["rejection"] else ""
        warnings = [f"warning: {_problem(warning)}" for warning in row["warnings"]]
        table.add_row(
            str(row["line"]), Text(row["row_id"]), Text("\n".join([*lines, *warnings]), style)
        )
    console.print(table)


def _rejected(problem: Document) -> list[str]:
    return [f"rejected: {_problem(problem)}"]


def _problem(problem: Document) -> str:
    where = f"{problem['column']}: " if problem["column"] else ""
    value = f" ({_cut(problem['value'])})" if problem["value"] else ""
    return f"{where}{problem['reason']}{value}"


def _imported(content: Mapping[str, JsonValue]) -> list[str]:
    return [f"{name}: {_cut(value)}" for name, value in _members(content)]


def _members(content: Mapping[str, JsonValue], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Members that say something, a line each; money on one line."""
    for name, value in content.items():
        if isinstance(value, Mapping) and {"amount", "currency"} == set(value):
            yield f"{prefix}{name}", f"{value['amount']} {value['currency']}"
        elif isinstance(value, Mapping):
            yield from _members(value, f"{prefix}{name}.")
        elif isinstance(value, Sequence) and not isinstance(value, str):
            for place, member in enumerate(value, 1):
                inner = f"{prefix}{name}.{place}"
                if isinstance(member, Mapping):
                    yield from _members(member, f"{inner}.")
                else:
                    yield inner, str(member)
        elif value not in ("", None):
            yield f"{prefix}{name}", str(value)


def _values(values: Sequence[str]) -> Text:
    return Text("\n".join(map(_cut, values)))


def _cut(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"


def _table(*headers: str, title: str) -> Table:
    table = Table(title=title, title_justify="left", show_lines=True)
    for header in headers:
        table.add_column(header, overflow="fold")
    return table
