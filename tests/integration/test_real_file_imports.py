"""Whole files of real shops, mapped by proposal: every number of the report is counted again here.

They are not part of the product: `SHOPGUIDE_DATA` names the folder that they lie in. Each is read
to its end, with everything that would go live; the first rows of it do.
"""

import csv
import io
import json
import lzma
import re
import statistics
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from shopguide.catalog.mapping.proposal import propose_mapping
from shopguide.catalog.mapping.sample import read_sample
from shopguide.catalog.service import ImportLimits
from shopguide.domain.batch import batches_prefix, change_from_line
from shopguide.domain.catalog_import import CatalogKind, ImportStatus
from shopguide.domain.column_mapping import mapping_to_json
from shopguide.domain.json_value import JsonObject
from tests.integration.real_catalogues import DATA
from tests.unit.catalog.conftest import ShopInMemory

KIND = CatalogKind.PRODUCTS
ROWS_THAT_GO_LIVE = 300
MARKUP = re.compile(r"</?(?:b|br|p|i|em|li|ul|ol|sup|sub|span|div|a|strong)\b[^>]*>|&#?\w{2,8};")


@pytest.fixture
def shop() -> ShopInMemory:
    """An empty shop with the limits that a shop has."""
    return ShopInMemory(ImportLimits())


class ReadFile:
    """A whole file as an import has read it: its report, and what it would make of each row."""

    def __init__(self, shop: ShopInMemory, content: bytes, name: str, currency: str = "") -> None:
        sample = read_sample(io.BytesIO(content), name, KIND)
        mapping = mapping_to_json(propose_mapping(sample, KIND, currency=currency).mapping)
        beside = json.dumps(mapping).encode()
        shop.objects.put(f"catalog/products/{name}.mapping.json", beside)
        record = shop.importing.run(shop.upload("products", content, name))
        assert record.status is ImportStatus.INDEXING, record.problem
        self.report: dict[str, Any] = json.loads(shop.object(record.report_key))
        self.counts: Mapping[str, int] = self.report["counts"]
        self.rejected = list(
            csv.DictReader(io.StringIO(shop.object(record.rejected_key).lstrip("\ufeff")))
            if record.rejected_key
            else ()
        )
        self.products = dict(_prepared(shop, record.import_id))

    def coverage(self) -> dict[str, int]:
        """Rows with a value by native column or attribute."""
        return {each["name"]: each["rows"] for each in self.report["coverage"]["columns"]}


def _prepared(shop: ShopInMemory, import_id: str) -> Iterator[tuple[str, JsonObject]]:
    for stored in shop.objects.list(batches_prefix(import_id)):
        for line in shop.object(stored.key).splitlines():
            change = change_from_line(line)
            yield change.row_id, change.content


def filled(rows: Sequence[Mapping[str, str]], column: str) -> int:
    return sum(bool(row[column].strip()) for row in rows)


def _best_buy() -> bytes:
    path = next(DATA.glob("catalog-bestbuy/products.tgz"), None)
    if path is None:
        pytest.skip(f"no Best Buy file in {DATA}; SHOPGUIDE_DATA names the folder of the data")
    with tarfile.open(path) as archive:
        member = next(entry for entry in archive if entry.name.endswith("products.csv"))
        stream = archive.extractfile(member)
        return stream.read() if stream else b""


def _myntra() -> bytes:
    path = next(DATA.glob("catalog-myntra/*.csv.xz"), None)
    if path is None:
        pytest.skip(f"no Myntra file in {DATA}; SHOPGUIDE_DATA names the folder of the data")
    return lzma.decompress(path.read_bytes())


