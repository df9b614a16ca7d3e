"""`shopguide answer`: a question about a product or the shop."""

from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from infra.local.commands.options import (
    AsJson,
    Data,
    Url,
)
from infra.local.connection import connect
from infra.local.output import Document, ExitCode, Output
from shopguide.domain.answer import Compose


def answer(
    question: Annotated[str, typer.Argument(help="The question, in Chinese or English.")],
    product: Annotated[
        str | None, typer.Option("--product", help="The product it is about.", metavar="ID")
    ] = None,
    compose: Annotated[
        Compose, typer.Option("--compose", help="Quote the evidence, or put it into words.")
    ] = Compose.AUTO,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Answer a question from the shop's own data, with citations, or say that it cannot."""
    output = Output(as_json)
    body = {"question": question, "product_id": product, "compose": compose.value}
    with connect(url, data) as shop:
        given = shop.post("/v1/answers", body)
    output.result(given, lambda console: _print_answer(console, given))
    return ExitCode.OK


def _print_answer(console: Console, given: Document) -> None:
    console.print(given["text"], markup=False)
    heading, passages = "Evidence:", [citation["passage"] for citation in given["citations"]]
    if given["abstained"]:
        heading, passages = "Closest to it:", given["closest"]
    if passages:
        console.print(heading, style="bold")
    # Several sentences may stand in one passage.
    for passage in {passage["passage_id"]: passage for passage in passages}.values():
        about = " ".join(filter(None, (passage["kind"], passage.get("product_id"))))
        console.print(Text(f"  [{about}] {passage['text']}"))
    if given["notes"]:
        console.print(Text(f"Notes: {', '.join(given['notes'])}", style="dim"))
