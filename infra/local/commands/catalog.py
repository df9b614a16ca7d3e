"""`shopguide catalog`: check files, look at imports, approve what was held, go back a version."""

import typer

from infra.local.commands.catalog_check import check
from infra.local.commands.catalog_imports import approve, imports, show
from infra.local.commands.catalog_map import map_columns
from infra.local.commands.catalog_versions import rollback, versions
from infra.local.commands.status import retry

app = typer.Typer(
    help="Check files, look at imports, approve what was held, go back a version.",
    no_args_is_help=True,
)
app.command(name="map")(map_columns)
for command in (check, imports, show, approve, versions, rollback):
    app.command()(command)
app.command(name="redrive")(retry)