def test_best_buy_is_read_to_the_last_row(shop: ShopInMemory) -> None:
    content = _best_buy()
    read = ReadFile(shop, content, "products.csv")
    # Its quotation marks are written \", as MySQL exports them.
    rows = list(csv.DictReader(io.StringIO(content.decode()), escapechar="\\"))
    first = {row["upc"]: row for row in reversed(rows)}
    repeated = len(rows) - len(first)
    assert repeated > 2000
    assert read.counts == {
        "read": len(rows), "rejected": repeated, "added": len(first), "warnings": 1,
        "unchanged": 0, "changed_text": 0, "changed_fields": 0, "removed": 0, "merged": 0,
    }  # fmt: skip
    assert read.coverage() == {
        "id": len(rows),
        "gtin": len(rows),
        "title": len(rows),
        "brand": filled(rows, "manufacturer"),
        "description": filled(rows, "long_description"),
        "short_description": filled(rows, "short_description"),
    }
    problems = {
        (each["code"], each["rejected"], each["warned"]) for each in read.report["problems"]
    }
    assert problems == {("duplicate_id", repeated, 0), ("bad_gtin", 0, 1)}
    assert read.report["prices"]["categories"] == []
    _hold_duplicates(read, rows)
    _hold_texts(read, first)


def _hold_duplicates(read: ReadFile, rows: Sequence[Mapping[str, str]]) -> None:
    """Rejected are exactly the later rows of an id, each with its line, as the file has it."""
    seen: set[str] = set()
    later = []
    for line, row in enumerate(rows, 2):  # no field of it has a line end
        if row["upc"] in seen:
            later.append((line, row["upc"], row["name"], row["long_description"]))
        seen.add(row["upc"])
    assert later == [
        (int(row["rejected_line"]), row["upc"], row["name"], row["long_description"])
        for row in read.rejected
    ]


def _hold_texts(read: ReadFile, first: Mapping[str, Mapping[str, str]]) -> None:
    """Of every id the first row counts; nothing of its markup is left, and every inch sign is."""
    assert set(read.products) == set(first)
    marked = 0
    for row_id, row in first.items():
        product = read.products[row_id]
        title, description = str(product["title"]), str(product.get("description", ""))
        marked += bool(MARKUP.search(row["long_description"]))
        assert not MARKUP.search(description), (row_id, description)
        assert not MARKUP.search(title), (row_id, title)
        assert '\\"' not in title + description
        assert title.count('"') >= row["name"].count('"')
        assert bool(description) == bool(row["long_description"].strip()), row_id
    assert marked > 1000


def test_myntra_has_the_prices_that_it_says(shop: ShopInMemory) -> None:
    content = _myntra()
    read = ReadFile(shop, content, "myntra.csv", currency="INR")
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert read.counts["read"] == read.counts["added"] == len(rows) == len(read.products)
    assert read.counts["rejected"] == read.counts["warnings"] == 0
    assert read.coverage() == {
        "id": len(rows),
        "title": filled(rows, "ProductName"),
        "brand": filled(rows, "ProductBrand"),
        "price": filled(rows, "Price"),
        "description": filled(rows, "Description"),
        "gender": filled(rows, "Gender"),
        "color": filled(rows, "PrimaryColor"),
    }
    prices = [float(row["Price"]) for row in rows]
    report = read.report["prices"]
    assert (report["sampled_share"], report["currencies"]) == (1.0, {"INR": len(rows)})
    (box,) = report["categories"]
    low, median, high = statistics.quantiles(prices, n=4, method="inclusive")
    assert box["count"] == len(prices)
    assert (box["lower_quartile"], box["median"], box["upper_quartile"]) == (low, median, high)
    assert set(box["outliers"]) <= set(prices)
    assert {box["low"], box["high"]} <= set(prices)
    assert max(box["outliers"]) == max(prices)
    for row in rows:
        product = read.products[row["ProductID"]]
        assert product["price"] == {"amount": row["Price"], "currency": "INR"}


@pytest.mark.parametrize(
    ("load", "name", "currency"),
    [(_best_buy, "products.csv", ""), (_myntra, "myntra.csv", "INR")],
    ids=["best buy", "myntra"],
)
def test_what_was_read_of_them_goes_live(
    shop: ShopInMemory, load: Callable[[], bytes], name: str, currency: str
) -> None:
    lines = load().splitlines(keepends=True)  # no field of their first rows has a line end
    read = ReadFile(shop, b"".join(lines[: ROWS_THAT_GO_LIVE + 1]), name, currency)
    shop.work()
    products = shop.products()
    assert set(products) == set(read.products)
    assert len(products) == read.counts["added"] > ROWS_THAT_GO_LIVE * 0.9
    assert all(product.title == read.products[key]["title"] for key, product in products.items())
