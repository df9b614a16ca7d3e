"""`shopguide moderation`: questions that people look at, and what shoppers think of answers."""

from enum import StrEnum
from typing import Annotated, TypeAlias
from urllib.parse import quote

import typer

from infra.local.client import ShopClient
from infra.local.commands.options import AsJson, Data, Url
from infra.local.confirmation import confirm
from infra.local.connection import connect
from infra.local.moderation_tables import (
    print_case,
    print_cases,
    print_figures,
    print_sync,
    state_of,
)
from infra.local.output import Document, ExitCode, Output
from infra.local.person import user_name
from shopguide.domain.short_id import WHOLE

app = typer.Typer(help="Answer the questions that the shop's data could not.", no_args_is_help=True)

CaseId: TypeAlias = Annotated[
    str,
    typer.Argument(
        help="As `moderation list` shows it; enough of its beginning to tell it from others.",
        metavar="CASE",
    ),
]
By: TypeAlias = Annotated[
    str | None, typer.Option("--by", help="Who decides; default: the user.", metavar="NAME")
]


class Status(StrEnum):
    """How far cases are."""

    OPEN = "open"
    ANSWERED = "answered"
    REJECTED = "rejected"


@app.command(name="list")
def list_cases(
    status: Annotated[Status, typer.Option("--status", help="How far they are.")] = Status.OPEN,
    most_asked: Annotated[
        bool, typer.Option("--most-asked", help="What most asked first, not the newest.")
    ] = False,
    product: Annotated[
        str | None, typer.Option("--product", help="Only about this product.", metavar="ID")
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option("--reason", help="abstained, disliked, hand_over or stale.", metavar="REASON"),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Most cases to show.")] = 20,
    cursor: Annotated[
        str | None, typer.Option("--cursor", help="Where the page before ended.", metavar="WORD")
    ] = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """List cases, the newest or the most asked first."""
    with connect(url, data) as shop:
        document = shop.get(
            "/v1/moderation/cases",
            status=status.value,
            order="most_asked" if most_asked else "newest",
            product_id=product,
            reason=reason,
            limit=limit,
            cursor=cursor,
        )
    Output(as_json).result(document, lambda console: print_cases(console, document))
    return ExitCode.OK


@app.command()
def show(case: CaseId, url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
    """Show a case: the question, what was answered, and what the shop's data say near it."""
    with connect(url, data) as shop:
        document = shop.get(_path(case))
    Output(as_json).result(document, lambda console: print_case(console, document))
    return ExitCode.OK


@app.command()
def answer(
    case: CaseId,
    text: Annotated[str, typer.Argument(help="What shoppers read from now on.", metavar="TEXT")],
    by: By = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Answer a case: what the next shopper reads who asks that, or something near enough."""
    return _decide(case, "answer", {"text": text}, by, connect_to=(url, data), as_json=as_json)


@app.command()
def reject(
    case: CaseId,
    reason: Annotated[str, typer.Argument(help="Why it gets no answer.", metavar="REASON")],
    by: By = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Close a case without an answer."""
    return _decide(case, "reject", {"reason": reason}, by, connect_to=(url, data), as_json=as_json)


@app.command()
def reopen(
    case: CaseId, by: By = None, url: Url = None, data: Data = None, as_json: AsJson = False
) -> ExitCode:
    """Open a case again; its verified answer is not used any more."""
    return _decide(case, "reopen", {}, by, connect_to=(url, data), as_json=as_json)


@app.command()
def delete(
    case: CaseId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Delete a case, all that was kept of it, and its passage."""
    output = Output(as_json)
    with connect(url, data) as shop:
        whole = _whole_id(shop, case)
        if not yes:
            found = shop.get(_path(whole))
            output.note(f"{found['question']}: {state_of(found)}")
        confirm(output, "Delete the case and its answer?", yes=yes)
        document = shop.send("DELETE", _path(whole))
    output.result(document, lambda console: console.print(f"Deleted {document['case_id']}."))
    return ExitCode.OK


@app.command()
def sync(url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
    """Bring the passages of verified answers in step with their cases, and find stale ones."""
    with connect(url, data) as shop:
        document = shop.post("/v1/moderation/sync")
    Output(as_json).result(document, lambda console: print_sync(console, document))
    return ExitCode.OK


@app.command()
def report(url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
    """Show how many cases there are, what is asked most, and what shoppers think of answers."""
    with connect(url, data) as shop:
        document = shop.get("/v1/moderation/report")
    Output(as_json).result(document, lambda console: print_figures(console, document))
    return ExitCode.OK


def _decide(
    case: str,
    verb: str,
    body: Document,
    by: str | None,
    *,
    connect_to: tuple[Url, Data],
    as_json: bool,
) -> ExitCode:
    with connect(*connect_to) as shop:
        path = f"{_path(_whole_id(shop, case))}/{verb}"
        document = shop.post(path, {**body, "by": user_name() if by is None else by})
    Output(as_json).result(document, lambda console: print_case(console, document))
    return ExitCode.OK


def _whole_id(shop: ShopClient, case: str) -> str:
    """The id of the case that begins so; what changes a case takes whole ids alone."""
    return case if len(case) >= WHOLE else str(shop.get(_path(case))["case_id"])


def _path(case: str) -> str:
    return f"/v1/moderation/cases/{quote(case, safe='')}"
