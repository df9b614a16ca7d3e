"""Files with only some columns of products: what they change, and what stays."""

import csv
import gzip
from io import BytesIO, StringIO
from typing import Any

import pytest

from shopguide.catalog.mapping.preview import preview_rows
from shopguide.catalog.preparation import PreparedImport
from shopguide.domain.batch import ChangeKind, batches_prefix, change_from_line
from shopguide.domain.catalog_import import CatalogKind, import_object_key
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import ProblemCode
from tests.unit.catalog.shop_model import ImportingShop

DELTA = CatalogKind.PRODUCTS_DELTA
FULL = (
    "id,title,description,price,sale_price,availability,link,brand,gtin,color,size\n"
    "kettle,Kettle,Boils water,50 USD,40 USD,in stock,https://a.shop/k,Boil,,red,1 l\n"
    "mug,Mug,Holds tea,9 USD,,in stock,https://a.shop/m,Cup,,blue,\n"
)
SELLERS = (
    "id,title,price,availability,link,seller\n"
    "kettle,Kettle,5 USD,in stock,https://ann.shop,ann\n"
    "kettle,Kettle,4 USD,in stock,https://bob.shop,bob\n"
)


@pytest.fixture
def shop() -> ImportingShop:
    shop = ImportingShop()
    shop.run(CatalogKind.PRODUCTS, FULL)
    return shop


@pytest.fixture
def market() -> ImportingShop:
    shop = ImportingShop()
    shop.run(CatalogKind.PRODUCTS, SELLERS)
    return shop


def product(shop: ImportingShop, product_id: str = "kettle") -> dict[str, Any]:
    return dict(shop.rows("products")[product_id])


