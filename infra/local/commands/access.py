"""`shopguide access`: the keys of sessions and callers. A running server follows in minutes."""

from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from infra.local.access_tables import keys_document, print_added, print_keys, print_rotated
from infra.local.commands.options import AsJson, Data
from infra.local.key_file import write_key_file
from infra.local.output import ExitCode, Output
from shopguide.access.key_changes import KeyChanges
from shopguide.bootstrap import Container
from shopguide.config import read_settings
from shopguide.domain.caller import CallerKind
from shopguide.domain.errors import ConfigurationError

_Done = TypeVar("_Done")

app = typer.Typer(help="Keys of sessions and callers: docs/access.md.", no_args_is_help=True)


class Scope(StrEnum):
    """What an API key is for."""

    BACKEND = "backend"
    OPERATOR = "operator"


@app.command()
def keys(data: Data = None, as_json: AsJson = False) -> ExitCode:
    """List the keys: their ids, ages and names, never what they are."""
    document = keys_document(_changing(data, KeyChanges.document))
    Output(as_json).result(document, lambda console: print_keys(console, document))
    return ExitCode.OK


@app.command("add-key")
def add_key(
    name: Annotated[str, typer.Option("--name", help="Who uses it.", metavar="TEXT")],
    scope: Annotated[Scope, typer.Option("--scope", help="backend or operator.")],
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Write the key into this file, for its owner alone."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Make an API key; this shows it once, and nothing else ever has it."""
    key, text = _changing(data, lambda changes: changes.add_api_key(name, CallerKind(scope.value)))
    if to is not None:
        try:
            write_key_file(to, text)
        except ConfigurationError:  # nobody has seen the key, and nobody ever will
            _changing(data, lambda changes: changes.revoke_api_key(key.key_id))
            raise
    shown = {"key_id": key.key_id, "name": key.name, "scope": key.scope.value}
    document = {**shown, "file": str(to)} if to else {**shown, "key": text}
    Output(as_json).result(document, lambda console: print_added(console, document))
    return ExitCode.OK


@app.command("revoke-key")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `access keys` lists it.")],
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Forget an API key; it is refused within five minutes."""
    key = _changing(data, lambda changes: changes.revoke_api_key(key_id))
    document = {"key_id": key.key_id, "name": key.name, "revoked": True}
    Output(as_json).result(document, lambda console: console.print(f"Revoked {key.key_id}."))
    return ExitCode.OK


@app.command()
def rotate(
    now: Annotated[
        bool, typer.Option("--now", help="End all sessions: for keys that others may have.")
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Make a new key for sessions; those that were begun go on until they end."""
    key = _changing(data, KeyChanges.replace_all if now else KeyChanges.rotate)
    document = {"key_id": key.key_id, "sessions_ended": now}
    Output(as_json).result(document, lambda console: print_rotated(console, document))
    return ExitCode.OK


def _changing(data: Path | None, change: Callable[[KeyChanges], _Done]) -> _Done:
    """Work on the keys of a folder, beside a server that holds it, or of the stack.

    The document is replaced as a whole, so that nobody reads half of one.
    """
    settings = read_settings() if data is None else read_settings(data_dir=data)
    with closing(Container(settings)) as here:
        here.make_first_keys()
        return change(here.key_changes)
