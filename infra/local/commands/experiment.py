"""`shopguide experiment`: publish experiments, and see what came of them."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from infra.local.commands.options import AsJson, Data, Url
from infra.local.experiment_tables import print_experiments, print_report
from infra.local.experiments_client import PLOTS, experiments_of
from infra.local.merchandising_tables import print_check, print_publication, print_revisions
from infra.local.output import Document, ExitCode, Output
from infra.local.person import user_name
from shopguide.experiments.definition_file import check_definitions
from shopguide.experiments.publication_documents import check_document

app = typer.Typer(
    help="Compare ways of recommending and searching on real shoppers.", no_args_is_help=True
)

File: TypeAlias = Annotated[
    Path, typer.Argument(help="The file.", exists=True, dir_okay=False, readable=True)
]
Why: TypeAlias = Annotated[
    str, typer.Option("--why", help="The reason, for the history.", metavar="TEXT")
]
Svg: TypeAlias = Annotated[
    Path | None, typer.Option("--svg", help="Also draw a plot.", dir_okay=False, metavar="FILE")
]


@app.command()
def check(file: File, as_json: AsJson = False) -> ExitCode:
    """Show everything that is wrong in a file, and change nothing; needs no shop."""
    document = check_document(check_definitions(file.read_bytes()))
    Output(as_json).result(document, lambda console: print_check(console, document))
    return _exit_code(document)


@app.command()
def publish(
    file: File,
    expect: Annotated[
        str | None,
        typer.Option(
            "--expect", help="Refuse if another version than this one is in use.", metavar="VERSION"
        ),
    ] = None,
    why: Why = "",
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Check a file and bring it into use at once; one with an error changes nothing."""
    with experiments_of(url, data, may_create=True) as shop:
        document = shop.publish(
            file.read_bytes(), by=user_name(), note=why, expected_version=expect
        )
    Output(as_json).result(document, lambda console: print_publication(console, document))
    return _exit_code(document)


@app.command("list")
def list_experiments(
    version: Annotated[
        str, typer.Argument(help="Default: the one in use.", metavar="[VERSION]")
    ] = "",
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Show the experiments in use, or those of another version."""
    with experiments_of(url, data) as shop:
        document = shop.experiments(version)
    Output(as_json).result(document, lambda console: print_experiments(console, document))
    return ExitCode.OK


@app.command()
def history(
    limit: Annotated[int, typer.Option("--limit", help="Most entries to show.", min=1)] = 20,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Show what was in use when, by whom and why, the newest first."""
    with experiments_of(url, data) as shop:
        document = shop.history(limit)
    Output(as_json).result(document, lambda console: print_revisions(console, document))
    return ExitCode.OK


@app.command()
def rollback(
    to: Annotated[
        str,
        typer.Option("--to", help="Version; default the one in use before.", metavar="VERSION"),
    ] = "",
    why: Why = "",
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Bring an earlier version back into use; once more undoes that."""
    with experiments_of(url, data) as shop:
        document = shop.rollback(to, by=user_name(), note=why)
    Output(as_json).result(document, lambda console: print_publication(console, document))
    return ExitCode.OK


@app.command()
def report(
    name: Annotated[str, typer.Argument(help="Of the experiment.", metavar="NAME")],
    svg: Svg = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Tell what came of an experiment; it may be asked as often as one likes."""
    with experiments_of(url, data) as shop:
        document = shop.report(name)
    told = write_plots(document, svg)
    Output(as_json).result(told, lambda console: print_report(console, told))
    return ExitCode.OK


def write_plots(document: Document, svg: Path | None) -> Document:
    """Write a report's plots, and give what is left of it.

    With several variants each one's name is put before the suffix of the file.
    """
    plots: Document = document[PLOTS]
    if svg is not None:
        for name, plot in plots.items():
            path = svg if len(plots) == 1 else svg.with_stem(f"{svg.stem}-{name}")
            path.write_text(plot, encoding="utf-8")
    return {member: value for member, value in document.items() if member != PLOTS}


def _exit_code(document: Document) -> ExitCode:
    return ExitCode.IMPORT_FAILED if document["outcome"] == "refused" else ExitCode.OK
