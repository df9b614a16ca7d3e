"""Tables of products, imports and models for the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from infra.local.output import Document
from shopguide.domain.ranking import CATALOGUE_EMPTY, RecommendationNote

STATES = {
    "published": "green",
    "checked": "green",
    "held": "yellow",
    "failed": "red",
    "superseded": "yellow",
}
"""In which colour the terminal shows how an import stands."""

STOCK = {
    "in_stock": "in stock",
    "out_of_stock": "out of stock",
    "preorder": "preorder",
    "backorder": "backorder",
}
"""How the terminal writes what a product's availability may be."""

RECOMMENDATION_NOTES = {
    CATALOGUE_EMPTY: "The shop is empty: upload a products file first.",
    RecommendationNote.NO_PURCHASES_TOGETHER: "Nothing is known to be bought together with it.",
    RecommendationNote.NO_COMPLEMENTS: "Nothing is known to go with it.",
    RecommendationNote.NO_CATEGORY: "Its category is not known.",
    RecommendationNote.NO_PRICE: "Its price is not known.",
    RecommendationNote.NO_RATING: "It is not rated.",
    RecommendationNote.PRODUCTS_GONE: "Some of the products are not in the shop.",
    RecommendationNote.INDEX_UNAVAILABLE: "The index does not answer:"
    " these are popular products as they were kept.",
}
"""What the notes of recommendations say in words."""

MAX_REJECTIONS = 20
"""Rejected rows that a table shows; the report has all."""


_ID_SHOWN = 12
"""Characters of an id that a table shows; commands take them for the whole."""


def short_id(whole: str) -> str:
    """So much of an id of our own as tells it from others; `--json` has all of it."""
    return whole[:_ID_SHOWN]


def price_of(product: Document) -> str:
    """What a product costs now."""
    money = product.get("current_price")
    return f"{money['amount']} {money['currency']}" if money else "-"


def reason_of(hit: Document) -> str:
    """Why a product is recommended, in words."""
    return str((hit.get("reason") or {}).get("text", ""))


def _titled(hit: Document) -> Text:
    """A title over its reason: a column of its own would leave neither the room it needs."""
    title, reason = hit["product"]["title"], reason_of(hit)
    return Text.assemble(title, f"\n{reason}" if reason else "")


def print_hits(console: Console, document: Document) -> None:
    """Recommendations with their reasons."""
    hits: Sequence[Document] = document["hits"]
    stocked = all(hit["product"]["availability"] == "in_stock" for hit in hits)
    table = _table("#", "id", "product, reason", "price", *([] if stocked else ["stock"]), "score")
    for place, hit in enumerate(hits, start=1):
        product = hit["product"]
        cells = [Text(str(place)), Text(product["product_id"]), _titled(hit)]
        cells += [Text(price_of(product))]
        if not stocked:
            cells += [Text(STOCK.get(product["availability"], product["availability"]))]
        table.add_row(*cells, Text(f"{hit['score']:.3f}"))
    _print_ranking(console, table, document)


def print_campaign(console: Console, document: Document) -> None:
    """The eligible products of a campaign in their order, and how many are not in it."""
    table = _table("#", "id", "reason", "score")
    for place, hit in enumerate(document["hits"], start=1):
        cells = [str(place), hit["product_id"], reason_of(hit), f"{hit['score']:.3f}"]
        table.add_row(*map(Text, cells))
    _print_ranking(console, table, document)
    if document["left_out"]:
        console.print(f"{len(document['left_out']):,} eligible products are left out.")


def _print_ranking(console: Console, table: Table, document: Document) -> None:
    if document["hits"]:
        console.print(table)
    else:
        console.print("Nothing can be recommended.")
    for note in document.get("notes", ()):
        console.print(RECOMMENDATION_NOTES.get(note, note))


