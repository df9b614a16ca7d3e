"""`shopguide event`: report one interaction, as an app would."""

import uuid
from typing import Annotated

import typer

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import CommandError, ExitCode, Output, problem_document
from shopguide.domain.interaction import InteractionKind


def event(
    shopper: Annotated[str, typer.Option("--shopper", help="Account or session.", metavar="ID")],
    product: Annotated[str, typer.Option("--product", help="The product.", metavar="ID")],
    name: Annotated[
        InteractionKind, typer.Option("--name", help="What happened.")
    ] = InteractionKind.VIEW_ITEM,
    ranking: Annotated[
        str | None, typer.Option("--ranking", help="Of what showed the product.", metavar="ID")
    ] = None,
    value: Annotated[
        str | None, typer.Option("--value", help="What was paid.", metavar="AMOUNT")
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", help="Of the value.", metavar="CODE")
    ] = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Report an interaction of a shopper with a product, or that one is turned down."""
    output = Output(as_json)
    reported = {
        "event_id": str(uuid.uuid4()),
        "event_name": name.value,
        "shopper_id": shopper,
        "product_id": product,
        "ranking_id": ranking,
        "value": value,
        "currency": currency,
    }
    with connect(url, data) as shop:
        receipt = shop.post("/v1/events", {"events": [reported]})
    if receipt["rejected"]:
        why = receipt["rejected"][0]
        detail = " ".join(filter(None, (why["detail"], why["fix"])))
        raise CommandError(problem_document(why["code"], "The event was rejected.", detail))
    output.result(receipt, lambda console: console.print("Recorded."))
    return ExitCode.OK
