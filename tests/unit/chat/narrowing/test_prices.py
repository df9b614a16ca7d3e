"""Cheaper than what was shown is below its middle, in its own currency."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from shopguide.chat.narrowing.prices import middle_price, priced_above, priced_below
from shopguide.domain.money import Money
from shopguide.domain.product import Product
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints


def shown(*prices: str) -> Sequence[Product]:
    products = []
    for number, price in enumerate(prices):
        amount, currency = price.split()
        products.append(Product(str(number), "Kettle", price=Money(Decimal(amount), currency)))
    return products


def test_cheaper_is_below_the_middle_of_what_was_shown() -> None:
    found = priced_below(ANY_PRODUCT, shown("10 CNY", "30 CNY", "20 CNY"))
    assert (found.price_max, found.currency) == (19.99, "CNY")


def test_cheaper_than_one_product_is_below_that_product() -> None:
    assert priced_below(ANY_PRODUCT, shown("30 USD")).price_max == 29.99


def test_cheaper_never_allows_more_than_before() -> None:
    before = ProductConstraints(price_min=12, price_max=15)
    found = priced_below(before, shown("30 USD"))
    assert (found.price_min, found.price_max) == (12, 15)


def test_lowest_price_gives_way_where_both_cannot_hold() -> None:
    found = priced_below(ProductConstraints(price_min=50), shown("30 USD"))
    assert (found.price_min, found.price_max) == (None, 29.99)


def test_dearer_is_above_the_middle() -> None:
    found = priced_above(ProductConstraints(price_max=15), shown("10 JPY", "20 JPY", "30 JPY"))
    assert (found.price_min, found.price_max, found.currency) == (21, None, "JPY")


@pytest.mark.parametrize("products", [[], [Product("1", "Kettle")]])
def test_nothing_changes_where_nothing_has_a_price(products: Sequence[Product]) -> None:
    assert priced_below(ANY_PRODUCT, products) == ANY_PRODUCT
    assert priced_above(ANY_PRODUCT, products) == ANY_PRODUCT


def test_middle_is_of_the_commonest_currency() -> None:
    assert middle_price(shown("1 USD", "7 CNY", "9 CNY")) == Money(Decimal(7), "CNY")
