"""The shop's own currency, from the service to the product."""

from typing import Any

import pytest

from shopguide.config import read_settings
from shopguide.domain.errors import ConfigurationError
from shopguide.domain.row_problem import ProblemCode

FILE = "id,title,price\n1,Chair,1299\n2,Desk,1299 USD\n"


def prices(shop: Any) -> dict[str, str]:
    return {product_id: str(product.price) for product_id, product in shop.products().items()}


def test_without_one_a_price_must_name_its_currency(shop_in_memory: Any) -> None:
    record = shop_in_memory.check("products", FILE)
    assert [each.code for each in record.rejections] == [ProblemCode.NO_CURRENCY]


def test_it_counts_for_prices_that_name_none_and_another_one_reads_the_same_file_anew(
    shop_in_memory: Any,
) -> None:
    shop_in_memory.currency = "EUR"
    shop_in_memory.run("products", FILE)
    assert prices(shop_in_memory) == {"1": "1299 EUR", "2": "1299 USD"}
    shop_in_memory.currency = "CNY"
    record = shop_in_memory.run("products", FILE)
    assert (record.counts.changed_fields, record.counts.unchanged) == (1, 1)
    assert prices(shop_in_memory) == {"1": "1299 CNY", "2": "1299 USD"}


@pytest.mark.parametrize("value", ["EURO", "eur", "€"])
def test_a_currency_that_is_no_code_stops_the_start(value: str) -> None:
    with pytest.raises(ConfigurationError, match="SHOPGUIDE_CURRENCY"):
        read_settings({"SHOPGUIDE_CURRENCY": value})
    assert read_settings({"SHOPGUIDE_CURRENCY": "EUR"}).currency == "EUR"
