"""`shopguide events`: report a file of events, as an app's backend would, batch by batch."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import Document, ExitCode, Output
from shopguide.api.schemas.event import MAX_EVENTS

MAX_TOLD = 20
"""Rejected lines that are told; all of them are counted."""

_BATCH_BYTES = 500_000
"""Of lines in one request: half of what a body may have."""

_NOT_JSON = {"code": "invalid_event", "detail": "The line is no JSON object.", "fix": ""}


def events(
    file: Annotated[
        Path,
        typer.Argument(
            help="An event a line, in JSON, as POST /v1/events takes them.",
            exists=True,
            dir_okay=False,
            metavar="FILE",
        ),
    ],
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Report a file of events; sent twice, it counts once."""
    output = Output(as_json)
    told: list[Document] = []
    counts = {"lines": 0, "accepted": 0, "duplicates": 0, "rejected": 0}
    with connect(url, data) as shop, output.progress() as progress:
        task = progress.add_task("Reporting events", total=None)
        for numbers, batch, wrong in _batches(file):
            receipt = shop.post("/v1/events", {"events": batch}) if batch else {}
            refused = receipt.get("rejected", ())
            found = [*wrong, *({**each, "line": numbers[each["index"]]} for each in refused)]
            counts["lines"] += len(batch) + len(wrong)
            counts["accepted"] += receipt.get("accepted", 0)
            counts["duplicates"] += receipt.get("duplicates", 0)
            counts["rejected"] += len(found)
            told += found[: MAX_TOLD - len(told)]
            progress.update(task, advance=len(batch))
    document = {**counts, "rejections": told}
    output.result(document, lambda console: _print(console, document))
    return ExitCode.ERROR if told and counts["rejected"] == counts["lines"] else ExitCode.OK


def _batches(file: Path) -> Iterator[tuple[Sequence[int], Sequence[Any], Sequence[Document]]]:
    """Numbers of lines and their events, as many as one request takes, and lines that are none."""
    numbers: list[int] = []
    batch: list[Any] = []
    wrong: list[Document] = []
    size = 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            if len(batch) == MAX_EVENTS or size + len(line) > _BATCH_BYTES:
                yield numbers, batch, wrong
                numbers, batch, wrong, size = [], [], [], 0
            event = _object(line)
            if event is None:
                wrong.append({**_NOT_JSON, "line": number})
                continue
            numbers.append(number)
            batch.append(event)
            size += len(line)
    if batch or wrong:
        yield numbers, batch, wrong


def _object(line: bytes) -> Document | None:
    try:
        read = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _print(console: Console, document: Document) -> None:
    told: Sequence[Document] = document["rejections"]
    if told:
        table = Table(title="Rejected events", title_justify="left")
        for header in ("line", "reason", "fix"):
            table.add_column(header, overflow="fold")
        for each in told:
            table.add_row(*(Text(str(each[name])) for name in ("line", "detail", "fix")))
        console.print(table)
    counts = (f"{document[name]:,} {name}" for name in ("accepted", "duplicates", "rejected"))
    console.print(f"{document['lines']:,} events: {', '.join(counts)}.")
