"""`shopguide report`: what a shop shows its shoppers."""

from typing import Annotated

import typer

from infra.local.commands.experiment import Svg, write_plots
from infra.local.commands.options import AsJson, Data, Url
from infra.local.experiment_tables import print_exposure
from infra.local.experiments import MOST_DAYS
from infra.local.experiments_client import experiments_of
from infra.local.output import ExitCode, Output

app = typer.Typer(help="Reports on what shoppers are shown.", no_args_is_help=True)


@app.callback()
def reports() -> None:
    """Reports on what shoppers are shown."""


@app.command()
def exposure(
    days: Annotated[
        int,
        typer.Option("--days", help="How far back, today included.", min=1, max=MOST_DAYS),
    ] = 30,
    svg: Svg = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Tell how the places of lists are spread over products, brands and sellers."""
    with experiments_of(url, data) as shop:
        document = shop.exposure(days)
    told = write_plots(document, svg)
    Output(as_json).result(told, lambda console: print_exposure(console, told))
    return ExitCode.OK
