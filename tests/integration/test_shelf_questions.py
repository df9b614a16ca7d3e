"""Questions about the shelf, each answered as counting the catalogue's rows does."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shopguide.answer.shelf.service import ShelfReply
from shopguide.domain.answer import Verdict
from tests.integration.shelf_shops import ShelfShop, icecat_rows, sample_rows, shelf_shop
from tests.integration.shelf_truth import (
    LATER,
    Row,
    average,
    cheapest,
    in_stock,
    named_counts,
    price_of,
    questions,
    rows_of,
    value_counts,
)

DATA = Path(os.environ.get("SHOPGUIDE_DATA", "../shared/data"))  # noqa: TID251 - of the tests
SLICE = 2_000
Question = Mapping[str, Any]
_SAMPLE = [*questions("sample"), *questions("sample", LATER)]
_ICECAT = [*questions("icecat"), *questions("icecat", LATER)]


@pytest.fixture(scope="module")
def sample() -> Iterator[ShelfShop]:
    """The sample shop."""
    with shelf_shop(sample_rows()) as shop:
        yield shop


@pytest.fixture(scope="module")
def icecat(request: pytest.FixtureRequest) -> Iterator[ShelfShop]:
    """2,000 products of Icecat, all that are asked about among them; with `--whole-shelf` all."""
    if not (DATA / "icecat").is_dir():
        pytest.skip(f"no Icecat data in {DATA}; SHOPGUIDE_DATA names its folder")
    rows: Sequence[Row] = icecat_rows(DATA)
    if not request.config.getoption("--whole-shelf"):
        asked = {row["id"] for each in _ICECAT for row in _about(each, rows)}
        others = [row for row in rows if row["id"] not in asked]
        few = others[:: max(1, len(others) // max(1, SLICE - len(asked)))]
        rows = [*(row for row in rows if row["id"] in asked), *few]
    with shelf_shop(rows) as shop:
        yield shop


def _about(question: Question, rows: Sequence[Row]) -> list[Row]:
    """What a question names, its constraints aside; nothing where it names no thing."""
    kept = {"categories", "title", "also", "not_title"}
    of = {name: value for name, value in question.get("of", {}).items() if name in kept}
    return rows_of({"of": of}, rows) if of else []


@pytest.mark.parametrize("question", _SAMPLE, ids=lambda each: each["question"])
def test_answers_for_the_sample_shop_what_its_rows_say(
    sample: ShelfShop, question: Question
) -> None:
    check(sample, question)


@pytest.mark.parametrize("question", _ICECAT, ids=lambda each: each["question"])
def test_answers_for_icecat_what_its_rows_say(icecat: ShelfShop, question: Question) -> None:
    check(icecat, question)


def check(shop: ShelfShop, question: Question) -> None:
    """The numbers, the verdict and the products of an answer are those of the rows."""
    reply = shop.shelf.answer(question["question"], question["language"])
    if question["expect"] == "none":
        assert reply is None
        return
    rows = rows_of(question, shop.rows)
    assert reply is not None
    assert reply.figures["count"] == len(rows)
    assert len(reply.sentences) == len(reply.cited)
    if rows:
        _CHECKS[question["expect"]](reply, rows, question)
    elif question["expect"] == "exists":
        assert reply.verdict is Verdict.NO


def _check_count(reply: ShelfReply, rows: Sequence[Row], _: Question) -> None:
    assert str(len(rows)) in reply.sentences[0]
    assert _ids(reply) <= {row["id"] for row in rows}


def _check_exists(reply: ShelfReply, rows: Sequence[Row], _: Question) -> None:
    assert reply.verdict is Verdict.YES
    assert str(len(rows)) in reply.sentences[0]
    assert len(_ids(reply)) == min(3, len(rows))
    assert _ids(reply) <= {row["id"] for row in rows}
    stocked = {row["id"] for row in in_stock(rows)}
    assert len(_ids(reply) & stocked) == min(3, len(stocked))


def _check_extreme(
    name: str, *, dearest: bool
) -> Callable[[ShelfReply, Sequence[Row], Question], None]:
    def check_it(reply: ShelfReply, rows: Sequence[Row], _: Question) -> None:
        best, ids = cheapest(in_stock(rows) or rows, dearest=dearest)
        of_all, all_ids = cheapest(rows, dearest=dearest)
        assert Decimal(str(reply.figures[name])) == best
        assert Decimal(str(reply.figures[f"{name}_of_all"])) == of_all
        assert reply.figures["ties"] == len(ids)
        told = [each.product_id for each in reply.products]
        assert set(told[: min(3, len(ids))]) <= ids
        assert set(told) <= ids | all_ids
        text = " ".join(reply.sentences)
        assert str(best) in text
        assert str(of_all) in text

    return check_it


def _check_prices(reply: ShelfReply, rows: Sequence[Row], _: Question) -> None:
    low, lows = cheapest(rows)
    high, highs = cheapest(rows, dearest=True)
    assert Decimal(str(reply.figures["minimum"])) == low
    assert Decimal(str(reply.figures["maximum"])) == high
    assert reply.figures["without_price"] == sum(price_of(row) is None for row in rows)
    assert _ids(reply) <= lows | highs
    assert str(low) in reply.sentences[0]
    assert str(high) in reply.sentences[0]


def _check_average(reply: ShelfReply, rows: Sequence[Row], _: Question) -> None:
    assert Decimal(str(reply.figures["average"])) == average(rows)
    assert str(average(rows)) in reply.sentences[0]


def _check_values(reply: ShelfReply, rows: Sequence[Row], question: Question) -> None:
    values: Any = reply.figures["values"]
    if "named" in question:
        found = {each["value"]: each["count"] for each in values}
        named = named_counts(rows, question["field"], question["named"])
        assert {name: found.get(name) for name in named} == named
        return
    counts = value_counts(rows, question["field"])
    assert sorted((each["count"] for each in values), reverse=True) == counts
    assert str(len(counts)) in reply.sentences[0]


def _ids(reply: ShelfReply) -> set[str]:
    return {product.product_id for product in reply.products}


_CHECKS: Mapping[str, Callable[[ShelfReply, Sequence[Row], Question], None]] = {
    "count": _check_count,
    "exists": _check_exists,
    "cheapest": _check_extreme("minimum", dearest=False),
    "dearest": _check_extreme("maximum", dearest=True),
    "prices": _check_prices,
    "average": _check_average,
    "values": _check_values,
}
