"""Builds and versions of the signals for the terminal."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.output import Document

_COLUMNS = ("version", "made", "interactions", "shoppers", "products", "state")
_VERSION_WIDTH = 16
_COUNTS = ("interactions", "shoppers", "products")


def print_build(console: Console, document: Document) -> None:
    """What a build did, in sentences."""
    for line in _build_lines(document):
        console.print(line, markup=False, soft_wrap=True)


def print_signal_versions(console: Console, versions: Sequence[Document]) -> None:
    """One line a version, the newest first."""
    if not versions:
        console.print("No signals were built yet; `shopguide signals build` does.")
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in _COLUMNS:
        table.add_column(column, no_wrap=True, min_width=_VERSION_WIDTH * (column == "version"))
    for version in versions:
        counts = [f"{version[name]:,}" for name in _COUNTS]
        made = version["made_at"][:16].replace("T", " ")
        table.add_row(*map(Text, [version["version"], made, *counts, version["state"]]))
    console.print(table)


def print_signal_version(console: Console, version: Document) -> None:
    """Everything that the batch says of a version."""
    console.print(f"Version {version['version']} is {version['state']}.", markup=False)
    table = Table(show_header=False, box=None)
    for name, value in _flat(version["told"] or {}):
        table.add_row(Text(name), Text(value))
    console.print(table)


def print_rollback(console: Console, document: Document) -> None:
    """What is live after a rollback."""
    live = document["live"]
    undo = f" `shopguide signals rollback` brings {live['previous']} back."
    console.print(f"Version {live['version']} is live again.{undo}", markup=False)


def _build_lines(document: Document) -> Iterator[str]:
    if document["outcome"] == "published":
        written = document["written"]
        yield (
            f"Version {document['version']} is live: neighbours of {written['products']:,}"
            f" products, vectors of {written['indexed']:,}, lists for {written['shoppers']:,}"
            f" shoppers, segments with trends: {written['segments']:,}."
        )
    elif document["outcome"] == "already_live":
        yield f"Version {document['version']} is live already: nothing has changed since."
    elif document["outcome"] != "nothing":
        yield f"Version {document['version']} did not go live."
    yield from document["notes"]


def _flat(value: Document, name: str = "") -> Iterator[tuple[str, str]]:
    for key, each in value.items():
        path = f"{name}.{key}" if name else key
        if isinstance(each, dict):
            yield from _flat(each, path)
        else:
            yield path, f"{each:,}" if isinstance(each, int) else str(each)
