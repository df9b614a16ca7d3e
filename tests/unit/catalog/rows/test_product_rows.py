import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading.source import Header, open_source
from shopguide.catalog.rows.product_rows import ProductParser
from shopguide.catalog.rows.row_parsing import ParsedRow, RowError
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product, product_from_json
from shopguide.domain.row_problem import ProblemCode


def header_of(names: Sequence[str]) -> Header:
    file = f"{','.join(names)}\n".encode()
    return open_source(io.BytesIO(file), "f.csv", CatalogKind.PRODUCTS).header


def parse(**fields: str) -> ParsedRow:
    named = {"id": "p1", "title": "Chair"} | fields
    return ProductParser(header_of(list(named))).parse(list(named.values()))


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
        ({"price": "12.50"}, "price", "names no currency"),
        ({"price": "-1 USD"}, "price", "negative"),
        ({"price": "10-20 USD"}, "price", "a range"),
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


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"id": ""}, ProblemCode.MISSING_VALUE),
        ({"id": "a\tb"}, ProblemCode.BAD_ID),
        ({"price": "10-20 USD"}, ProblemCode.BAD_PRICE),
        ({"price": "12.50"}, ProblemCode.NO_CURRENCY),
        ({"price": "5 USD", "sale_price": "6 USD"}, ProblemCode.BAD_SALE_PRICE),
        ({"availability": "maybe"}, ProblemCode.BAD_AVAILABILITY),
        ({"attributes": "[1]"}, ProblemCode.BAD_JSON),
        ({"product_detail": "no colon here"}, ProblemCode.BAD_PRODUCT_DETAIL),
    ],
)
def test_every_rejection_has_its_kind(fields: dict[str, str], code: ProblemCode) -> None:
    assert rejection(**fields).code is code


@pytest.mark.parametrize(
    ("fields", "column", "code"),
    [
        ({"gtin": "4006381333932"}, "gtin", ProblemCode.BAD_GTIN),
        ({"price": "1.299 EUR"}, "price", ProblemCode.AMBIGUOUS_PRICE),
        ({"price": "5 USD", "sale_price": "0"}, "sale_price", ProblemCode.BAD_SALE_PRICE),
    ],
)
def test_what_is_doubtful_is_told_and_the_row_imported(
    fields: dict[str, str], column: str, code: ProblemCode
) -> None:
    header = replace(header_of(["id", "title", *fields]), currency="USD")
    (warning,) = ProductParser(header).parse(["p1", "Chair", *fields.values()]).warnings
    assert (warning.column, warning.value, warning.code) == (column, fields[column], code)


def test_a_wrong_gtin_is_left_out_and_a_right_one_kept_as_digits() -> None:
    assert product(gtin="4006381333932").gtin == ""
    assert product(gtin="400-6381-33393-1").gtin == "4006381333931"


def test_a_price_of_nothing_is_no_price_and_a_sale_price_of_nothing_no_reduction() -> None:
    read = product(price="5 USD", sale_price="0.00 USD")
    assert (read.price, read.sale_price) == (Money(Decimal(5), "USD"), None)
    assert product(price="面议").price is None


def test_the_shops_currency_counts_after_the_files_and_that_after_the_prices() -> None:
    header = header_of(["id", "title", "price"])
    named = replace(header, currency="INR")
    rows = ["p1", "Chair", "1299"], ["p1", "Chair", "1299 USD"]

    def currencies(parser: ProductParser) -> list[str]:
        products = [parser.parse(row).product for row in rows]
        return [each.price.currency for each in products if each and each.price]

    assert currencies(ProductParser(header, "EUR")) == ["EUR", "USD"]
    assert currencies(ProductParser(named, "EUR")) == ["INR", "USD"]


def test_a_column_of_currencies_counts_for_prices_that_name_none() -> None:
    assert str(product(price="1299", currency="inr").price) == "1299 INR"
    assert str(product(price="1299", 币种="人民币").price) == "1299 CNY"
    assert str(product(price="1299 USD", currency="EUR").price) == "1299 USD"
    assert rejection(price="1299", currency="?").code is ProblemCode.NO_CURRENCY


def test_the_mapping_says_which_mark_stands_before_the_cents() -> None:
    header = replace(header_of(["id", "title", "price"]), decimal_mark=".")
    row = ProductParser(header).parse(["p1", "Chair", "1.299 EUR"])
    assert row.warnings == ()
    assert row.product
    assert row.product.price == Money(Decimal("1.299"), "EUR")


def test_a_constant_stands_in_every_row_that_has_no_such_column() -> None:
    header = replace(header_of(["id", "title"]), constants={"brand": "Sedia", "title": "unused"})
    row = ProductParser(header).parse(["p1", "Chair"])
    assert row.product
    assert (row.product.brand, row.product.title) == ("Sedia", "Chair")


def test_a_row_of_a_seller_is_an_offer() -> None:
    row = parse(seller="Möbel AG", price="5 USD", condition="used", availability="0")
    assert row.seller == "Möbel AG"
    assert row.product
    (offer,) = row.product.offers
    assert (offer.seller, str(offer.price), offer.condition) == ("Möbel AG", "5 USD", "used")
    assert offer.availability == "out_of_stock"
    assert product(price="5 USD").offers == ()


def test_markup_is_left_out_of_everything_that_is_shown() -> None:
    read = product(
        title="Chair &amp; <b>table</b>",
        description="<p>Mesh back</p><ul><li>4D arms</li></ul>",
        brand="Sit &amp; Co",
        product_type="Home &gt; Chairs",
        care="<i>dry</i>",
        attributes='{"use": "home &amp; office"}',
        product_detail="General:Legs:<b>five</b>",
    )
    assert (read.title, read.brand) == ("Chair & table", "Sit & Co")
    assert read.description == "Mesh back. 4D arms"
    assert read.category_paths() == ("Home", "Home > Chairs")
    assert read.attributes == {"care": "dry", "use": "home & office", "Legs": "five"}


def test_a_row_that_ends_before_its_columns_has_nothing_in_them() -> None:
    row = ProductParser(header_of(["id", "title", "price", "weight"])).parse(["p1", "Chair"])
    assert row.product == Product("p1", "Chair")


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
