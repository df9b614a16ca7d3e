"""`shopguide catalog`: check files, look at imports, approve what was held, go back a version."""

import typer

from infra.local.commands.catalog_map import map_columns
from infra.local.commands.status import retry

app = typer.Typer(
    help="Check files, look at imports, approve what was held, go back a version.",
    no_args_is_help=True,
)
app.command(name="map")(map_columns)
app.command(name="redrive")(retry)
