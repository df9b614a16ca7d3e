import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading.source import FileFormat, open_source
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import ProblemCode
from tests.unit.catalog.reading.conftest import Read, Records

COLUMNS = (
    "Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Option2 Name,"
    "Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
    "Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,"
    "Variant Image,Cost per item,Status"
).split(",")


def export(*rows: dict[str, str]) -> str:
    lines = [COLUMNS, *([row.get(name, "") for name in COLUMNS] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines)


def product(handle: str, **others: str) -> dict[str, str]:
    fields = {"Handle": handle, "Title": handle.title(), "Variant Price": "15.00"}
    return fields | {name.replace("_", " "): text for name, text in others.items()}


TEE = product(
    "tee", Vendor="Acme", Option1_Name="Color", Option1_Value="Red", Option2_Name="Size",
    Option2_Value="M", Variant_SKU="TEE-1", Image_Src="i1", Variant_Image="v1",
) | {"Body (HTML)": "<p>Soft</p>", "Variant Barcode": "'0123"}  # fmt: skip
BLUE = {"Handle": "tee", "Option1 Value": "Blue", "Option2 Value": "L", "Variant Price": "9"}
IMAGE = {"Handle": "tee", "Image Src": "i2"}


def test_each_variant_is_a_row_with_what_its_product_says(read: Read, records: Records) -> None:
    text = export(TEE, BLUE, IMAGE)
    red, blue = records(text)
    assert red == {
        "id": "TEE-1", "item_group_id": "tee", "title": "Tee - Red / M", "brand": "Acme",
        "description": "<p>Soft</p>", "price": "15.00", "availability": "in stock", "gtin": "0123",
        "image_link": "v1", "additional_image_link": "i1, i2", "Color": "Red", "Size": "M",
    }  # fmt: skip
    assert (blue["id"], blue["title"]) == ("tee-Blue-L", "Tee - Blue / L")
    assert (blue["price"], blue["brand"], blue["image_link"]) == ("9", "Acme", "i1")
    source, rows = read(text)
    assert source.facts.format is FileFormat.SHOPIFY
    assert source.header.attributes.keys() >= {"color", "size"}
    assert [(row.line, row.rows) for row in rows] == [(2, 2), (3, 1)]


def test_a_product_without_variants_keeps_its_title_and_handle(records: Records) -> None:
    (mug,) = records(export(product("mug", Option1_Name="Title", Option1_Value="Default Title")))
    assert (mug["id"], mug["title"]) == ("mug", "Mug")


@pytest.mark.parametrize(
    ("price", "before", "wanted"),
    [
        ("15.00", "20.00", ("20.00", "15.00")),
        ("15.00", "15.00", ("15.00", None)),
        ("15.00", "0.00", ("15.00", None)),
        ("15.00", "", ("15.00", None)),
        ("1,500.00", "2,000.00", ("2,000.00", "1,500.00")),
    ],
)
def test_a_product_compared_with_a_higher_price_is_on_sale(
    records: Records, price: str, before: str, wanted: tuple[str, str | None]
) -> None:
    row = product("mug") | {
        "Variant Price": f'"{price}"',
        "Variant Compare At Price": f'"{before}"',
    }
    (mug,) = records(export(row))
    assert (mug["price"], mug.get("sale_price")) == wanted


@pytest.mark.parametrize(
    ("tracker", "quantity", "policy", "wanted"),
    [
        ("shopify", "3", "deny", "in stock"),
        ("shopify", "0", "deny", "out of stock"),
        ("shopify", "-1", "continue", "backorder"),
        ("", "0", "deny", "in stock"),
        ("shopify", "", "deny", "in stock"),
    ],
)
def test_availability_comes_from_stock_and_policy(
    records: Records, tracker: str, quantity: str, policy: str, wanted: str
) -> None:
    row = product("mug", Variant_Inventory_Tracker=tracker, Variant_Inventory_Qty=quantity)
    (mug,) = records(export(row | {"Variant Inventory Policy": policy}))
    assert mug["availability"] == wanted


@pytest.mark.parametrize(
    "hidden", [{"Status": "draft"}, {"Status": "archived"}, {"Published": "FALSE"}]
)
def test_products_that_are_not_for_sale_are_left_out_and_counted(
    read: Read, hidden: dict[str, str]
) -> None:
    source, rows = read(export(TEE | hidden, BLUE, product("mug"), product("cup") | hidden))
    assert [row.fields[0] for row in rows if not row.is_left_out] == ["mug"]
    assert sum(row.rows for row in rows) == 4
    assert source.facts.left_out == 3


def test_an_export_of_drafts_alone_never_empties_the_shop(read: Read) -> None:
    with pytest.raises(CatalogFileError) as caught:
        read(export(TEE | {"Status": "draft"}, BLUE))
    assert caught.value.reason == "no_rows"


def test_rows_away_from_their_product_are_told(read: Read) -> None:
    _, rows = read(export(TEE, product("mug"), BLUE))
    assert [row.defect is None for row in rows] == [True, True, False]
    assert rows[2].defect is not None
    assert rows[2].defect.code is ProblemCode.MISSING_VALUE
    assert "'tee'" in rows[2].defect.reason


def test_what_a_product_costs_the_shop_is_not_shown(read: Read) -> None:
    source, _ = read(export(product("mug", Cost_per_item="3.00")))
    assert "Cost per item" not in source.header.names


def test_an_option_called_like_a_column_of_ours_stays_an_option(records: Records) -> None:
    rows = [product("mug", Option1_Name="Quantity", Option1_Value="2 pack")]
    (mug,) = records(export(*rows))
    assert (mug["Quantity"], mug["availability"]) == ("2 pack", "in stock")


def test_currency_comes_from_the_mapping(read: Read) -> None:
    source, _ = read(export(TEE), mapping=ColumnMapping(currency="EUR"))
    assert source.header.currency == "EUR"


def test_a_mapping_of_columns_reads_the_export_row_by_row(read: Read) -> None:
    mapping = ColumnMapping(columns={"id": "Handle", "price": "Variant Price"})
    source, rows = read(export(TEE, product("mug")), mapping=mapping)
    assert source.facts.format is FileFormat.CSV
    assert len(rows) == 2


@given(
    st.lists(
        st.lists(st.sampled_from(["", "tee", "mug", "draft", "0", "9,", '"']), max_size=22),
        max_size=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_every_row_of_an_export_is_one_of_those_that_come_out(table: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([COLUMNS, *table])
    count = sum(1 for row in table if any(text.strip(", ") for text in row))
    source = open_source(io.BytesIO(written.getvalue().encode()), "f.csv", CatalogKind.PRODUCTS)
    with suppress(CatalogFileError):
        assert sum(row.rows for row in source) == count
