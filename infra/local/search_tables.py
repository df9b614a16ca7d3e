"""A search for the terminal: what was understood, what was found, and what one can do next."""

from collections.abc import Iterator, Sequence
from itertools import chain

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from infra.local.output import Document
from infra.local.tables import STOCK, price_of

MAX_CHOICES = 8
"""Choices of one facet that the terminal shows."""

NOTES = {
    "catalogue_empty": "The shop is empty: upload a products file first.",
    "catalogue_changed": "An import went live since the page before:"
    " hits may repeat or be missing.",
    "constraints_relaxed": "No product meets all of the query: what is marked was let go.",
    "index_outdated": "The index is of an older form and finds by meaning alone:"
    " run `shopguide reindex`.",
    "nothing_with_these_words": "No product has these words: these are the nearest by meaning.",
    "sort_unavailable": "No product has the number that this order goes by: best first instead.",
    "personal_unavailable": "The shopper's history could not be read.",
    "reranker_over_budget": "The reranker had too little time: the order is that without it.",
    "reranker_unavailable": "The reranker failed: the order is that without it.",
    "rules_outdated": "The newest rules cannot be read: earlier ones apply.",
    "synonyms_outdated": "The newest synonyms cannot be read: earlier ones are used.",
}
"""What the notes of a search say, in a sentence each."""

_ORDERS = {
    "relevance": "best first",
    "price_ascending": "price, lowest first",
    "price_descending": "price, highest first",
    "rating": "rating, best first",
    "newest": "newest first",
}
_SCOPES = {
    "words": "of {:,} products with every word",
    "hits": "of the best {:,} hits",
    "filter": "of {:,} products",
}
_OPTIONS = {"price": "--price-min and --price-max"}
_RIGHT = {"#", "score", "cosine", "words", "fused", "reranker", "taste"}


def print_search(console: Console, found: Document, *, before: int = 0) -> None:
    """A page of hits and all that was told with it; `before` hits are on earlier pages."""
    for line in chain(_reading(found), _chips(found["chips"])):
        console.print(Text(line), soft_wrap=True)
    if found["hits"]:
        _print_hits(console, found["hits"], before)
    else:
        console.print("Nothing was found.")
    _print_stages(console, found, before)
    _print_facets(console, found["facets"])
    for line in chain(_hands(found), _notes(found["notes"]), _further(found)):
        console.print(Text(line), soft_wrap=True)


def _reading(found: Document) -> Iterator[str]:
    """How the words were read."""
    for one in found["corrections"]:
        yield f"Searched for {one['corrected']!r} instead of {one['written']!r}."
    if found["corrections"]:
        yield "  As it was written: --off spelling"
    for one in found["synonyms"]:
        yield f"Searched beside {one['phrase']!r}: {', '.join(one['alternatives'])}"
    if found["synonyms"]:
        yield "  Without: --off synonyms"
    sort = found["sort"]
    order = f"Order: {_ORDERS[sort['order']]}"
    if sort["span"] and sort["order"] != "relevance":
        start, end = sort["span"]
        order += f", for {found['query'][start:end]!r}; without: --off {sort['id']}"
    what = "Products with every word" if found["searched"] else "Products"
    total = found["total"]
    yield order if total is None else f"{order}. {what}: {total:,}"


def _chips(chips: Sequence[Document]) -> Iterator[str]:
    """What the query constrains, a line each."""
    if chips:
        yield "Understood:"
    for chip in chips:
        mode = "let go" if chip["relaxed"] else {"filter": "only", "prefer": "first"}[chip["mode"]]
        negation = "not " if chip["negated"] else ""
        yield (
            f"  {chip['text']!r}: {chip['kind']} {negation}{_wanted(chip)}"
            f" ({mode}); without: --off {chip['id']}"
        )


def _wanted(chip: Document) -> str:
    low, high = chip["at_least"], chip["at_most"]
    if low is None and high is None:
        return " or ".join(chip["values"])
    return f"{_bounds(low, high)} {chip['currency']}".rstrip()


def _bounds(low: float | None, high: float | None) -> str:
    if high is None:
        return f"at least {low:g}"
    return f"at most {high:g}" if low is None else f"{low:g} to {high:g}"


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
    if not _is_explained(found) or found["sort"]["order"] != "relevance":
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


def _is_explained(found: Document) -> bool:
    return any(hit["stages"] is not None for hit in found["hits"])


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
    return _bounds(value["at_least"], value["at_most"])


def _hands(found: Document) -> Iterator[str]:
    """What else had a hand in the order."""
    for rule in found["rules"]:
        note = f": {rule['note']}" if rule["note"] else ""
        yield f"Rule of line {rule['line']} applied ({rule['action']}){note}"
    if found["personal"] and (moved := found["personal"]["moved"]):
        yield f"The shopper's taste moved {len(moved)} of these hits; without: --no-personal"
    if (reranking := found["reranking"])["hits"]:
        yield f"Reranked the first {reranking['hits']} in {reranking['took_ms']:.0f} ms."


def _notes(notes: Sequence[str]) -> Iterator[str]:
    return (NOTES.get(note, note) for note in notes)


def _further(found: Document) -> Iterator[str]:
    """What to do next."""
    for way in found["ways_out"]:
        name = way["constraint"]
        option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
        yield f"Without {option} there are {way['products']:,} products."
    if found["next_cursor"]:
        yield f"Next page: the same with --cursor {found['next_cursor']}"
    if _is_explained(found):
        yield f"Repeat it: shopguide replay {found['trace']}"


def _table(*headers: str) -> Table:
    table = Table()
    for header in headers:
        justify: JustifyMethod = "right" if header in _RIGHT else "left"
        least = 26 if header == "title" else None
        table.add_column(header, justify=justify, overflow="fold", min_width=least)
    return table
