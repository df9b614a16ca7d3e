"""A search in lines of text: how the query was read, what had a hand in it, and what is next."""

from collections.abc import Iterator, Sequence
from shlex import quote

from infra.local.output import Document

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
_WAYS_OUT = {"price": "--price-min and --price-max"}


def reading_lines(found: Document) -> Iterator[str]:
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
        order += f", for {found['query'][start:end]!r}; without: --off {quote(sort['id'])}"
    what = "Products with every word" if found["searched"] else "Products"
    total = found["total"]
    yield order if total is None else f"{order}. {what}: {total:,}"


def chip_lines(chips: Sequence[Document]) -> Iterator[str]:
    """What the query constrains, a line each."""
    if chips:
        yield "Understood:"
    for chip in chips:
        mode = "let go" if chip["relaxed"] else {"filter": "only", "prefer": "first"}[chip["mode"]]
        negation = "not " if chip["negated"] else ""
        yield (
            f"  {chip['text']!r}: {chip['kind']} {negation}{_wanted(chip)}"
            f" ({mode}); without: --off {quote(chip['id'])}"
        )


def _wanted(chip: Document) -> str:
    low, high = chip["at_least"], chip["at_most"]
    if low is None and high is None:
        return " or ".join(chip["values"])
    return f"{bounds_in_words(low, high)} {chip['currency']}".rstrip()


def bounds_in_words(low: float | None, high: float | None) -> str:
    """What two bounds say, of which one may be missing."""
    if high is None:
        return f"at least {low:g}"
    return f"at most {high:g}" if low is None else f"{low:g} to {high:g}"


def steering_lines(found: Document) -> Iterator[str]:
    """What else had a hand in the order."""
    for rule in found["rules"]:
        note = f": {rule['note']}" if rule["note"] else ""
        yield f"Rule of line {rule['line']} applied ({rule['action']}){note}"
    if found["personal"] and (moved := found["personal"]["moved"]):
        yield f"The shopper's taste moved {len(moved)} of these hits; without: --no-personal"
    if (reranking := found["reranking"])["hits"]:
        yield f"Reranked the first {reranking['hits']} in {reranking['took_ms']:.0f} ms."


def note_lines(notes: Sequence[str]) -> Iterator[str]:
    """The notes, each in a sentence."""
    return (NOTES.get(note, note) for note in notes)


def further_lines(found: Document) -> Iterator[str]:
    """What to do next."""
    for way in found["ways_out"]:
        name = way["constraint"]
        option = _WAYS_OUT.get(name, f"--{name.replace('_', '-')}")
        yield f"Without {option} there are {way['products']:,} products."
    if found["next_cursor"]:
        yield f"Next page: the same with --cursor {found['next_cursor']}"
    if is_explained(found):
        yield f"Repeat it: shopguide replay {found['trace']}"


def is_explained(found: Document) -> bool:
    """Whether the hits tell each stage's score."""
    return any(hit["stages"] is not None for hit in found["hits"])
