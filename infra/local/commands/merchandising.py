"""The commands that `shopguide rules`, `synonyms` and `canaries` have in common."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from infra.local.commands.options import AsJson, Data, Url
from infra.local.merchandising_client import merchandising_of
from infra.local.merchandising_tables import (
    print_check,
    print_content,
    print_publication,
    print_revisions,
)
from infra.local.output import Document, ExitCode, Output
from infra.local.person import user_name
from shopguide.domain.errors import ConfigurationError, DataFolderInUseError
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.search.merchandising.documents import check_document
from shopguide.search.merchandising.service import check_file

File: TypeAlias = Annotated[
    Path, typer.Argument(help="The file.", exists=True, dir_okay=False, readable=True)
]
Why: TypeAlias = Annotated[
    str, typer.Option("--why", help="The reason, for the history.", metavar="TEXT")
]


def merchandising_app(kind: MerchandisingKind, help_text: str) -> typer.Typer:
    """The commands for one of the files."""
    app = typer.Typer(help=help_text, no_args_is_help=True)

    @app.command()
    def check(file: File, url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
        """Show everything that is wrong in a file, and change nothing."""
        output = Output(as_json)
        document = _check(output, kind, file.read_bytes(), url, data)
        output.result(document, lambda console: print_check(console, document))
        return _exit_code(document)

    @app.command()
    def publish(
        file: File,
        expect: Annotated[
            str | None,
            typer.Option(
                "--expect",
                help="Refuse if another version than this one is in use.",
                metavar="VERSION",
            ),
        ] = None,
        why: Why = "",
        url: Url = None,
        data: Data = None,
        as_json: AsJson = False,
    ) -> ExitCode:
        """Check a file and bring it into use at once; one with an error changes nothing."""
        content = file.read_bytes()
        with merchandising_of(url, data, may_create=True) as shop:
            document = shop.publish(
                kind, content, by=user_name(), note=why, expected_version=expect
            )
        Output(as_json).result(document, lambda console: print_publication(console, document))
        return _exit_code(document)

    @app.command()
    def show(
        version: Annotated[
            str, typer.Argument(help="Default: the one in use.", metavar="[VERSION]")
        ] = "",
        url: Url = None,
        data: Data = None,
        as_json: AsJson = False,
    ) -> ExitCode:
        """Show what is in use, or what another version says."""
        with merchandising_of(url, data) as shop:
            document = shop.show(kind, version)
        Output(as_json).result(document, lambda console: print_content(console, document))
        return ExitCode.OK

    @app.command()
    def history(
        limit: Annotated[int, typer.Option("--limit", help="Most entries to show.", min=1)] = 20,
        url: Url = None,
        data: Data = None,
        as_json: AsJson = False,
    ) -> ExitCode:
        """Show what was in use when, by whom and why, the newest first."""
        with merchandising_of(url, data) as shop:
            document = shop.history(kind, limit)
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
        """Bring an earlier version back into use."""
        with merchandising_of(url, data) as shop:
            document = shop.rollback(kind, to, by=user_name(), note=why)
        Output(as_json).result(document, lambda console: print_publication(console, document))
        return ExitCode.OK

    return app


def _check(
    output: Output, kind: MerchandisingKind, content: bytes, url: str | None, data: Path | None
) -> Document:
    """Compared with the shop's products and names, where there is a shop that can be opened."""
    try:
        with merchandising_of(url, data) as shop:
            return shop.check(kind, content)
    except (ConfigurationError, DataFolderInUseError) as error:
        output.note(f"Names of products and brands are not compared with a shop: {error}")
        return check_document(kind, check_file(kind, content, datetime.now(UTC)))


def _exit_code(document: Document) -> ExitCode:
    return ExitCode.IMPORT_FAILED if document["outcome"] == "refused" else ExitCode.OK
