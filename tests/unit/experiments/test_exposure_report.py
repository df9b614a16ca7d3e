"""How evenly a shop shows its products, from what was reported to have been shown."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.domain.interaction import ROBOT_EVENTS_A_DAY
from shopguide.domain.journal import lake_part
from shopguide.domain.offer import Offer
from shopguide.domain.product import Product
from shopguide.experiments.reporting.documents import exposure_document
from shopguide.experiments.reporting.exposure import (
    ExposureReport,
    count_exposure,
    exposure_report,
)
from shopguide.experiments.reporting.exposure_plot import exposure_plot
from shopguide.experiments.reporting.lake_lines import LakeLines

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
PRODUCTS = [
    Product(f"P-{n}", f"Product {n}", brand="声海" if n < 5 else "Sedia") for n in range(10)
]


def _shown(*products: str, shopper: str = "ann", at: datetime = NOW) -> dict[str, Any]:
    line = {"type": "impression", "shopper_id": shopper, "occurred_at": at.isoformat()}
    return {**line, "product_ids": list(products)}


def _did(kind: str, product: str, shopper: str = "ann") -> dict[str, Any]:
    line = {"type": "interaction", "shopper_id": shopper, "occurred_at": NOW.isoformat()}
    return {**line, "kind": kind, "product_id": product}


def _report(lines: list[dict[str, Any]], products: list[Product] = PRODUCTS) -> ExposureReport:
    objects = InMemoryObjectStore()
    text = "".join(json.dumps(line) + "\n" for line in lines)
    objects.put(lake_part("2026-03-09", 3), gzip.compress(text.encode()))
    read = LakeLines(objects, date(2026, 3, 1))
    return exposure_report(count_exposure(read, NOW - timedelta(days=1)), products, read.damaged)


def test_a_shop_that_shows_all_products_alike_is_even() -> None:
    report = _report([_shown(*(product.product_id for product in PRODUCTS))])
    assert (report.coverage, report.gini, report.places, report.lists) == (1.0, 0.0, 10, 1)


def test_a_shop_that_shows_one_product_is_not() -> None:
    report = _report([_shown("P-0")] * 20 + [_did("view_item", "P-0")])
    assert report.coverage == 0.1
    assert report.gini == pytest.approx(0.9)
    assert report.long_tail == 0.0


def test_brands_are_compared_with_their_part_of_the_catalogue_and_of_the_purchases() -> None:
    lines = [_shown("P-0", "P-1", "P-2"), _shown("P-9")]
    report = _report([*lines, _did("purchase", "P-9"), _did("view_item", "P-0")])
    told = {
        each.name: (each.products, each.catalogue, each.exposure, each.sales)
        for each in report.brands
    }
    assert told == {"声海": (5, 0.5, 0.75, 0.0), "Sedia": (5, 0.5, 0.25, 1.0)}
    assert report.brands[0].name == "声海"


def test_a_product_of_two_sellers_counts_for_both_in_equal_parts() -> None:
    offers = tuple(Offer(seller=name, price=None) for name in ("north", "south"))
    products = [replace(PRODUCTS[0], offers=offers), PRODUCTS[1]]
    sellers = _report([_shown("P-0", "P-1")], products).sellers
    assert {each.name: each.exposure for each in sellers} == {"": 0.5, "north": 0.25, "south": 0.25}


def test_robots_earlier_days_and_products_that_are_gone_do_not_count() -> None:
    robot = [_shown("P-0", shopper="robot")] * (ROBOT_EVENTS_A_DAY + 1)
    early = _shown("P-1", at=NOW - timedelta(days=3))
    report = _report([*robot, early, _shown("P-2", "gone")])
    assert (report.robots, report.places, report.gone, report.lists) == (1, 1, 1, 1)


@pytest.mark.parametrize("products", [PRODUCTS, []], ids=["nothing shown", "nothing sold"])
def test_a_shop_that_nothing_is_known_of_has_zeros(products: list[Product]) -> None:
    report = _report([], products)
    figures = (report.coverage, report.gini, report.novelty, report.long_tail, report.places)
    assert figures == (0, 0, 0, 0, 0)
    document = json.loads(json.dumps(exposure_document(report, 7), allow_nan=False))
    assert document["days"] == 7
    assert "shown" not in document
    assert exposure_plot(report.shown).startswith("<svg")
