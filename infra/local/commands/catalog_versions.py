"""`shopguide catalog versions` and `rollback`: what was live, and the way back."""

from typing import Annotated

import typer
from rich.console import Console

from infra.local.catalog_tables import print_catalogue_versions, print_imports
from infra.local.client import ShopClient
from infra.local.commands.options import AsJson, Data, Url
from infra.local.confirmation import confirm
from infra.local.connection import connect
from infra.local.import_progress import follow
from infra.local.output import Document, ExitCode, Output
from infra.local.person import user_name


def versions(url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
    """List the catalogue versions that are kept, and which of them can come back."""
    with connect(url, data) as shop:
        document = shop.get("/v1/catalog/versions")
    Output(as_json).result(
        document, lambda console: print_catalogue_versions(console, document["versions"])
    )
    return ExitCode.OK


def rollback(
    version: Annotated[
        int | None,
        typer.Argument(help="Default: undo what the live version changed.", metavar="[VERSION]"),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Do not wait for its end.")] = False,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Bring the rows of an earlier version back, as a new version."""
    output = Output(as_json)
    with connect(url, data, works=not no_wait) as shop:
        kept = shop.get("/v1/catalog/versions")["versions"]
        live = kept[0]["version"] if kept else None
        if live is not None:
            confirm(output, _question(kept, version), yes=yes)
        body = {"version": version, "live": live, "by": user_name()}
        asked = shop.post("/v1/catalog/rollback", body)
        imports = asked["imports"] if no_wait else _follow(output, shop, asked)
    document = {**asked, "imports": imports}
    output.result(document, lambda console: _print(console, document))
    done = no_wait or all(each["status"] == "published" for each in imports)
    return ExitCode.OK if done else ExitCode.IMPORT_FAILED


def _question(kept: list[Document], version: int | None) -> str:
    """What would happen, and whether to go ahead."""
    live = kept[0]
    if version is None:
        what = f"Undo version {live['version']}, which changed {live['family']}"
    else:
        undone = [str(each["version"]) for each in kept if each["version"] > version]
        what = f"Bring back the rows of version {version}, and undo {', '.join(undone)}"
    return f"{what}? Encoder, rules and synonyms stay as they are."


def _follow(output: Output, shop: ShopClient, asked: Document) -> list[Document]:
    with output.progress() as progress:
        return [follow(shop, each["import_id"], progress) for each in asked["imports"]]


def _print(console: Console, document: Document) -> None:
    version, imports = document["version"], document["imports"]
    if not imports:
        console.print(f"The live rows are those of version {version} already.")
        return
    print_imports(console, imports)
    live = [each["catalogue_version"] for each in imports if each["status"] == "published"]
    if len(live) == len(imports):
        console.print(f"The rows of version {version} are back, as version {max(live)}.")
