"""Uploads with a mapping beside them, from the object store to the index."""

import json
from decimal import Decimal
from typing import Any

import pytest

from shopguide.domain.catalog_import import ImportRecord, ImportStatus
from shopguide.domain.money import Money
from tests.unit.catalog.conftest import ShopInMemory

FILE = "Nr,Was,Kosten,Farbe,Hinweis\n1,Blue kettle,5.00,blue,x\n2,Red pot,6.50,red,y\n"
MAPPING: dict[str, Any] = {
    "columns": {"id": "Nr", "title": "Was", "price": "Kosten"},
    "attributes": {"color": "Farbe"},
    "constants": {"brand": "Acme"},
    "currency": "EUR",
}


def lay(shop: ShopInMemory, name: str, mapping: object) -> None:
    shop.objects.put(f"catalog/{name}", json.dumps(mapping).encode())


@pytest.fixture
def shop(shop_in_memory: ShopInMemory) -> ShopInMemory:
    lay(shop_in_memory, "products/shop.csv.mapping.json", MAPPING)
    return shop_in_memory


def changes(record: ImportRecord) -> tuple[int, int, int, int, int]:
    counts = record.counts
    return (
        counts.unchanged, counts.added, counts.changed_text, counts.changed_fields, counts.rejected
    )  # fmt: skip


def test_a_mapped_file_becomes_products(shop: ShopInMemory) -> None:
    record = shop.run("products", FILE)
    assert record.status is ImportStatus.PUBLISHED
    kettle = shop.products()["1"]
    assert kettle.title == "Blue kettle"
    assert kettle.price == Money(Decimal("5.00"), "EUR")
    assert kettle.brand == "Acme"
    assert dict(kettle.attributes) == {"color": "blue"}


def test_without_its_mapping_the_file_is_refused_with_the_way_to_one(
    shop_in_memory: ShopInMemory,
) -> None:
    record = shop_in_memory.run("products", FILE)
    assert record.status is ImportStatus.FAILED
    assert record.problem_code == "missing_column"
    assert "shopguide catalog map" in record.problem


def test_the_files_own_mapping_goes_before_that_of_the_folder(shop: ShopInMemory) -> None:
    lay(shop, "products/mapping.json", {**MAPPING, "currency": "USD"})
    for name, currency in (("shop.csv", "EUR"), ("other.csv", "USD")):
        assert shop.run("products", FILE, name).status is ImportStatus.PUBLISHED
        price = shop.products()["1"].price
        assert price is not None
        assert price.currency == currency


def test_unchanged_rows_are_read_anew_after_a_change_of_the_mapping(shop: ShopInMemory) -> None:
    assert changes(shop.run("products", FILE)) == (0, 2, 0, 0, 0)
    assert changes(shop.run("products", FILE)) == (2, 0, 0, 0, 0)
    lay(shop, "products/shop.csv.mapping.json", {**MAPPING, "currency": "GBP"})
    assert changes(shop.run("products", FILE)) == (0, 0, 0, 2, 0)
    assert shop.products()["2"].price == Money(Decimal("6.50"), "GBP")
    lay(shop, "products/shop.csv.mapping.json", {**MAPPING, "constants": {"brand": "Acme Ltd"}})
    assert changes(shop.run("products", FILE)) == (0, 0, 2, 0, 0)
    columns = {"id": "Nr", "title": "Hinweis", "price": "Kosten"}
    lay(shop, "products/shop.csv.mapping.json", {**MAPPING, "columns": columns})
    assert changes(shop.run("products", FILE)) == (0, 0, 2, 0, 0)
    assert shop.products()["1"].title == "x"


def test_json_lines_are_read_anew_too(shop: ShopInMemory) -> None:
    lines = '{"Nr": "1", "Was": "Blue kettle", "Kosten": "5.00", "Farbe": "blue", "Art": "pot"}\n'
    lay(shop, "products/shop.jsonl.mapping.json", MAPPING)
    assert changes(shop.run("products", lines, "shop.jsonl")) == (0, 1, 0, 0, 0)
    assert changes(shop.run("products", lines, "shop.jsonl")) == (1, 0, 0, 0, 0)
    columns = {"id": "Nr", "title": "Art", "price": "Kosten"}
    lay(shop, "products/shop.jsonl.mapping.json", {**MAPPING, "columns": columns})
    assert changes(shop.run("products", lines, "shop.jsonl")) == (0, 0, 1, 0, 0)
    assert shop.products()["1"].title == "pot"


@pytest.mark.parametrize(
    ("mapping", "member"),
    [
        ({**MAPPING, "colums": {}}, "'colums'"),
        ({**MAPPING, "currency": "euros"}, "'currency'"),
        ({**MAPPING, "columns": {"color": "Farbe"}}, "'columns.color'"),
        (["Nr"], "JSON object"),
    ],
)
def test_a_mapping_with_a_mistake_fails_the_import_and_names_it(
    shop: ShopInMemory, mapping: object, member: str
) -> None:
    shop.run("products", FILE)
    live = shop.live()
    lay(shop, "products/shop.csv.mapping.json", mapping)
    record = shop.run("products", FILE)
    assert record.status is ImportStatus.FAILED
    assert record.problem_code == "bad_mapping"
    assert "shop.csv.mapping.json" in record.problem
    assert member in record.problem
    assert shop.live() == live


def test_a_header_that_the_file_does_not_have_fails_the_import(shop: ShopInMemory) -> None:
    record = shop.run("products", FILE.replace("Kosten", "Preis neu"))
    assert record.status is ImportStatus.FAILED
    assert record.problem_code == "missing_column"
    assert "'Kosten'" in record.problem
