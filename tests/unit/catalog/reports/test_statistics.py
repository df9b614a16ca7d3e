"""What is counted of an import, whatever the file holds."""

import random
import sys
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading.header import Header
from shopguide.catalog.reports import prices as price_figures
from shopguide.catalog.reports.changes import SAMPLES, ChangeSamples
from shopguide.catalog.reports.prices import PriceSample
from shopguide.catalog.reports.statistics import ImportStatistics
from shopguide.catalog.reports.word_changes import mark_changes
from shopguide.domain.row_problem import ProblemCode, RowProblem

HEADER = Header(",", ("sku", "名称", "Colour"), {"id": 0, "title": 1}, {"color": 2})


def product(row_id: str = "p1", price: str = "10.00", currency: str = "USD", **members: Any) -> Any:
    return {
        "product_id": row_id,
        "title": f"Chair {row_id}",
        "product_type": "Home > Chairs",
        "price": {"amount": price, "currency": currency},
        "availability": "in_stock",
        **members,
    }


def test_coverage_counts_rows_with_a_value_by_what_the_column_is_to_us() -> None:
    statistics = ImportStatistics()
    for fields in (["1", "Stuhl", "red"], ["2", "  ", ""], ["3"], ["4", "a", "b", "too many"]):
        statistics.row(HEADER, fields)
    summary = statistics.summary()
    assert summary.covered_rows == 4
    assert [(it.name, it.header, it.is_attribute, it.rows) for it in summary.coverage] == [
        ("id", "sku", False, 4),
        ("title", "名称", False, 2),
        ("color", "Colour", True, 2),
    ]


def test_problems_are_counted_by_kind_and_column_and_the_first_lines_are_shown() -> None:
    statistics = ImportStatistics()
    for line in range(20, 2, -1):
        statistics.problem(bad_price(line), rejected=True)
    for line in range(100, 130):
        problem = RowProblem(line, "gtin", "1", "wrong", code=ProblemCode.BAD_GTIN)
        statistics.problem(problem, rejected=False)
    first, second = statistics.summary().problems
    assert (first.code, first.column, first.rejected, first.warned) == ("bad_price", "price", 18, 0)
    assert [sample.line for sample in first.samples] == [3, 4, 5, 6, 7]
    assert (second.rejected, second.warned) == (0, 30)


def test_prices_that_changed_most_come_first_and_slips_are_marked() -> None:
    samples = ChangeSamples()
    changes = [("a", "100", "110"), ("b", "100", "90"), ("c", "12.99", "1299"), ("d", "0", "5")]
    for row_id, before, after in changes:
        samples.add("changed_fields", row_id, product(row_id, before), product(row_id, after))
    found = samples.changes()
    assert [(it.row_id, it.percent, it.is_suspicious) for it in found.changed_price] == [
        ("d", None, True),
        ("c", 9900.0, True),
        ("b", -10.0, False),
        ("a", 10.0, False),
    ]
    assert (found.rose, found.fell, found.suspicious) == (3, 1, 2)


def test_another_currency_is_no_rise() -> None:
    samples = ChangeSamples()
    samples.add("changed_fields", "a", product(price="10"), product(price="70", currency="CNY"))
    found = samples.changes()
    assert (found.rose, found.other_currency, found.changed_price) == (0, 1, ())


def test_a_changed_text_shows_where_it_differs() -> None:
    samples = ChangeSamples()
    long = "The same beginning, which goes on for quite a while and then some more. " * 3
    before = product(description=long + "Made of oak.", attributes={"color": "red"})
    after = product(description=long + "Made of pine.", attributes={"color": "red", "seats": "2"})
    samples.add("changed_text", "p1", before, after)
    [row] = samples.changes().changed_text
    described, seats = row.fields
    assert described.field == "description"
    assert described.before.endswith("Made of oak.")
    assert described.after.endswith("Made of pine.")
    assert len(described.before) < 100
    assert (seats.field, seats.before, seats.after) == ("seats", "", "2")


def test_passages_are_called_by_what_they_say() -> None:
    samples = ChangeSamples()
    samples.add("added", "q1", None, {"passages": [{"question": "Wie schwer?", "text": "2 kg"}]})
    samples.add("removed", "q2", {"passages": []}, None)
    found = samples.changes()
    assert [row.title for row in (*found.added, *found.removed)] == ["Wie schwer?", ""]


