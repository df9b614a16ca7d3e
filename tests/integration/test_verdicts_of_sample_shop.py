"""Questions of yes or no about the sample shop, by somebody who read its records.

`verdicts.jsonl` was written before the rules of `text/verdicts/of_records.py`,
`verdicts_later.jsonl` after them. A wrong yes or no is the worst that an answer can do; that the
data does not say is always allowed.
"""

import json
from pathlib import Path

import pytest

from shopguide.domain.answer import Verdict
from shopguide.domain.product import Product
from shopguide.text.verdicts.of_records import settle
from tests.integration.shelf_shops import product_of_row, sample_rows

_DATA = Path(__file__).parents[1] / "data"


def _read(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (_DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def products() -> dict[str, Product]:
    return {row["id"]: product_of_row(row) for row in sample_rows()}


@pytest.mark.parametrize(
    ("name", "settled_at_least"), [("verdicts.jsonl", 100), ("verdicts_later.jsonl", 58)]
)
def test_no_record_settles_a_question_wrongly(
    products: dict[str, Product], name: str, settled_at_least: int
) -> None:
    right = 0
    for row in _read(name):
        settled = settle(row["question"], products[row["product"]])
        said = settled.verdict if settled else Verdict.UNKNOWN
        assert said in (Verdict.UNKNOWN, Verdict(row["verdict"])), row
        right += said is not Verdict.UNKNOWN
    assert right >= settled_at_least
