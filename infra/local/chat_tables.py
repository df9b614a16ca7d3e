"""A turn of a conversation as the terminal shows it."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from infra.local.output import Document
from infra.local.tables import price_of

_CITED = 160
"""Characters of a passage that a citation shows."""


def print_turn(console: Console, turn: Document) -> None:
    """What the assistant says, shows and asks."""
    console.print(Text(turn["text"]), style="bold")
    if turn["cards"]:
        console.print(_cards(turn["cards"]))
    for line in _evidence(turn["answer"]):
        console.print(Text(line), style="dim")
    if turn["choices"]:
        shown = "  ".join(f"[{choice['shown']}]" for choice in turn["choices"])
        console.print(Text(shown), style="cyan")
    if turn["suggestions"]:
        console.print(Text("  ".join(f"› {each}" for each in turn["suggestions"])), style="cyan")
    console.print()


def _cards(cards: list[Document]) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 1))
    for no_wrap in (True, False, True, False):
        table.add_column(no_wrap=no_wrap, overflow="fold")
    for place, card in enumerate(cards, start=1):
        product = card["product"]
        cells = (f"{place}.", product["title"], price_of(product), card["reason"])
        table.add_row(*map(Text, cells))
    return table


def _evidence(answer: Document | None) -> Iterator[str]:
    seen = set()
    for citation in answer["citations"] if answer else ():
        passage = citation["passage"]
        if passage["passage_id"] not in seen:
            seen.add(passage["passage_id"])
            text = passage["text"]
            shown = text if len(text) <= _CITED else text[:_CITED].rstrip() + " …"
            yield f"  [{passage['kind']} {passage['source']}] {shown}"
