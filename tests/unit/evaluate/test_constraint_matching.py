"""What counts as a constraint read rightly, by the rules of tests/data/constraint_queries.md."""

import json
from pathlib import Path
from typing import Any

import pytest

from shopguide.domain.query import Chip, ConstraintKind
from training.evaluate.annotated_queries import (
    Constraint,
    read_annotated_queries,
    read_described_shop,
)
from training.evaluate.constraint_matching import Comparison, compare
from training.evaluate.errors import EvaluationInputError

DATA = Path(__file__).parents[2] / "data"
PRICE, BRAND, TERM = ConstraintKind.PRICE, ConstraintKind.BRAND, ConstraintKind.TERM


def chip(kind: ConstraintKind, text: str = "words", **said: Any) -> Chip:
    return Chip("id", kind, 0, len(text), text, **said)


def is_right(found: Chip, annotated: Constraint) -> bool:
    result = compare([found], [annotated])
    return bool(result.right) and not result.wrong and not result.missed


def test_two_values_of_a_chip_are_two_constraints() -> None:
    annotated = [Constraint(BRAND, "canon", "canon"), Constraint(BRAND, "nikon", "nikon")]
    result = compare([chip(BRAND, values=("canon", "sony"))], annotated)
    assert [each.value for each in result.right] == ["canon"]
    assert [each.value for each in result.wrong] == ["sony"]
    assert [each.value for each in result.missed] == ["nikon"]


def test_a_constraint_found_twice_is_wrong_once() -> None:
    found = [chip(BRAND, values=("canon",))] * 2
    result = compare(found, [Constraint(BRAND, "canon", "canon")])
    assert (len(result.right), len(result.wrong)) == (1, 1)


def test_a_wish_is_not_its_opposite() -> None:
    assert not is_right(chip(BRAND, values=("hp",)), Constraint(BRAND, "x", "hp", negated=True))


def test_both_bounds_and_the_currency_count() -> None:
    annotated = Constraint(PRICE, "$5-$9", at_least=5, at_most=9, currency="USD")
    assert is_right(chip(PRICE, at_least=5, at_most=9, currency="USD"), annotated)
    assert not is_right(chip(PRICE, at_most=9, currency="USD"), annotated)
    assert not is_right(chip(PRICE, at_least=5, at_most=9, currency="CNY"), annotated)


def test_a_currency_that_nobody_said_may_be_filled_in() -> None:
    assert is_right(chip(PRICE, at_most=9, currency="CNY"), Constraint(PRICE, "9以内", at_most=9))


@pytest.mark.parametrize(
    ("at_least", "at_most", "right"),
    [(80, 120, True), (None, 100, True), (100, 100, True), (None, 99, False), (40, 120, False),
     (80, 200, False), (80, None, False)],
)  # fmt: skip
def test_a_range_around_a_number_holds_it_and_stays_near(
    at_least: float | None, at_most: float | None, right: bool
) -> None:
    found = chip(PRICE, at_least=at_least, at_most=at_most)
    assert is_right(found, Constraint(PRICE, "100", around=100)) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [("without wheels", True), ("wheels", True), ("without", False), ("without wheels or", False)],
)
def test_negated_words_stand_in_the_span(text: str, right: bool) -> None:
    annotated = Constraint(TERM, "without wheels", "wheels", negated=True)
    assert is_right(chip(TERM, text, values=("wheel",), negated=True), annotated) is right


def test_what_is_optional_is_neither_right_nor_wrong_nor_missed() -> None:
    annotated = [Constraint(ConstraintKind.RATING, "best rated", optional=True)]
    for found in ([chip(ConstraintKind.RATING, at_least=4)], []):
        assert compare(found, annotated) == Comparison([], [], [])


def test_the_annotated_queries_are_of_the_described_shop() -> None:
    queries = read_annotated_queries(DATA / "constraint_queries.jsonl")
    shop = read_described_shop(DATA / "constraint_shop.json")
    names = {BRAND: shop.brands, ConstraintKind.CATEGORY: shop.categories}
    names |= {ConstraintKind.COLOUR: shop.colours, ConstraintKind.SIZE: shop.sizes}
    names |= {ConstraintKind.GENDER: shop.genders}
    assert [q.language for q in queries].count("zh") == [q.language for q in queries].count("en")
    for query in queries:
        for constraint in query.constraints:
            assert constraint.value in names.get(constraint.kind, {constraint.value}), query.query


def test_a_line_that_is_no_annotated_query_is_named(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text(json.dumps({"query": "lamp", "language": "en", "sort": "relevance"}))
    with pytest.raises(EvaluationInputError, match=r"queries\.jsonl, line 1"):
        read_annotated_queries(file)