def test_it_tells_which_categories_grow_and_what_is_in_stock_again() -> None:
    samples = ChangeSamples()
    samples.add("added", "a", None, product("a", brand="Sedia"))
    samples.add("removed", "b", product("b", product_type="Home > Lamps"), None)
    gone = product("c", availability="out_of_stock")
    samples.add("changed_fields", "c", product("c"), gone)
    samples.add("changed_fields", "d", gone, product("d"))
    found = samples.changes()
    assert {it.name: it.products for it in found.categories} == {
        "Home > Chairs": 1,
        "Home > Lamps": -1,
    }
    assert {it.name: it.products for it in found.brands} == {"Sedia": 1}
    assert (found.came_in, found.ran_out) == (1, 1)


def test_the_shop_speaks_the_language_of_most_titles() -> None:
    statistics = ImportStatistics()
    statistics.unchanged("1", product(title="Desk"))
    for number in range(3):
        statistics.change("added", f"z{number}", None, product(title="无线蓝牙耳机 Auralis"))
    assert statistics.summary().language == "zh"


def test_quartiles_and_outliers_of_a_category() -> None:
    statistics = ImportStatistics()
    for number, price in enumerate([*range(10, 20), 500, 0, 0.15]):
        statistics.change("added", f"p{number}", None, product(f"p{number}", str(price)))
    [box] = statistics.summary().prices.categories
    assert (box.category, box.currency, box.count) == ("Chairs", "USD", 13)
    assert (box.low, box.lower_quartile, box.median, box.upper_quartile) == (10, 11, 14, 17)
    assert (box.high, box.outliers) == (19, (0, 0.15, 500))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.decimals("0", "1000000000", places=2, allow_nan=False), min_size=1, max_size=9))
@example([Decimal(0), Decimal(0), Decimal(0), Decimal(5)])
@example([Decimal("7.10")] * 5)
def test_any_category_has_figures_in_order(amounts: list[Decimal]) -> None:
    statistics = ImportStatistics()
    for number, amount in enumerate(amounts):
        statistics.change("added", f"p{number}", None, product(f"p{number}", str(amount)))
    [box] = statistics.summary().prices.categories
    assert box.count == len(amounts)
    assert box.lower_quartile <= box.median <= box.upper_quartile
    assert {box.low, box.high, *box.outliers} <= set(map(float, amounts))
    assert all(not box.low <= outlier <= box.high for outlier in box.outliers)


def test_the_sample_of_prices_does_not_depend_on_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_figures, "MAX_SAMPLED", 200)
    rows = [(f"p{number}", product(price=str(number % 700 + 1))) for number in range(3000)]
    found = []
    for seed in (1, 2):
        random.Random(seed).shuffle(rows)
        sample = PriceSample()
        for row_id, content in rows:
            if sample.wants(row_id):
                sample.add(row_id, content)
        found.append(sample.prices())
    assert found[0] == found[1]
    assert 50 <= found[0].categories[0].count <= 200
    assert found[0].sampled_share == pytest.approx(1 / 16)


def test_memory_has_a_limit_whatever_the_values_are() -> None:
    statistics = ImportStatistics()
    header = Header(",", tuple(f"column {n}" for n in range(3000)), {"id": 0})
    size = 0
    for number in range(20_000):
        long = f"{number} " + "x" * 5000
        row = product(long[:100], title=long, brand=long, product_type=long)
        statistics.change("added", long[:100], None, row)
        problem = RowProblem(number, f"column {number}", "v", "r", code=ProblemCode.OTHER)
        statistics.problem(problem, rejected=True)
        if number % 100 == 0:
            statistics.row(header, ["v"] * 3000)
        if number == 10_000:
            size = held_bytes(statistics)
    assert held_bytes(statistics) < max(1.6 * size, 20_000_000)
    assert len(statistics.summary().changes.added) == SAMPLES


def held_bytes(value: Any, seen: set[int] | None = None) -> int:
    seen = set() if seen is None else seen
    if id(value) in seen:
        return 0
    seen.add(id(value))
    parts: list[Any] = []
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple):
        parts = list(value)
    else:
        parts = list(getattr(value, "__dict__", {}).values())
        parts += [getattr(value, name) for name in getattr(type(value), "__slots__", ())]
    return sys.getsizeof(value) + sum(held_bytes(part, seen) for part in parts)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_marked_texts_are_the_texts(before: str, after: str) -> None:
    old, new = mark_changes(before, after)
    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    kept = ["".join(it.text for it in pieces if not it.is_changed) for pieces in (old, new)]
    assert kept[0] == kept[1]


def test_words_and_characters_are_marked_one_by_one() -> None:
    old, new = mark_changes("red wool scarf 红色围巾", "blue wool scarf 蓝色围巾")
    assert [piece.text for piece in old if piece.is_changed] == ["red", "红"]
    assert [piece.text for piece in new if piece.is_changed] == ["blue", "蓝"]


def bad_price(line: int) -> RowProblem:
    return RowProblem(line, "price", "cheap", "no amount", f"p{line}", ProblemCode.BAD_PRICE)