def without_prices(content: dict[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in content.items() if n not in ("price", "sale_price", "price_history")}


def offers(shop: ImportingShop) -> dict[str, Any]:
    return {offer["seller"]: offer for offer in product(shop)["offers"]}


def rejection(prepared: PreparedImport) -> tuple[str, ProblemCode, str]:
    [problem] = prepared.rejections
    return problem.column, problem.code, problem.reason


def test_a_new_price_changes_the_price_alone_and_embeds_nothing(shop: ImportingShop) -> None:
    before = product(shop)
    import_id, prepared = shop.prepare(DELTA, "id,price\nkettle,45 USD\n")
    [stored] = shop.objects.list(batches_prefix(import_id))
    with shop.objects.open(stored.key) as lines:
        assert [change_from_line(line).kind for line in lines] == [ChangeKind.FIELDS]
    assert (prepared.counts.read, prepared.counts.changed_fields) == (1, 1)
    shop.index_batches(import_id, "products")
    after = product(shop)
    assert after["price"]["amount"] == "45"
    assert after["sale_price"] == before["sale_price"]
    assert without_prices(after) == without_prices(before)
    assert [point["price"]["amount"] for point in after["price_history"]] == ["50", "45"]


def test_the_same_update_again_changes_nothing(shop: ImportingShop) -> None:
    shop.run(DELTA, "id,price\nkettle,45 USD\n")
    again = shop.run(DELTA, "id,price\nkettle,45 USD\n")
    assert (again.counts.unchanged, again.batches) == (1, 0)


def test_the_same_price_written_otherwise_changes_nothing(shop: ImportingShop) -> None:
    assert shop.run(DELTA, "id,price\nmug,9.00 USD\n").counts.unchanged == 1


def test_an_update_that_changes_nothing_lets_the_next_snapshot_know_the_row(
    shop: ImportingShop,
) -> None:
    shop.run(DELTA, "id,availability\nkettle,in stock\n")
    assert shop.run(CatalogKind.PRODUCTS, FULL).counts.unchanged == 2


def test_a_snapshot_after_an_update_is_what_counts(shop: ImportingShop) -> None:
    shop.run(DELTA, "id,price\nkettle,45 USD\n")
    assert shop.run(CatalogKind.PRODUCTS, FULL).counts.changed_fields == 1
    assert product(shop)["price"]["amount"] == "50"


def test_stock_changes_alone(shop: ImportingShop) -> None:
    shop.run(DELTA, "商品编号,库存\nkettle,0\n")
    assert product(shop)["availability"] == "out_of_stock"
    assert product(shop)["price"]["amount"] == "50"


@pytest.mark.parametrize("price", ["40 USD", "39 USD", "45 EUR", ""])
def test_a_price_that_the_live_sale_price_is_not_below_is_rejected(
    shop: ImportingShop, price: str
) -> None:
    before = product(shop)
    column, code, reason = rejection(shop.run(DELTA, f"id,price\nkettle,{price}\n"))
    assert (column, code) == ("price", ProblemCode.BAD_SALE_PRICE)
    assert "send the column sale_price, too" in reason
    assert product(shop) == before


def test_a_sale_begins_and_ends(shop: ImportingShop) -> None:
    shop.run(DELTA, "id,sale_price\nmug,7 USD\n")
    assert product(shop, "mug")["sale_price"]["amount"] == "7"
    shop.run(DELTA, "id,sale_price\nmug,\n")
    assert "sale_price" not in product(shop, "mug")
    assert product(shop, "mug")["price"]["amount"] == "9"


def test_both_prices_of_a_chinese_file_begin_and_end_a_sale(shop: ImportingShop) -> None:
    shop.run(DELTA, "商品编号,原价,售价\nkettle,,60 USD\nmug,9 USD,8 USD\n")
    assert product(shop)["price"]["amount"] == "60"
    assert "sale_price" not in product(shop)
    assert product(shop, "mug")["sale_price"]["amount"] == "8"


def test_a_sale_price_above_the_live_price_is_rejected(shop: ImportingShop) -> None:
    column, code, _ = rejection(shop.run(DELTA, "id,sale_price\nmug,10 USD\n"))
    assert (column, code) == ("sale_price", ProblemCode.BAD_SALE_PRICE)


def test_an_empty_cell_empties_its_value_and_attributes_are_replaced_by_name(
    shop: ImportingShop,
) -> None:
    shop.run(DELTA, 'id,brand,color,attributes\nkettle,,,"{""weight"": ""1 kg""}"\n')
    after = product(shop)
    assert "brand" not in after
    assert after["attributes"] == {"size": "1 l", "weight": "1 kg"}


def test_a_new_description_is_a_new_text(shop: ImportingShop) -> None:
    assert shop.run(DELTA, "id,description\nmug,Holds coffee\n").counts.changed_text == 1
    assert product(shop, "mug")["title"] == "Mug"


def test_an_unknown_product_is_rejected_and_tells_that_it_needs_a_title(
    shop: ImportingShop,
) -> None:
    column, code, reason = rejection(shop.run(DELTA, "id,price\nlamp,5 USD\n"))
    assert (column, code) == ("id", ProblemCode.NOT_IN_SHOP)
    assert "a new product needs a title" in reason
    assert shop.rows("products").keys() == {"kettle", "mug"}


def test_a_product_whose_columns_nobody_kept_is_rejected_with_the_way_out(
    shop: ImportingShop,
) -> None:
    with shop.objects.open(shop.live.manifests["products"]) as stream:
        lines = gzip.decompress(stream.read()).splitlines()
    old = b"".join(line.split(b"\t")[0] + b"\n" for line in lines)
    shop.objects.put(shop.live.manifests["products"], gzip.compress(old))
    column, _, reason = rejection(shop.run(DELTA, "id,price\nmug,5 USD\n"))
    assert column == "id"
    assert "upload it once with all of them" in reason


def test_what_an_import_that_never_went_live_brought_is_not_updated(shop: ImportingShop) -> None:
    import_id, _ = shop.prepare(DELTA, "id,title,price\nlamp,Lamp,5 USD\n")
    shop.index_batches(import_id, "products")
    shop.abandon(import_id, "products")
    assert rejection(shop.run(DELTA, "id,price\nlamp,6 USD\n"))[1] is ProblemCode.NOT_IN_SHOP
    assert shop.rows("products").keys() == {"kettle", "mug"}


def test_the_same_id_twice_is_a_duplicate(shop: ImportingShop) -> None:
    prepared = shop.run(DELTA, "id,price\nmug,5 USD\nmug,6 USD\n")
    assert rejection(prepared)[1] is ProblemCode.DUPLICATE_ID
    assert product(shop, "mug")["price"]["amount"] == "5"


def test_warnings_are_told_at_every_upload(shop: ImportingShop) -> None:
    for _ in range(2):
        prepared = shop.run(DELTA, "id,gtin\nmug,123\n")
        assert [warning.code for warning in prepared.warnings] == [ProblemCode.BAD_GTIN]


def test_a_seller_updates_what_is_its_own(market: ImportingShop) -> None:
    market.run(DELTA, "id,price,seller\nkettle,3 USD,ann\n")
    assert offers(market)["ann"]["price"]["amount"] == "3"
    assert offers(market)["ann"]["link"] == "https://ann.shop"
    assert offers(market)["bob"]["price"]["amount"] == "4"
    assert (product(market)["price"]["amount"], product(market)["link"]) == (
        "3",
        "https://ann.shop",
    )


def test_rows_of_several_sellers_are_merged(market: ImportingShop) -> None:
    text = "id,stock,seller\nkettle,0,bob\nkettle,0,ann\n"
    counts = market.run(DELTA, text).counts
    assert (counts.read, counts.changed_fields, counts.merged) == (2, 1, 1)
    assert {offer["availability"] for offer in offers(market).values()} == {"out_of_stock"}
    assert market.run(DELTA, text).counts.unchanged == 1


def test_a_further_seller_needs_a_price(market: ImportingShop) -> None:
    column, code, _ = rejection(market.run(DELTA, "id,stock,seller\nkettle,5,eve\n"))
    assert (column, code) == ("price", ProblemCode.MISSING_VALUE)
    market.run(DELTA, "id,price,seller\nkettle,6 USD,eve\n")
    assert offers(market).keys() == {"ann", "bob", "eve"}


def test_a_price_of_nobody_is_rejected_where_sellers_offer_the_product(
    market: ImportingShop,
) -> None:
    column, code, reason = rejection(market.run(DELTA, "id,price\nkettle,3 USD\n"))
    assert (column, code) == ("seller", ProblemCode.MISSING_VALUE)
    assert "ann, bob" in reason
    assert market.run(DELTA, "id,brand\nkettle,Boil\n").counts.changed_text == 1
    assert offers(market).keys() == {"ann", "bob"}


def test_members_that_a_json_row_lacks_stay(shop: ImportingShop) -> None:
    rows = '{"id": "kettle", "stock": 0}\n{"id": "mug", "price": "8 USD", "color": "red"}\n'
    assert shop.run(DELTA, rows).counts.changed_fields == 2
    assert product(shop)["price"]["amount"] == "50"
    assert product(shop)["attributes"]["color"] == "red"
    assert product(shop, "mug")["availability"] == "in_stock"


def test_a_feed_item_with_a_price_and_no_sale_price_is_not_on_sale(shop: ImportingShop) -> None:
    rows = '{"id": "kettle", "price": "45 USD"}\n{"id": "mug", "price": "9 USD", "sale_price": 8}\n'
    rows = rows.replace(": 8}", ': "8 USD"}')
    assert shop.run(DELTA, rows).counts.changed_fields == 2
    assert "sale_price" not in product(shop)


@pytest.mark.parametrize("kind", [DELTA, CatalogKind.PRODUCTS])
def test_rejected_rows_come_back_mended_in_any_folder(
    shop: ImportingShop, kind: CatalogKind
) -> None:
    import_id, _ = shop.prepare(DELTA, "id,price,color\nmug,cheap,\nkettle,45 USD,red\n")
    with shop.objects.open(import_object_key(import_id, "rejected.csv")) as stream:
        rejected = stream.read().decode("utf-8-sig")
    assert [row["id"] for row in csv.DictReader(StringIO(rejected))] == ["mug"]
    counts = shop.run(kind, rejected.replace("cheap", "8 USD")).counts
    assert (counts.changed_fields, counts.removed, counts.rejected) == (1, 0, 0)
    assert product(shop, "mug")["price"]["amount"] == "8"
    assert product(shop, "mug")["attributes"] == {"color": "blue"}


def test_a_check_tells_the_same_and_stores_nothing(shop: ImportingShop) -> None:
    import_id, prepared = shop.prepare(DELTA, "id,price\nkettle,45 USD\n", dry_run=True)
    assert prepared.counts.changed_fields == 1
    assert not list(shop.objects.list(batches_prefix(import_id)))


def test_an_update_is_taken_back(shop: ImportingShop) -> None:
    earlier = shop.live.manifests["products"]
    before = product(shop)
    shop.run(DELTA, "id,price\nkettle,45 USD\n")
    import_id, prepared = shop.restore("products", earlier)
    shop.index_batches(import_id, "products")
    assert prepared.counts.changed_fields == 1
    assert product(shop)["price"] == before["price"]


@pytest.mark.parametrize("header", ["id", "id,seller", "id,currency", "id,wobble"])
def test_a_delta_needs_something_to_update(shop: ImportingShop, header: str) -> None:
    row = ",".join("x" for _ in header.split(","))
    with pytest.raises(CatalogFileError, match="nor another one to update") as failed:
        shop.prepare(DELTA, f"{header}\n{row}\n")
    assert failed.value.reason == "missing_column"


def test_a_snapshot_without_titles_is_sent_to_the_other_folder(shop: ImportingShop) -> None:
    with pytest.raises(CatalogFileError) as failed:
        shop.prepare(CatalogKind.PRODUCTS, "id,price\nmug,5 USD\n")
    assert "columns of products-delta: upload the file as products-delta" in failed.value.fix


def test_a_file_with_titles_is_no_update_and_replaces_the_product(shop: ImportingShop) -> None:
    shop.run(DELTA, "id,title\nkettle,Pot\n")
    assert "price" not in product(shop)


def test_a_preview_shows_what_the_rows_say() -> None:
    stream = BytesIO(b"id,sale_price,stock\nmug,5 USD,0\nmug,five,1\n")
    first, second = preview_rows(stream, "prices.csv", DELTA, ColumnMapping())
    assert first.content == {
        "product_id": "mug",
        "sale_price": {"amount": "5", "currency": "USD"},
        "availability": "out_of_stock",
    }
    assert second.rejection
    assert second.rejection.code is ProblemCode.BAD_PRICE
