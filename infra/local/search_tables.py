"""A search for the terminal: what was understood, what was found, and what one can do next."""

from collections.abc import Sequence
from itertools import chain

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from infra.local.output import Document
from infra.local.search_lines import (
    bounds_in_words,
    chip_lines,
    further_lines,
    is_explained,
    note_lines,
    reading_lines,
    steering_lines,
)
from infra.local.tables import STOCK, price_of

MAX_CHOICES = 8
"""Choices of one facet that the terminal shows."""

_SCOPES = {
    "words": "of {:,} products with every word",
    "hits": "of the best {:,} hits",
    "filter": "of {:,} products",
}
_RIGHT = {"#", "score", "cosine", "words", "fused", "reranker", "taste"}


def print_search(console: Console, found: Document, *, before: int = 0) -> None:
    """A page of hits and all that was told with it; `before` hits are on earlier pages."""
    for line in chain(reading_lines(found), chip_lines(found["chips"])):
        console.print(Text(line), soft_wrap=True)
    if found["hits"]:
        _print_hits(console, found["hits"], before)
    else:
        console.print("Nothing was found.")
    _print_stages(console, found, before)
    _print_facets(console, found["facets"])
    for line in chain(steering_lines(found), note_lines(found["notes"]), further_lines(found)):
        console.print(Text(line), soft_wrap=True)


def _print_hits(console: Console, hits: Sequence[Document], before: int) -> None:
    told = any(hit["pinned"] or hit["variant_count"] for hit in hits)
    scored = any(hit["score"] for hit in hits)
    headers = ["#", "id", "title", "price", "stock", *(["also"] if told else [])]
    table = _table(*headers, *(["score"] if scored else []))
    for place, hit in enumerate(hits, start=before + 1):
        product = hit["product"]
        cells = [str(place), product["product_id"], product["title"], price_of(product)]
        cells += [STOCK.get(product["availability"], product["availability"])]
        cells += [_also(hit)] if told else []
        cells += [f"{hit['score']:.3f}"] if scored else []
        table.add_row(*map(Text, cells))
    console.print(table)


def _also(hit: Document) -> str:
    count = hit["variant_count"]
    variants = f"+{count} variant{'s' if count > 1 else ''}" if count else ""
    return ", ".join(filter(None, ("pinned" if hit["pinned"] else "", variants)))


def _print_stages(console: Console, found: Document, before: int) -> None:
    """What each stage gave each hit, where that was asked for, and scores made the order."""
    if not is_explained(found) or found["sort"]["order"] != "relevance":
        return
    table = _table("#", "cosine", "words", "fused", "reranker", "taste", "boosts")
    for place, hit in enumerate(found["hits"], start=before + 1):
        stages, places = hit["stages"], hit["stages"]["personal_places"]
        names = ("cosine", "words", "fused", "relevance")
        cells = [str(place), *(_number(stages[name]) for name in names)]
        cells.append(f"{places:+d}" if places else "")
        boosts = (f"{name} {amount:+.2f}" for name, amount in stages["boosts"].items())
        table.add_row(*map(Text, [*cells, "  ".join(boosts)]))
    console.print(table)
    meaning = found["meaning_weight"]
    console.print(f"fused = {meaning:.2f} x cosine + {1 - meaning:.2f} x words + boosts")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _print_facets(console: Console, facets: Document | None) -> None:
    """One row a facet: its choices with their counts; those in force are marked."""
    if facets is None:
        return
    table = _table("facet", _SCOPES[facets["scope"]].format(facets["products"]))
    for facet in facets["facets"]:
        values = facet["values"]
        choices = (
            f"{_shown(value)} ({value['count']:,}){'*' if value['selected'] else ''}"
            for value in values[:MAX_CHOICES]
        )
        more = [f"{len(values) - MAX_CHOICES} more"] if len(values) > MAX_CHOICES else []
        name = f"{facet['facet']} {facet['currency']}".rstrip()
        table.add_row(Text(name), Text("  ".join([*choices, *more]) or "-"))
    console.print(table)


def _shown(value: Document) -> str:
    """A choice: its name, or its bounds in words."""
    if value["at_least"] is None and value["at_most"] is None:
        return str(value["shown"])
    return bounds_in_words(value["at_least"], value["at_most"])


def _table(*headers: str) -> Table:
    table = Table()
    for header in headers:
        justify: JustifyMethod = "right" if header in _RIGHT else "left"
        least = 26 if header == "title" else None
        table.add_column(header, justify=justify, overflow="fold", min_width=least)
    return table
