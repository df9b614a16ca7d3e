"""`shopguide chat`: a shopping conversation in the terminal."""

import sys
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

import typer

from infra.local.chat_tables import print_turn
from infra.local.client import ShopClient
from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import CommandError, ExitCode, Output

_LAST_WORDS = ("exit", "quit", ":q", "退出")


def chat(
    said: Annotated[
        list[str] | None,
        typer.Argument(
            help="What the shopper says, a turn each; without it, lines are read until the end.",
            metavar="TEXT",
        ),
    ] = None,
    *,
    conversation: Annotated[
        str | None, typer.Option("--conversation", help="Go on with this one.", metavar="ID")
    ] = None,
    shopper: Annotated[
        str | None, typer.Option("--shopper", help="Account or session.", metavar="ID")
    ] = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Look for products, ask about them and compare them in one conversation."""
    output = Output(as_json)
    turns = []
    with connect(url, data) as shop:
        begun = conversation or _begin(shop, shopper)
        output.note(f"Conversation {begun}.")
        for text in said or _lines():
            try:
                turn = shop.post(
                    f"/v1/conversations/{quote(begun, safe='')}/turns",
                    {"text": text, "shopper_id": shopper},
                )
            except CommandError as error:
                # Whoever types goes on; a list of turns, or a program, is told at the end.
                if said or as_json or error.document["code"] != "invalid_parameter":
                    raise
                output.problem(error.document)
                continue
            turns.append(turn)
            if not as_json:
                print_turn(output.stdout, turn)
    if as_json:
        output.result({"conversation_id": begun, "turns": turns}, lambda _: None)
    return ExitCode.OK


def _begin(shop: ShopClient, shopper: str | None) -> str:
    return str(shop.post("/v1/conversations", {"shopper_id": shopper})["conversation_id"])


def _lines() -> Iterator[str]:
    """What is typed, or piped in, until an empty line or a word of farewell to the program."""
    while True:
        if sys.stdin.isatty():
            print("> ", end="", flush=True)
        line = sys.stdin.readline()
        text = line.strip()
        if not text or text.casefold() in _LAST_WORDS:
            return
        yield text
