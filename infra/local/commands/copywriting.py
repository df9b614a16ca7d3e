"""`shopguide copy` and `copies`: texts about products, and their approval."""

from typing import Annotated
from urllib.parse import quote

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import Document, ExitCode, Output
from infra.local.person import user_name
from infra.local.tables import short_id
from shopguide.domain.copy_draft import CopyKind, CopyLength, DraftStatus, Tone
from shopguide.domain.short_id import WHOLE

app = typer.Typer(help="Drafts of texts about products.", no_args_is_help=True)

_SHOWN = 60
"""Characters of a text in a list."""

DraftId = Annotated[
    str,
    typer.Argument(
        help="As `copies list` shows it; enough of its beginning to tell it from others.",
        metavar="DRAFT",
    ),
]
By = Annotated[
    str | None, typer.Option("--by", help="Who decides; default: the user.", metavar="NAME")
]


def copy(
    product: Annotated[str, typer.Argument(help="The product.", metavar="ID")],
    kind: Annotated[CopyKind, typer.Option("--kind", help="What to write.")] = CopyKind.BULLETS,
    tone: Annotated[Tone, typer.Option("--tone", help="How to write it.")] = Tone.NEUTRAL,
    length: Annotated[
        CopyLength, typer.Option("--length", help="How much to write.")
    ] = CopyLength.MEDIUM,
    language: Annotated[
        str | None, typer.Option("--language", help="zh or en; by default the product's.")
    ] = None,
    persona: Annotated[
        str, typer.Option("--persona", help="For whom; chooses which facts come first.")
    ] = "",
    shopper: Annotated[
        str | None, typer.Option("--shopper", help="A shopper whose history chooses instead.")
    ] = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Write a title, bullets or an ad from a product's record, as a draft for approval."""
    output = Output(as_json)
    body = {
        "kind": kind.value,
        "tone": tone.value,
        "length": length.value,
        "language": language,
        "persona": persona,
        "shopper_id": shopper,
    }
    with connect(url, data) as shop:
        draft = shop.post(f"/v1/products/{quote(product, safe='')}/copy", body)
    output.result(draft, lambda console: _print_draft(console, draft))
    return ExitCode.OK


@app.command("list")
def list_drafts(
    status: Annotated[
        DraftStatus | None, typer.Option("--status", help="Only drafts of this status.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="How many, the newest first.")] = 50,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """List drafts, the newest first."""
    output = Output(as_json)
    with connect(url, data) as shop:
        found = shop.get("/v1/copy", status=status.value if status else None, limit=limit)
    output.result(found, lambda console: _print_drafts(console, found))
    return ExitCode.OK


@app.command("show")
def show(draft: DraftId, url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
    """Show a draft, its facts, and whether its product has changed since."""
    output = Output(as_json)
    with connect(url, data) as shop:
        found = shop.get(_path(draft))
    output.result(found, lambda console: _print_draft(console, found))
    return ExitCode.OK


@app.command("approve")
def approve(
    draft: DraftId, by: By = None, url: Url = None, data: Data = None, as_json: AsJson = False
) -> ExitCode:
    """Let a draft be read by everybody, in place of the one approved before."""
    return _decide(draft, "approve", by, (url, data), as_json=as_json)


@app.command("reject")
def reject(
    draft: DraftId, by: By = None, url: Url = None, data: Data = None, as_json: AsJson = False
) -> ExitCode:
    """Put a draft away."""
    return _decide(draft, "reject", by, (url, data), as_json=as_json)


def _decide(
    draft: str, decision: str, by: str | None, place: tuple[Url, Data], *, as_json: bool
) -> ExitCode:
    output = Output(as_json)
    with connect(*place) as shop:
        whole = draft if len(draft) >= WHOLE else shop.get(_path(draft))["draft_id"]
        decided = shop.post(f"{_path(whole)}/{decision}", {"by": user_name() if by is None else by})
    output.result(decided, lambda console: _print_draft(console, decided))
    return ExitCode.OK


def _path(draft: str) -> str:
    return f"/v1/copy/{quote(draft, safe='')}"


def _print_draft(console: Console, draft: Document) -> None:
    mark = "- " if draft["kind"] == "bullets" else ""
    for text in draft["texts"]:
        console.print(Text(f"{mark}{text}"))
    if draft["facts"]:
        console.print("Facts:", style="bold")
    for fact in draft["facts"]:
        console.print(Text(f"  [{fact['passage']['passage_id']}] {fact['passage']['text']}"))
    if draft["notes"]:
        console.print(Text(f"Notes: {', '.join(draft['notes'])}", style="dim"))
    stale = ", its product has changed since" if draft["stale"] else ""
    console.print(Text(f"Draft {draft['draft_id']}: {draft['status']}{stale}", style="bold"))


def _print_drafts(console: Console, found: Document) -> None:
    if not found["drafts"]:
        console.print("There are no such drafts.")
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("draft", "product", "what", "status", "text"):
        table.add_column(column, overflow="fold", no_wrap=column == "draft")
    for draft in found["drafts"]:
        what = f"{draft['kind']} {draft['language']} {draft['tone']}"
        status = f"{draft['status']}{' (stale)' if draft['stale'] else ''}"
        text = "; ".join(draft["texts"])
        shown = text if len(text) <= _SHOWN else text[:_SHOWN].rstrip() + " …"
        cells = (short_id(draft["draft_id"]), draft["product_id"], what, status, shown)
        table.add_row(*map(Text, cells))
    console.print(table)
