"""One fact a card, of the product's own record."""

from decimal import Decimal

from shopguide.chat.saying.describing import price_words
from shopguide.chat.saying.standing_out import standing_out
from shopguide.domain.money import Money
from shopguide.domain.product import Product
from shopguide.domain.query import ConstraintKind
from shopguide.text.query.prices import find_prices


def product(number: int, price: str, **attributes: str) -> Product:
    return Product(
        f"TN-{number}",
        f"帐篷 {number}",
        product_type="露营 > 帐篷",
        price=Money(Decimal(price), "CNY"),
        attributes=attributes,
    )


def test_no_two_cards_are_told_the_same_attribute() -> None:
    tents = [
        product(1, "300", 重量="2公斤", 适用人数="3人"),
        product(2, "200", 重量="3公斤", 适用人数="2人"),
        product(3, "400", 重量="4公斤", 适用人数="2人", 适用季节="四季帐"),
    ]
    assert standing_out(tents, "zh") == ["最轻：2公斤", "这里最便宜", "适用季节：四季帐"]


def test_nothing_sets_two_products_apart_nor_the_same_one_thrice() -> None:
    assert standing_out([product(1, "1"), product(2, "2")], "en") == ["", ""]
    assert standing_out([product(1, "1", 重量="1公斤")] * 3, "zh") == ["", "", ""]


def test_bound_beside_a_whole_amount_is_said_as_less_than_it_and_read_back() -> None:
    assert price_words(None, 1384.99, "CNY", "zh") == "低于1385元"
    assert price_words(None, 578.99, "CNY", "en") == "under 579 CNY"
    assert price_words(600.01, None, "CNY", "en") == "over 600 CNY"
    assert price_words(None, 300, "USD", "zh") == "300美元以下"
    assert price_words(600, 799.99, "CNY", "zh") == "600到800元"
    (found,) = find_prices("低于1385元")
    assert (found.kind, found.at_most, found.currency) == (ConstraintKind.PRICE, 1385, "CNY")
