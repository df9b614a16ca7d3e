"""Problems, changes and revisions of rules, synonyms and canaries for the terminal."""

from collections.abc import Sequence

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from infra.local.output import Document

_OUTCOMES = {
    "published": "Published: {kind} version {version}, {entries}, is in use{before}.",
    "unchanged": "Unchanged: {kind} version {version}, {entries}, was in use already.",
    "rolled_back": "Rolled back: {kind} version {version}, {entries}, is in use{before}.",
    "refused": "Refused: the file has errors, and nothing has changed.",
    "valid": "The file can be published: {entries}, version {version}.",
}
_MARKS = {"added": "+", "removed": "-", "changed": "~"}


def print_check(console: Console, document: Document) -> None:
    """The problems of a file, and whether it can be published."""
    print_problems(console, document)
    _print_outcome(console, document)


def print_publication(console: Console, document: Document) -> None:
    """What came of publishing a file, or of a rollback."""
    print_problems(console, document)
    changes: Document = document.get("changes") or {}
    for name, mark in _MARKS.items() if changes else ():
        for text in changes[name]:
            console.print(f"{mark} {text}", markup=False, soft_wrap=True)
        if (more := changes["counts"][name] - len(changes[name])) > 0:
            console.print(f"{mark} and {more:,} more", markup=False)
    _print_outcome(console, document)


def print_problems(console: Console, document: Document) -> None:
    """Every problem that is told, and how many there are."""
    problems: Sequence[Document] = document.get("problems", ())
    if not problems:
        return
    table = Table(title="Problems", title_justify="left")
    for header in ("line", "column", "value", "", "reason", "fix"):
        justify: JustifyMethod = "right" if header == "line" else "left"
        table.add_column(header, justify=justify, overflow="fold")
    for one in problems:
        names = ("line", "column", "value", "severity", "reason", "fix")
        table.add_row(*(Text(str(one[name])) for name in names))
    console.print(table)
    told, found = len(problems), document["errors"] + document["warnings"]
    shown = f" The first {told} are shown." if found > told else ""
    counts = f"Errors: {document['errors']:,}, warnings: {document['warnings']:,}."
    console.print(f"{counts}{shown}", markup=False)


def print_content(console: Console, document: Document) -> None:
    """What a version says, an entry a line."""
    for text in document["entries"]:
        console.print(text, markup=False, soft_wrap=True)
    live = document["live"]
    state = "in use" if document["is_live"] else "not in use"
    if live is None:
        begins = ": these serve until some are." if document["entries"] else "."
        console.print(f"No {document['kind']} were published{begins}")
        return
    since = f" since {live['at']}" if document["is_live"] else ""
    version = f"{document['kind'].capitalize()} version {document['version']}"
    console.print(f"{version}, {len(document['entries'])} entries, {state}{since}.", markup=False)


def print_revisions(console: Console, document: Document) -> None:
    """What was in use when, the newest first."""
    columns = ("number", "at", "action", "version", "entries", "by", "note")
    table = Table()
    for name in columns:
        table.add_column(name, overflow="fold")
    for one in document["revisions"]:
        table.add_row(*(Text(str(one[name])) for name in columns))
    if document["revisions"]:
        console.print(table)
    else:
        console.print(f"No {document['kind']} were published.")


def _counted(entries: int | None) -> str:
    return "1 entry" if entries == 1 else f"{entries} entries"


def _print_outcome(console: Console, document: Document) -> None:
    before = document.get("before")
    told = {
        "kind": document["kind"],
        "version": document.get("version"),
        "entries": _counted(document.get("entries")),
        "before": f" (before: {before})" if before else "",
    }
    text = _OUTCOMES[document["outcome"]].format(**told)
    console.print(text, markup=False, soft_wrap=True)
