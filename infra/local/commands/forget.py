"""`shopguide forget`: erase a shopper, as DELETE /v1/shoppers/{shopper_id} does."""

from typing import Annotated
from urllib.parse import quote

import typer

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import ExitCode, Output


def forget(
    shopper: Annotated[str, typer.Argument(help="Account or session.", metavar="SHOPPER")],
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Forget a shopper: at once for every request, within two days for batches."""
    output = Output(as_json)
    with connect(url, data) as shop:
        erasure = shop.send("DELETE", f"/v1/shoppers/{quote(shopper, safe='')}")
    output.result(
        erasure,
        lambda console: console.print(
            "Forgotten. Journal and lake are clean by "
            f"{str(erasure['complete_by'])[:16].replace('T', ' ')} UTC."
        ),
    )
    return ExitCode.OK
