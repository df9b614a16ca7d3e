"""`shopguide insights`: what reviews say about a product."""

from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import Document, ExitCode, Output

_SIGNS = {"positive": "+", "negative": "-"}


def insights(
    product: Annotated[str, typer.Argument(help="The product's id.", metavar="ID")],
    language: Annotated[
        str | None,
        typer.Option("--language", help="zh or en: names of aspects; else as the record's."),
    ] = None,
    quotes: Annotated[
        int, typer.Option("--quotes", help="Quotes for each side of an aspect, 0 to 10.")
    ] = 1,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Say what reviews of a product praise and blame, aspect by aspect, with quotes."""
    output = Output(as_json)
    path = f"/v1/products/{quote(product, safe='')}/insights"
    with connect(url, data) as shop:
        found = shop.get(path, language=language, quotes=quotes)
    output.result(found, lambda console: _print_insights(console, found))
    return ExitCode.OK


def _print_insights(console: Console, found: Document) -> None:
    console.print(Text(_heading(found)))
    table = Table("Aspect", "Reviews", "Praise", "Blame", "Claim", box=None)
    claims = {**dict.fromkeys(found["pros"], "pro"), **dict.fromkeys(found["cons"], "con")}
    for each in found["aspects"]:
        spoken = each["positive"] + each["negative"] + each["neutral"]
        claim = claims.get(each["aspect"], "")
        counts = map(str, (spoken, each["positive"], each["negative"]))
        table.add_row(Text(each["shown"]), *counts, claim)
    if found["aspects"]:
        console.print(table)
    elif found["reviews"]:
        console.print("No aspect is spoken of by three of them.")
    for each in found["aspects"]:
        for said in each["quotes"]:
            line = f"  {_SIGNS[said['sentiment']]} {each['shown']}: {said['text']}"
            console.print(Text(line + (f" ({said['date']})" if said["date"] else "")))
    if found["notes"]:
        console.print(Text(f"Notes: {', '.join(found['notes'])}"))


def _heading(found: Document) -> str:
    parts = ["1 review" if found["reviews"] == 1 else f"{found['reviews']} reviews"]
    if found["mean_rating"] is not None:
        parts.append(f"mean rating {found['mean_rating']}")
    if found["predicted_rating"] is not None:
        parts.append(f"predicted {found['predicted_rating']}")
    return ", ".join(parts) + "."
