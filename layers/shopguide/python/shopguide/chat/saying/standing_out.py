"""What sets each product of a list apart from the others: one fact of its own record."""

from collections.abc import Sequence

from shopguide.compare.alignment import FIRST_ROWS, Aligned, align
from shopguide.compare.facts import PRICE, facts_of
from shopguide.compare.wording import best_words
from shopguide.domain.product import Product
from shopguide.text.carried import is_carried
from shopguide.text.language import Language

FEWEST = 3
"""Of fewer products it says nothing that one is the cheapest, or the only one."""

_LONGEST = 30
"""Characters of a value that a card has room for."""

_CHEAPEST: dict[Language, str] = {"en": "the cheapest here", "zh": "这里最便宜"}


def standing_out(products: Sequence[Product], language: Language) -> list[str]:
    """For each product what it is the best of these by, else what it alone says, else nothing.

    No two of them are told the same attribute while they state others.
    """
    if len(products) < FEWEST:
        return ["" for _ in products]
    facts = [facts_of(product, language) for product in products]
    rows = align(facts, language, carried=all(map(is_carried, products)))
    told: set[str] = set()
    found = []
    for place in range(len(products)):
        row = _best(rows, place, told) or _alone(rows, place, told)
        if row is not None:
            told.add(row.row.name)
        found.append("" if row is None else _words(row, place, language))
    return found


def _best(rows: Sequence[Aligned], place: int, told: set[str]) -> Aligned | None:
    """The first attribute by which this one is the best."""
    return next((each for each in _open(rows, place, told) if [*each.row.best] == [place]), None)


def _alone(rows: Sequence[Aligned], place: int, told: set[str]) -> Aligned | None:
    """The first attribute of which no other says the same."""
    for each in _open(rows, place, told):
        values = [cell.value for cell in each.row.cells]
        if each.row.name not in FIRST_ROWS and values.count(values[place]) == 1:
            return each
    return None


def _open(rows: Sequence[Aligned], place: int, told: set[str]) -> list[Aligned]:
    return [
        each
        for each in rows
        if each.row.name not in told and 0 < len(each.row.cells[place].value) <= _LONGEST
    ]


def _words(aligned: Aligned, place: int, language: Language) -> str:
    row = aligned.row
    if row.name == PRICE:
        return _CHEAPEST[language]
    colon = "：" if language == "zh" else ": "
    is_best = [*row.best] == [place]
    name = best_words(row.name, language) if is_best else ""
    return f"{name or row.shown}{colon}{row.cells[place].value}"