def print_import(console: Console, record: Document, page: str = "") -> None:
    """The report of an import; `page` is where its report for people is."""
    state = Text(str(record["status"]), style=STATES.get(record["status"], ""))
    console.print(Text.assemble(f"Import {record['import_id']} of {record['object_key']}: ", state))
    if record.get("problem"):
        console.print(record["problem"], markup=False)
    counts: Document = record["counts"]
    shown = {name: count for name, count in counts.items() if count}
    if shown:
        table = _table(*(name.replace("_", " ") for name in shown))
        table.add_row(*(f"{count:,}" for count in shown.values()))
        console.print(table)
    if record.get("catalogue_version") is not None:
        console.print(f"The shop is now at catalogue version {record['catalogue_version']}.")
    print_rejections(console, record)
    if page:
        console.print(f"The report as a page: {page}", markup=False, soft_wrap=True)


def print_rejections(console: Console, record: Document) -> None:
    """The rows that were not imported."""
    rejections: Sequence[Document] = record["rejections"]
    if not rejections:
        return
    table = _table("line", "row", "column", "value", "reason", title="Rejected rows")
    for row in rejections[:MAX_REJECTIONS]:
        cells = (row["line"], row["row_id"], row["column"], row["value"], row["reason"])
        table.add_row(*(Text(str(cell)) for cell in cells))
    console.print(table)
    # One told row may stand for several of the file: a variant, and further images of it.
    hidden = record["counts"]["rejected"] - MAX_REJECTIONS
    if len(rejections) >= MAX_REJECTIONS and hidden > 0:
        console.print(f"{hidden:,} more are in the report.")
    if record.get("rejected_key"):
        console.print(f"All rejected rows: {record['rejected_key']}", markup=False)


def print_models(console: Console, models: Sequence[Document]) -> None:
    """Model bundles."""
    table = _table(
        "kind",
        "name",
        "version",
        *(["base model", "licence"] if models and "licence" in models[0] else []),
    )
    for model in models:
        cells = [model["kind"], model["name"], model["version"]]
        cells += [model["base_model"], model["licence"]] if "licence" in model else []
        table.add_row(*map(str, cells))
    console.print(table)


def print_versions(
    console: Console, versions: Sequence[Document], *, figures: bool = False
) -> None:
    """Versions of bundles, each place after the other; those in use are marked."""
    places = list(dict.fromkeys(version.get("place", "") for version in versions)) or [""]
    for place in places:
        table = _table(
            "kind", "name", "version", "in use", "base model", "licence", title=place or None
        )
        for version in versions:
            if version.get("place", "") == place:
                mark = "broken" if version["problem"] else "yes" if version["is_current"] else ""
                cells = [version["kind"], version["name"], version["version"], mark]
                cells += [version["base_model"] or "-", version["licence"] or "-"]
                table.add_row(*map(Text, cells))
        console.print(table)
    for version in versions:
        if version["problem"]:
            console.print(version["problem"], markup=False, soft_wrap=True)
    for version in versions if figures else ():
        measured = {**version["parity"], **version["metrics"]}
        text = ", ".join(f"{name} {value:.4g}" for name, value in sorted(measured.items()))
        console.print(f"{version['version']}: {text or 'no figures'}", markup=False)


def print_history(console: Console, history: Sequence[Document]) -> None:
    """What moved a bundle's pointer, oldest first."""
    table = _table("at", "action", "version", "by", "why", title="History")
    for event in history:
        table.add_row(*(Text(event[name]) for name in ("at", "action", "version", "by", "why")))
    if history:
        console.print(table)


def _table(*headers: str, **options: Any) -> Table:  # noqa: ANN401 - options of rich's Table
    table = Table(title_justify="left", **options)
    numbers = {"#", "score", "line"}
    for header in headers:
        justify: JustifyMethod = "right" if header in numbers else "left"
        least = 26 if header == "title" else None
        table.add_column(header, justify=justify, overflow="fold", min_width=least)
    return table
