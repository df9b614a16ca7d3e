from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shopguide.catalog.reading.source import Header
from shopguide.catalog.rows.offers import join_offers
from shopguide.catalog.rows.product_rows import ProductParser
from shopguide.catalog.rows.row_parsing import ParsedRow
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product, product_from_json

COLUMNS = ("id", "title", "seller", "price", "availability", "link")
HEADER = Header(",", COLUMNS, {name: place for place, name in enumerate(COLUMNS)})


def row(
    seller: str, price: str = "", availability: str = "", title: str = "Chair", link: str = ""
) -> ParsedRow:
    return ProductParser(HEADER).parse(["p1", title, seller, price, availability, link])


def joined(*rows: ParsedRow, live: Product | None = None) -> Product:
    product = join_offers(rows, live).product
    assert product
    return product


def sellers(product: Product) -> list[str]:
    return [offer.seller for offer in product.offers]


def test_a_product_takes_its_text_from_the_first_row_and_its_price_from_the_best_offer() -> None:
    product = joined(
        row("A", "20 USD", link="https://a.example", title="Office chair"),
        row("B", "15 USD", link="https://b.example", title="chair!!"),
        row("C", "10 USD", "out of stock"),
    )
    assert product.title == "Office chair"
    assert product.price == Money(Decimal(15), "USD")
    assert product.link == "https://b.example"
    assert product.availability is Availability.IN_STOCK
    assert sellers(product) == ["A", "B", "C"]


def test_prices_in_other_currencies_are_not_compared() -> None:
    assert str(joined(row("A", "20 USD"), row("B", "5 EUR")).price) == "20 USD"


def test_content_and_fingerprint_tell_the_offers_and_the_text_is_as_it_was() -> None:
    first, second = row("A", "20 USD"), row("B", "15 USD")
    both = join_offers([first, second], None)
    assert product_from_json(both.content) == both.product
    assert both.text_fingerprint == first.text_fingerprint
    assert both.fields_fingerprint != first.fields_fingerprint
    assert both.fields_fingerprint != join_offers([first], None).fields_fingerprint


def test_a_row_without_seller_stays_a_product_without_offers() -> None:
    alone = row("", "20 USD")
    assert join_offers([alone], None) == alone
    assert join_offers([row("", "25 USD")], alone.product) == row("", "25 USD")


def test_a_delta_replaces_one_sellers_offer_and_keeps_the_others() -> None:
    live = joined(row("A", "20 USD"), row("B", "15 USD"))
    after = joined(row("A", "12 USD"), live=live)
    assert [(offer.seller, str(offer.price)) for offer in after.offers] == [
        ("A", "12 USD"),
        ("B", "15 USD"),
    ]
    assert str(after.price) == "12 USD"


def test_a_seller_who_comes_by_delta_stands_beside_the_shops_own_offer() -> None:
    alone = row("", "20 USD").product
    after = joined(row("A", "12 USD"), live=alone)
    assert sellers(after) == ["", "A"]


prices = st.integers(1, 50).map("{} USD".format)
rows = st.lists(
    st.builds(row, st.sampled_from("ABCD"), prices, st.sampled_from(["", "out of stock"])),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each.seller,
)


@given(rows, rows)
def test_joining_a_delta_once_more_changes_nothing(
    live: list[ParsedRow], delta: list[ParsedRow]
) -> None:
    once = join_offers(delta, joined(*live))
    assert join_offers(delta, once.product) == once
    assert once.product
    assert set(sellers(once.product)) == {each.seller for each in (*live, *delta)}


@given(rows)
def test_the_products_price_is_the_cheapest_that_can_be_had(offers: list[ParsedRow]) -> None:
    product = joined(*offers)
    best = [o for o in product.offers if o.availability == "in_stock"] or product.offers
    assert product.price
    assert product.price.amount == min(o.price.amount for o in best if o.price)
