"""Rejected rows, mended and uploaded as they are: to the same folder, without a mapping."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from shopguide.catalog.service import ImportLimits
from shopguide.domain.catalog_import import ImportRecord, ImportStatus
from shopguide.domain.money import Money
from tests.unit.catalog.conftest import ShopInMemory

COLUMNS = {"id": "Nr", "title": "Was", "price": "Kosten"}
MAPPING: dict[str, Any] = {
    "columns": COLUMNS,
    "attributes": {"color": "Farbe"},
    "constants": {"brand": "Acme"},
    "currency": "EUR",
    "decimal_mark": ",",
}
TABLE = 'Nr,Was,Kosten,Farbe\n1,Blue kettle,"5,25",blue\n2,Red pot,six,red\n'
LINES = """\
{"Nr": "1", "Was": "Blue kettle", "Kosten": "5,25", "Farbe": "blue"}
{"Nr": "2", "Was": "Red pot", "Kosten": "six", "Farbe": "red", "Maker": {"Town": "Ulm"}}
"""
FEED = """\
<rss><channel>
<item><Nr>1</Nr><Was>Blue kettle</Was><Kosten>5,25</Kosten><Farbe>blue</Farbe></item>
<item><Nr>2</Nr><Was>Red pot</Was><Kosten>six</Kosten><Farbe>red</Farbe></item>
</channel></rss>"""
SHOPIFY = """\
Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Price,Image Src,Option1 Name,Option1 Value
pot,Pot,<p>Round</p>,Acme,1,"5,25",https://x.example/a.jpg,Color,blue
pot,,,,2,six,https://x.example/b.jpg,,red
"""
CHINESE = "货,名,钱,色\n1,蓝色水壶,5.25,蓝\n2,红色锅,six,红\n"
CHINESE_MAPPING: dict[str, Any] = {
    "columns": {"id": "货", "title": "名", "price": "钱"},
    "currency": "EUR",
}


def lay(shop: ShopInMemory, name: str, mapping: object) -> None:
    shop.objects.put(f"catalog/products/{name}.mapping.json", json.dumps(mapping).encode())


def changed_rows(record: ImportRecord) -> int:
    counts = record.counts
    changed = counts.changed_text + counts.changed_fields
    return counts.rejected + counts.added + counts.removed + changed


def mended(shop: ShopInMemory, record: ImportRecord, slip: str, right: str) -> str:
    """What rejected.csv becomes once a field is corrected, and nothing else."""
    rows = list(csv.reader(io.StringIO(shop.object(record.rejected_key))))
    assert any(slip in row for row in rows)
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerows([right if field == slip else field for field in row] for row in rows)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "encoding", "mapping", "right"),
    [
        ("shop.csv", TABLE, "utf-8", MAPPING, '"6,50"'),
        ("shop.csv", TABLE, "utf-16", MAPPING, '"6,50"'),
        ("shop.csv", CHINESE, "gb18030", CHINESE_MAPPING, "6.50"),
        ("shop.jsonl", LINES, "utf-8", MAPPING, "6,50"),
        ("shop.xml", FEED, "utf-8", MAPPING, "6,50"),
        ("shop.csv", SHOPIFY, "utf-8", {"currency": "EUR", "decimal_mark": ","}, '"6,50"'),
    ],
    ids=["table", "utf-16", "gb18030", "json lines", "xml", "shopify"],
)
def test_mended_rows_need_no_mapping_whatever_they_come_from(
    shop_in_memory: ShopInMemory,
    name: str,
    content: str,
    encoding: str,
    mapping: dict[str, Any],
    right: str,
) -> None:
    shop = shop_in_memory
    shop.limits = ImportLimits(max_rejected_share=0.9, min_encoding_confidence=0.0)
    lay(shop, name, mapping)
    first = shop.run("products", content.encode(encoding), name)
    assert (first.counts.added, first.counts.rejected) == (1, 1)
    rows = mended(shop, first, "six", right.strip('"'))
    record = shop.run("products", rows, "rejected.csv")
    assert record.status is ImportStatus.PUBLISHED, record.problem
    assert (record.counts.added, record.counts.removed, record.counts.rejected) == (1, 0, 0)
    assert shop.products()["2"].price == Money(Decimal("6.50"), "EUR")
    # The file without the slip finds nothing left to change.
    again = shop.run("products", content.replace("six", right).encode(encoding), name)
    assert changed_rows(again) == 0, again.counts


@pytest.mark.parametrize("folder", ["products", "products-delta"])
@pytest.mark.parametrize(
    ("name", "prices"),
    [
        ("prices.csv", 'Nr,Kosten\n1,"6,25"\n2,six\n'),
        ("prices.jsonl", '{"Nr": "1", "Kosten": "6,25"}\n{"Nr": "2", "Kosten": "six"}\n'),
    ],
)
def test_mended_rows_of_prices_alone_need_no_mapping(
    shop_in_memory: ShopInMemory, name: str, prices: str, folder: str
) -> None:
    shop = shop_in_memory
    shop.limits = ImportLimits(max_rejected_share=0.9)
    shop.run("products", "id,title,price,color\n1,Pan,5 EUR,blue\n2,Pot,5 EUR,red\n", "shop.csv")
    mapping = {**MAPPING, "columns": {"id": "Nr", "price": "Kosten"}, "attributes": {}}
    mapping["constants"] = {}
    shop.objects.put(f"catalog/products-delta/{name}.mapping.json", json.dumps(mapping).encode())
    first = shop.run("products-delta", prices, name)
    assert (first.counts.changed_fields, first.counts.rejected) == (1, 1)
    record = shop.run(folder, mended(shop, first, "six", "7,50"), "rejected.csv")
    assert record.status is ImportStatus.PUBLISHED, record.problem
    assert (record.counts.changed_fields, record.counts.removed) == (1, 0)
    found = shop.products()
    assert [found[row].price for row in "12"] == [
        Money(Decimal("6.25"), "EUR"),
        Money(Decimal("7.50"), "EUR"),
    ]
    assert (found["2"].title, found["2"].attributes) == ("Pot", {"color": "red"})


def test_mended_rows_remove_nothing_in_whatever_folder_they_are_uploaded(
    shop_in_memory: ShopInMemory,
) -> None:
    shop = shop_in_memory
    for kind, header, good, bad in (
        ("qa", "question,answer", "How long?,Two years\n", "Why?,\n"),
        ("reviews", "product_id,text,rating", "1,Fine,5\n", "1,Well,9\n"),
        ("articles", "title,text", "Care,Wash it\n", "Terms,\n"),
    ):
        record = shop.run(kind, f"{header}\n{good}{bad}")
        assert record.counts.rejected == 1, kind
        rows = list(csv.DictReader(io.StringIO(shop.object(record.rejected_key).lstrip("\ufeff"))))
        rows[0].update({"answer": "Because", "rating": "4", "text": "Pay first"})
        target = io.StringIO()
        names = [*header.split(","), "rejected_line", "rejected_import"]
        writer = csv.DictWriter(target, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        again = shop.run(kind, target.getvalue(), "rejected.csv")
        assert again.status is ImportStatus.PUBLISHED, again.problem
        assert (again.counts.added, again.counts.removed) == (1, 0), kind


def test_rows_that_are_rejected_again_can_be_mended_again(shop_in_memory: ShopInMemory) -> None:
    shop = shop_in_memory
    lay(shop, "shop.csv", MAPPING)
    first = shop.run("products", TABLE)
    second = shop.run("products", mended(shop, first, "six", "seven"), "rejected.csv")
    third = shop.run("products", mended(shop, second, "seven", "7,50"), "rejected.csv")
    assert (second.counts.rejected, third.counts.rejected, third.counts.added) == (1, 0, 1)
    header = shop.object(second.rejected_key).splitlines()[0]
    assert header.count("rejected_import") == 1
    assert shop.products()["2"].brand == "Acme"


def test_rows_of_a_file_without_a_mapping_keep_clear_of_that_of_their_new_folder(
    shop_in_memory: ShopInMemory,
) -> None:
    shop = shop_in_memory
    first = shop.run("products", "id,title,price\n1,Pot,5 EUR\n2,Pan,six EUR\n")
    shop.objects.put("catalog/products-delta/mapping.json", json.dumps(MAPPING).encode())
    record = shop.run("products-delta", mended(shop, first, "six EUR", "6 EUR"), "rejected.csv")
    assert record.status is ImportStatus.PUBLISHED, record.problem
    assert record.counts.added == 1


def test_a_mapping_that_lies_beside_mended_rows_goes_first(shop_in_memory: ShopInMemory) -> None:
    shop = shop_in_memory
    lay(shop, "shop.csv", MAPPING)
    lay(shop, "rejected.csv", {**MAPPING, "currency": "CHF"})
    first = shop.run("products", TABLE)
    shop.run("products", mended(shop, first, "six", "6,50"), "rejected.csv")
    assert shop.products()["2"].price == Money(Decimal("6.50"), "CHF")


def test_mended_rows_are_checked_as_they_would_be_imported(shop_in_memory: ShopInMemory) -> None:
    shop = shop_in_memory
    lay(shop, "shop.csv", MAPPING)
    first = shop.run("products", TABLE)
    record = shop.check("products", mended(shop, first, "six", "6,50"), "rejected.csv")
    assert record.status is ImportStatus.CHECKED
    assert (record.counts.added, record.counts.removed, record.problem) == (1, 0, "")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(",", ";"),
        lambda text: text.replace("import ", "import ../"),
        lambda text: "\n".join(line.rpartition(",")[0] for line in text.splitlines()),
    ],
    ids=["another delimiter", "no id", "column deleted"],
)
def test_what_people_do_to_the_column_of_the_import_is_told_at_worst(
    shop_in_memory: ShopInMemory, spoil: Callable[[str], str]
) -> None:
    shop = shop_in_memory
    lay(shop, "shop.csv", MAPPING)
    first = shop.run("products", TABLE)
    live = set(shop.products())
    record = shop.run("products", spoil(mended(shop, first, "six", "6")), "rejected.csv")
    if record.status is ImportStatus.PUBLISHED:
        assert set(shop.products()) == {*live, "2"}
    else:
        assert record.problem_code == "missing_column"
        assert set(shop.products()) == live


def test_nothing_is_lost_of_a_row_with_more_fields_than_the_header(
    shop_in_memory: ShopInMemory,
) -> None:
    record = shop_in_memory.run("products", "id,title,brand\n1,Pot,A\n2,Pan, small, blue,B\n")
    assert '2,Pan," small, blue,B"' in shop_in_memory.object(record.rejected_key)
