from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.product_rows import ProductParser
from shopguide.catalog.reading.header import open_rows
from shopguide.catalog.row_parsing import ParsedRow, RowError
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product, product_from_json
from shopguide.text.catalog_columns import COLUMNS


def parse(**fields: str) -> ParsedRow:
    named = {"id": "p1", "title": "Chair"} | fields
    columns = COLUMNS[CatalogKind.PRODUCTS]
    header, _ = open_rows(iter([",".join(named)]), columns, "f.csv")
    return ProductParser(header).parse(list(named.values()))


def product(**fields: str) -> Product:
    return product_from_json(parse(**fields).content)


def rejection(**fields: str) -> RowError:
    with pytest.raises(RowError) as caught:
        parse(**fields)
    return caught.value


def test_reads_a_full_row() -> None:
    read = product(
        title=" Office  chair ",
        description="Mesh\nback",
        price="199.00 EUR",
        sale_price="149.50 eur",
        availability="out of stock",
        brand="Sedia",
        product_type="Furniture > Chairs",
        link="https://shop.example/p1",
        gtin="4006381333931",
        color="black",
        **{"Seat height": "45 cm", "empty": "  "},
    )
    assert read == Product(
        "p1",
        "Office chair",
        description="Mesh back",
        brand="Sedia",
        product_type="Furniture > Chairs",
        price=Money(Decimal("199.00"), "EUR"),
        sale_price=Money(Decimal("149.50"), "EUR"),
        availability=Availability.OUT_OF_STOCK,
        link="https://shop.example/p1",
        gtin="4006381333931",
        attributes={"color": "black", "Seat height": "45 cm"},
    )


@pytest.mark.parametrize(
    ("value", "availability"),
    [
        ("", Availability.IN_STOCK),
        ("in stock", Availability.IN_STOCK),
        ("In-Stock", Availability.IN_STOCK),
        ("preorder", Availability.PREORDER),
        ("backorder", Availability.BACKORDER),
        ("有货", Availability.IN_STOCK),
        ("缺货", Availability.OUT_OF_STOCK),
    ],
)
def test_understands_the_availability_words_of_feeds(
    value: str, availability: Availability
) -> None:
    assert product(availability=value).availability is availability


@pytest.mark.parametrize(
    ("fields", "column", "reason"),
    [
        ({"id": ""}, "id", "missing"),
        ({"id": "x" * 129}, "id", "more than 128"),
        ({"id": "a\tb"}, "id", "control characters"),
        ({"title": "\u200b "}, "title", "missing"),
        ({"price": "12,50 EUR"}, "price", "not an amount"),
        ({"price": "12.50"}, "price", "15.00 USD"),
        ({"price": "-1 USD"}, "price", "not an amount"),
        ({"price": "5 XXX"}, "price", "not a known ISO 4217 currency"),
        ({"price": "5 USD", "sale_price": "6 USD"}, "sale_price", "above the price, 5 USD"),
        ({"price": "5 USD", "sale_price": "4 EUR"}, "sale_price", "another currency"),
        ({"sale_price": "4 EUR"}, "sale_price", "no price"),
        ({"availability": "maybe"}, "availability", "in stock, out of stock"),
        ({"attributes": "{'a': 1}"}, "attributes", "not valid JSON"),
        ({"attributes": "[1]"}, "attributes", "not a JSON object"),
        ({"attributes": '{"a": {"b": 1}}'}, "attributes", "not a plain value"),
        ({"attributes": '{"a": "\\ud800"}'}, "attributes", "surrogate"),
        ({"attributes": "[" * 100_000}, "attributes", "nested too deeply"),
        ({"attributes": '{"a": NaN}'}, "attributes", "NaN is no number"),
        ({"attributes": '{"a": -Infinity}'}, "attributes", "Infinity is no number"),
        ({"product_detail": "no colon here"}, "product_detail", "section:name:value"),
    ],
)
def test_says_what_is_wrong_with_a_row(fields: dict[str, str], column: str, reason: str) -> None:
    error = rejection(**fields)
    assert error.column == column
    assert reason in error.reason


def test_reads_prices_in_full_width() -> None:
    assert str(product(price="１５．５０　ＣＮＹ").price) == "15.50 CNY"


def test_keeps_a_long_number_of_json_as_it_is_written() -> None:
    digits = "9" * 5000
    assert product(attributes=f'{{"serial": {digits}}}').attributes == {"serial": digits}


def test_attributes_come_from_json_product_detail_and_columns() -> None:
    read = product(
        attributes='{"weight": 1.5, "Wireless": true, "ports": ["USB-C", "HDMI"], "none": null}',
        product_detail="General:Colours:red, blue,Size:L,weight:2 kg",
        weight="3 kg",
    )
    assert read.attributes == {
        "weight": "3 kg", "Wireless": "yes", "ports": "USB-C, HDMI",
        "Colours": "red, blue", "Size": "L",
    }  # fmt: skip


def test_only_what_the_encoder_sees_changes_the_text_fingerprint() -> None:
    before = parse(price="5 USD")
    dearer, renamed = parse(price="6 USD"), parse(title="Armchair", price="5 USD")
    assert dearer.text_fingerprint == before.text_fingerprint
    assert dearer.fields_fingerprint != before.fields_fingerprint
    assert renamed.text_fingerprint != before.text_fingerprint


COLUMN_NAMES = "id title price sale_price availability brand attributes product_detail w".split()


@given(st.dictionaries(st.sampled_from(COLUMN_NAMES), st.text(max_size=30)))
@settings(max_examples=300, deadline=None)
def test_any_fields_give_a_product_or_a_rejection(fields: dict[str, str]) -> None:
    with suppress(RowError):
        row = parse(**fields)
        assert product_from_json(row.content).product_id == row.row_id
