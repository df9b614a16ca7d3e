"""`shopguide`: serve a shop on one machine, fill it and ask it."""

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from infra.local.commands import (
    access,
    canaries,
    catalog,
    copywriting,
    evaluate,
    experiment,
    models,
    moderation,
    report,
    rules,
    signals,
    synonyms,
)
from infra.local.commands.ask import answer
from infra.local.commands.chat import chat
from infra.local.commands.compare import compare
from infra.local.commands.copywriting import copy
from infra.local.commands.event import event
from infra.local.commands.events import events
from infra.local.commands.forget import forget
from infra.local.commands.insights import insights
from infra.local.commands.recommend import recommend
from infra.local.commands.reindex import reindex
from infra.local.commands.replay import replay
from infra.local.commands.sample import sample
from infra.local.commands.search import search
from infra.local.commands.serve import serve
from infra.local.commands.status import retry, status
from infra.local.commands.suggest import suggest
from infra.local.commands.train import train
from infra.local.commands.upload import upload
from infra.local.output import CommandError, ExitCode, Output, problem_of_error, usage_problem
from shopguide.domain.errors import ShopGuideError

app = typer.Typer(
    help="Search, recommendations and cited answers for a shop, on one machine.",
    no_args_is_help=True,
    add_completion=False,
)
for command in (
    serve,
    upload,
    search,
    suggest,
    replay,
    recommend,
    answer,
    insights,
    compare,
    copy,
    chat,
    event,
    events,
    forget,
    status,
    retry,
    reindex,
    sample,
    train,
):
    app.command()(command)
app.add_typer(catalog.app, name="catalog")
app.add_typer(models.app, name="models")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(moderation.app, name="moderation")
app.add_typer(rules.app, name="rules")
app.add_typer(synonyms.app, name="synonyms")
app.add_typer(canaries.app, name="canaries")
app.add_typer(copywriting.app, name="copies")
app.add_typer(signals.app, name="signals")
app.add_typer(experiment.app, name="experiment")
app.add_typer(report.app, name="report")
app.add_typer(access.app, name="access")


def main() -> None:
    """Console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. Every expected failure is told in a sentence."""
    # Also a command line that cannot be parsed is answered in the form that was asked for.
    output = Output(as_json="--json" in arguments)
    try:
        return _invoke(arguments)
    except TyperException as error:
        fix = "`shopguide COMMAND --help` shows what a command takes."
        output.problem(usage_problem(error.format_message(), fix=fix))
        return ExitCode.USAGE
    except CommandError as error:
        output.problem(error.document)
        return error.exit_code
    except ShopGuideError as error:
        output.problem(problem_of_error(error))
        return ExitCode.ERROR
    except (KeyboardInterrupt, typer.Abort):
        output.note("Interrupted.")
        return ExitCode.INTERRUPTED


def _invoke(arguments: Sequence[str]) -> int:
    code = app(list(arguments), prog_name="shopguide", standalone_mode=False)
    return code if isinstance(code, int) else ExitCode.OK


if __name__ == "__main__":
    main()
