"""`shopguide catalog imports`, `show` and `approve`: what was imported, and what is held."""

from typing import Annotated, TypeAlias

import typer

from infra.local.catalog_tables import print_imports, print_report
from infra.local.client import import_path
from infra.local.commands.options import AsJson, Data, Url
from infra.local.confirmation import confirm
from infra.local.connection import connect
from infra.local.import_progress import exit_code_of, follow
from infra.local.output import ExitCode, Output
from infra.local.person import user_name
from infra.local.tables import print_import

ImportId: TypeAlias = Annotated[
    str, typer.Argument(help="As `catalog imports` lists it.", metavar="ID")
]


def imports(
    limit: Annotated[int, typer.Option("--limit", help="Most imports to show.")] = 20,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """List the last imports, the newest first: also checks, reindexes and rollbacks."""
    with connect(url, data) as shop:
        document = shop.get("/v1/catalog/imports", limit=limit)
    Output(as_json).result(document, lambda console: print_imports(console, document["imports"]))
    return ExitCode.OK


def show(
    import_id: ImportId, url: Url = None, data: Data = None, as_json: AsJson = False
) -> ExitCode:
    """Show an import with its report: problems, what it changed, why it is held."""
    with connect(url, data) as shop:
        record = shop.get(import_path(import_id))
        report = shop.report(record)
    document = {"import": record, "report": report}
    Output(as_json).result(document, lambda console: print_report(console, record, report))
    return ExitCode.OK


def approve(
    import_id: ImportId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Do not wait for the import's end.")
    ] = False,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Import a held file as it is, after a look at what that would do."""
    output = Output(as_json)
    with connect(url, data, works=not no_wait) as shop:
        held = shop.get(import_path(import_id))
        if held["status"] == "held":
            if not yes:
                print_report(output.stderr, held, shop.report(held))
            confirm(output, "Import it all the same?", yes=yes)
        approval = {"by": user_name(), "holds": held["holds"] or [held["problem_code"]]}
        record = shop.post(f"{import_path(import_id)}/approve", approval)
        if not no_wait:
            with output.progress() as progress:
                record = follow(shop, import_id, progress)
    output.result(record, lambda console: print_import(console, record))
    return ExitCode.OK if no_wait else exit_code_of(record)
