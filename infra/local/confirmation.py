"""Asking before something changes."""

import sys

import typer

from infra.local.output import CommandError, ExitCode, Output, usage_problem


def confirm(output: Output, question: str, *, yes: bool) -> None:
    """Ask on the terminal, unless the answer is known.

    Raises:
        CommandError: nobody can be asked.
        typer.Abort: the answer is no.
    """
    if yes:
        return
    if output.as_json or not sys.stdin.isatty():
        problem = usage_problem("Nobody is there to be asked.", fix="Add --yes to go ahead.")
        raise CommandError(problem, ExitCode.USAGE)
    if not typer.confirm(question, err=True):
        output.note("Nothing was changed.")
        raise typer.Abort
