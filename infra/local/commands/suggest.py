"""`shopguide suggest`: what a search box would offer."""

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import Document, ExitCode, Output
from shopguide.text.language import Language

_KINDS = ("queries", "categories", "brands", "products")


def suggest(
    prefix: Annotated[str, typer.Argument(help="What was typed so far; may be empty.")],
    limit: Annotated[int, typer.Option("--limit", help="Most suggestions of each kind.")] = 8,
    language: Annotated[
        Language | None, typer.Option("--language", help="Suggestions in it come first.")
    ] = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Complete what a shopper types."""
    output = Output(as_json)
    with connect(url, data) as shop:
        found = shop.get("/v1/suggest", q=prefix, limit=limit, language=language)
    output.result(found, lambda console: _print(console, found))
    return ExitCode.OK


def _print(console: Console, found: Document) -> None:
    if found["corrected"]:
        console.print(f"Looked up {found['corrected']!r}.", markup=False)
    for kind in _KINDS:
        if found[kind]:
            console.print(kind.capitalize(), style="bold")
        for each in found[kind]:
            line = Text(f"  {each['text']}")
            line.stylize("underline", each["start"] + 2, each["end"] + 2)
            console.print(line)
    if not any(found[kind] for kind in _KINDS):
        console.print("The catalogue has nothing that goes on like this.")
