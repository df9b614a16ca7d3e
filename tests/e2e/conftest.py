"""A one-machine server with real models and a small part of the sample shop."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from infra.local.client import TIMEOUT, ShopClient
from infra.local.output import Document
from infra.local.sample_shop.catalogue import SampleProduct, sample_products
from infra.local.sample_shop.files import FILES, LAST_DAY
from infra.local.sample_shop.rows import PRODUCT_COLUMNS, product_row
from infra.local.server_process import ServerProcess

SMALL_SHOP = tuple(sample_products()[::13])
"""48 products: four of each category, half of them Chinese."""

WriteProducts = Callable[[str, Sequence[Mapping[str, str]]], Path]


@dataclass(frozen=True)
class RunningShop:
    """A server, its folder and a client of it."""

    server: ServerProcess
    data: Path
    client: ShopClient
    http: httpx.Client


def write_products(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """A products file of these rows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, PRODUCT_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def import_file(client: ShopClient, path: Path, kind: str) -> Document:
    """Upload a file and wait for its import's end."""
    accepted = client.upload(path, kind, lambda _: None)
    return client.follow_import(accepted["import_id"], lambda _: None)


def questions_about(products: Sequence[SampleProduct], path: Path) -> Path:
    """The sample shop's Q&A about these products."""
    ids = {product.product_id for product in products}
    rows = list(csv.DictReader(io.StringIO(FILES["qa.csv"](LAST_DAY))))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if row["product_id"] in ids)
    return path


@pytest.fixture(scope="session")
def running_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningShop]:
    """Started once; tests may add to it but not take from it."""
    folder = tmp_path_factory.mktemp("shop")
    with (
        ServerProcess(folder / "data") as server,
        httpx.Client(base_url=server.url, timeout=TIMEOUT) as http,
    ):
        client = ShopClient(http, server.url)
        rows = [product_row(product) for product in SMALL_SHOP]
        record = import_file(client, write_products(folder / "p.csv", rows), "products")
        assert record["status"] == "published", record
        record = import_file(client, questions_about(SMALL_SHOP, folder / "qa.csv"), "qa")
        assert record["status"] == "published", record
        yield RunningShop(server, folder / "data", client, http)
