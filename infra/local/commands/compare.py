"""`shopguide compare`: products side by side."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import Document, ExitCode, Output


def compare(
    products: Annotated[list[str], typer.Argument(help="Two to five products.", metavar="ID...")],
    need: Annotated[
        str, typer.Option("--need", help="What it is needed for, in any words.", metavar="TEXT")
    ] = "",
    language: Annotated[
        str | None, typer.Option("--language", help="zh or en; by default that of the need.")
    ] = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Put products side by side, and say which of them suits a need."""
    output = Output(as_json)
    body = {"product_ids": products, "need": need, "language": language}
    with connect(url, data) as shop:
        compared = shop.post("/v1/compare", body)
    output.result(compared, lambda console: _print_comparison(console, compared))
    return ExitCode.OK


def _print_comparison(console: Console, compared: Document) -> None:
    table = Table(caption="* differs   + best", caption_justify="left")
    table.add_column("", overflow="fold")
    for product in compared["products"]:
        table.add_column(Text(f"{product['title']}\n{product['product_id']}"), overflow="fold")
    for row in compared["rows"]:
        cells = [
            Text(f"{cell['value'] or '-'}{' +' if place in row['best'] else ''}")
            for place, cell in enumerate(row["cells"])
        ]
        table.add_row(Text(f"{'* ' if row['differs'] else '  '}{row['shown']}"), *cells)
    for aspect in compared["aspects"]:
        table.add_row(Text(f"  {aspect['shown']}"), *map(_opinion, aspect["opinions"]))
    console.print(table)
    for sentence in compared["summary"]:
        console.print(Text(sentence["text"]))
        for passage in sentence["passages"]:
            console.print(Text(f"  [{passage['passage_id']}] {passage['text']}", style="dim"))
    if compared["pick"]:
        console.print(Text(f"Pick: {compared['pick']}", style="bold"))
    if compared["notes"]:
        console.print(Text(f"Notes: {', '.join(compared['notes'])}", style="dim"))


def _opinion(opinion: Document | None) -> Text:
    if opinion is None:
        return Text("-")
    return Text(f"{opinion['positive']} praise, {opinion['negative']} complain")
