"""Offers and price history of a product, from API Gateway's event to the answer."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from functions.shop_api.app import lambda_handler
from shopguide.bootstrap import Container
from shopguide.domain.money import Money
from shopguide.domain.offer import Offer
from shopguide.domain.price_history import PricePoint, history_to_json
from shopguide.text.index_layout import PRODUCTS, product_fields

Get = Callable[..., tuple[int, dict[str, Any]]]
USD = {"currency": "USD"}


def money(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


OFFERS = (
    Offer("Ada", money("120.00")),
    Offer("Bob", money("150.00"), money("99.00"), condition="used"),
    Offer("Cyd", money("80.00"), availability="out_of_stock"),
)
HISTORY = (
    PricePoint("2026-01-01T00:00:00Z", money("120.00"), seller="Ada"),
    PricePoint("2026-02-01T00:00:00Z", money("150.00"), money("99.00"), seller="Bob"),
    PricePoint("2026-03-01T00:00:00Z", None, seller="Ada"),
)


@pytest.fixture
def get(load_event: Callable[[str], dict[str, Any]]) -> Get:
    def send(path: str, query: str = "") -> tuple[int, dict[str, Any]]:
        event = load_event("api-product") | {"rawPath": path, "rawQueryString": query}
        event["requestContext"]["http"]["path"] = path
        answer = lambda_handler(event, None)
        return answer["statusCode"], json.loads(answer["body"])

    return send


@pytest.fixture
def market(container: Container) -> Container:
    """A shop in which three sellers offer one of the products."""
    product = replace(container.products.product("HP-1"), offers=OFFERS)
    container.index.replace_fields(
        PRODUCTS, {"HP-1": product_fields(product, price_history=history_to_json(HISTORY))}
    )
    return container


def test_offers_in_stock_come_first_and_the_cheapest_before_others(
    market: Container, get: Get
) -> None:
    status, body = get("/v1/products/HP-1/offers")
    assert status == 200
    assert [offer["seller"] for offer in body["offers"]] == ["Bob", "Ada", "Cyd"]
    assert body["count"] == 3
    assert body["prices"] == [
        {"currency": "USD", "lowest": "80.00", "highest": "120.00", "count": 3}
    ]
    assert body["offers"][0] == {
        "seller": "Bob",
        "price": {"amount": "150.00", **USD},
        "sale_price": {"amount": "99.00", **USD},
        "current_price": {"amount": "99.00", **USD},
        "availability": "in_stock",
        "link": "",
        "condition": "used",
    }
    assert get("/v1/products/HP-1")[1]["offer_count"] == 3


def test_a_product_that_the_shop_sells_alone_has_its_own_offer(
    container: Container, get: Get
) -> None:
    status, body = get("/v1/products/HP-2/offers")
    product = get("/v1/products/HP-2")[1]
    assert status == 200
    assert [offer["seller"] for offer in body["offers"]] == [""]
    assert body["offers"][0]["current_price"] == product["current_price"]
    assert product["offer_count"] == 1


def test_the_price_history_tells_every_change_and_when_it_was_cheapest(
    market: Container, get: Get
) -> None:
    status, body = get("/v1/products/HP-1/price-history")
    assert status == 200
    assert [(p["at"][:10], p["seller"]) for p in body["points"]] == [
        ("2026-01-01", "Ada"), ("2026-02-01", "Bob"), ("2026-03-01", "Ada"),
    ]  # fmt: skip
    assert body["points"][-1]["current_price"] is None
    (extremes,) = body["extremes"]
    assert (extremes["lowest"]["at"][:10], extremes["highest"]["at"][:10]) == (
        "2026-02-01", "2026-01-01",
    )  # fmt: skip


def test_the_price_history_can_be_one_sellers(market: Container, get: Get) -> None:
    _, body = get("/v1/products/HP-1/price-history", "seller=Bob")
    assert [point["seller"] for point in body["points"]] == ["Bob"]
    assert get("/v1/products/HP-1/price-history", "seller=")[1]["points"] == []
    assert get("/v1/products/HP-1/price-history", "seller=nobody")[1]["extremes"] == []


@pytest.mark.parametrize("part", ["offers", "price-history"])
def test_an_unknown_product_or_parameter_is_told(container: Container, get: Get, part: str) -> None:
    status, body = get(f"/v1/products/nope/{part}")
    assert (status, body["code"]) == (404, "product_not_found")
    assert get(f"/v1/products/HP-1/{part}", "vendor=x")[0] == 400


def test_a_product_without_history_has_no_points(container: Container, get: Get) -> None:
    assert get("/v1/products/HP-1/price-history") == (
        200, {"product_id": "HP-1", "points": [], "extremes": []},
    )  # fmt: skip
