"""What is true of a shelf, counted over the rows of a catalogue file and over nothing else.

A question of tests/data/shelf_questions*.jsonl says in `of` which rows it is about: `categories`
(prefixes of ``product_type``), `brands`, `price` (lowest and highest, inclusive, null for none),
`in_stock`, `colours`, `sizes`, `genders` (any of these cells), `title`, `also` and `not_title`
(regular expressions of the title), `any` (of several such). `field` is the column whose values are
asked for; `named` has the cells that are one of the values, by its name in the index, where cells
are written in many ways.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

Row = Mapping[str, str]

QUESTIONS = Path(__file__).parents[1] / "data" / "shelf_questions.jsonl"
"""Two hundred, a hundred of each shop."""

LATER = QUESTIONS.with_name("shelf_questions_later.jsonl")
"""Sixty of other wording, first asked when all of the others were answered right."""


def questions(shop: str, file: Path = QUESTIONS) -> list[dict[str, Any]]:
    """Those of one shop."""
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line["shop"] == shop]


def price_of(row: Row) -> Decimal | None:
    """What a shopper pays."""
    text = row.get("sale_price") or row["price"]
    return Decimal(text.split()[0]) if text else None


def rows_of(question: Mapping[str, Any], rows: Sequence[Row]) -> list[Row]:
    """The rows that a question is about."""
    return list(filter(_meets(question["of"]), rows))


def cheapest(rows: Sequence[Row], *, dearest: bool = False) -> tuple[Decimal, set[str]]:
    """The lowest (highest) price and the ids of all that have it."""
    best = (max if dearest else min)(price for row in rows if (price := price_of(row)) is not None)
    return best, {row["id"] for row in rows if price_of(row) == best}


def average(rows: Sequence[Row]) -> Decimal:
    """The mean price in cents."""
    prices = [price for row in rows if (price := price_of(row)) is not None]
    return (sum(prices, Decimal(0)) / len(prices)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def value_counts(rows: Sequence[Row], column: str) -> list[int]:
    """How many rows have each value of a column, most first."""
    counts = Counter(row[column].casefold() for row in rows if row[column])
    return sorted(counts.values(), reverse=True)


def named_counts(
    rows: Sequence[Row], column: str, named: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """How many rows have any of the cells of each name; those that no row has are left out."""
    counts = {name: sum(row[column] in cells for row in rows) for name, cells in named.items()}
    return {name: count for name, count in counts.items() if count}


def in_stock(rows: Sequence[Row]) -> list[Row]:
    """Those that can be bought now."""
    return [row for row in rows if row["availability"] == "in_stock"]


def _meets(of: Mapping[str, Any]) -> Callable[[Row], bool]:
    tests = [_TESTS[name](wanted) for name, wanted in of.items()]
    return lambda row: all(test(row) for test in tests)


def _meets_one(several: Sequence[Mapping[str, Any]]) -> Callable[[Row], bool]:
    tests = [_meets(of) for of in several]
    return lambda row: any(test(row) for test in tests)


def _any_of(column: str) -> Callable[[Sequence[str]], Callable[[Row], bool]]:
    return lambda wanted: lambda row: row.get(column, "") in wanted


def _lies_in(wanted: Sequence[str]) -> Callable[[Row], bool]:
    return lambda row: any(
        row["product_type"] == each or row["product_type"].startswith(f"{each} > ")
        for each in wanted
    )


def _costs(bounds: tuple[float | None, float | None]) -> Callable[[Row], bool]:
    low, high = bounds

    def test(row: Row) -> bool:
        price = price_of(row)
        return (
            price is not None and (low is None or price >= low) and (high is None or price <= high)
        )

    return test


def _says(column: str, *, wanted: bool) -> Callable[[str], Callable[[Row], bool]]:
    def of(pattern: str) -> Callable[[Row], bool]:
        compiled = re.compile(pattern, re.IGNORECASE)
        return lambda row: bool(compiled.search(row[column])) is wanted

    return of


_TESTS: Mapping[str, Callable[[Any], Callable[[Row], bool]]] = {
    "any": _meets_one,
    "categories": _lies_in,
    "brands": _any_of("brand"),
    "colours": _any_of("color"),
    "sizes": _any_of("size"),
    "genders": _any_of("gender"),
    "price": _costs,
    "in_stock": lambda wanted: lambda row: (row["availability"] == "in_stock") is wanted,
    "title": _says("title", wanted=True),
    "also": _says("title", wanted=True),
    "not_title": _says("title", wanted=False),
}
