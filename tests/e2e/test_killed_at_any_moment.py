"""kill -9 at ten random moments of an upload: in the end everything is there, and whole."""

import csv
import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from infra.local.client import ShopClient
from infra.local.output import CommandError
from infra.local.sample_shop.catalogue import sample_products
from infra.local.sample_shop.rows import product_row
from infra.local.server_process import ServerProcess
from tests.e2e.conftest import write_products

pytestmark = [pytest.mark.models, pytest.mark.slow]

KILLS = 10
ROWS = 400
SHOPPER = "survivor"


def _write_edition(path: Path, edition: int) -> Path:
    """400 products; every edition has other texts, so that each of them is embedded again."""
    rows = [product_row(product) for product in sample_products()[:ROWS]]
    rows = [{**row, "title": f"{row['title']} v{edition}"} for row in rows]
    return write_products(path, rows)


@contextmanager
def _client(url: str) -> Iterator[ShopClient]:
    with httpx.Client(base_url=url, timeout=30) as http:
        yield ShopClient(http, url)


class _Shopper:
    """Views one product a time; remembers what the server said it has recorded."""

    def __init__(self) -> None:
        self.recorded: list[str] = []

    def view(self, client: ShopClient, product_id: str) -> None:
        event = {
            "event_id": str(uuid.uuid4()),
            "event_name": "view_item",
            "shopper_id": SHOPPER,
            "product_id": product_id,
        }
        if client.post("/v1/events", {"events": [event]})["accepted"] == 1:
            self.recorded.append(product_id)


def _live_for(
    server: ServerProcess,
    seconds: float,
    upload: Path | None,
    shopper: _Shopper,
    views: Iterator[str],
) -> str | None:
    """Use the server until it is killed after `seconds`; the id of the upload, if acknowledged."""
    accepted: str | None = None
    killer = threading.Timer(seconds, server.kill)
    killer.start()
    with suppress(CommandError), _client(server.url) as client:
        if upload is not None:
            accepted = client.upload(upload, "products", lambda _: None)["import_id"]
        while True:
            shopper.view(client, next(views))
            time.sleep(0.05)
    killer.join()
    return accepted


def test_nothing_acknowledged_is_lost_and_no_product_is_half_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPGUIDE_BATCH_ROWS", "48")
    chance = random.Random(20260101)
    data, shopper = tmp_path / "data", _Shopper()
    views = iter([product.product_id for product in sample_products()[:ROWS]])
    edition, import_id, acknowledged = 0, None, dict[str, int]()
    interrupted = 0
    for _ in range(KILLS):
        upload = None
        server = ServerProcess(data)
        server.start()
        if import_id is None or _is_over(server.url, import_id):
            edition += 1
            interrupted -= import_id is not None
            upload = _write_edition(tmp_path / "products.csv", edition)
        accepted = _live_for(server, chance.uniform(0.02, 0.5), upload, shopper, views)
        server.close()
        interrupted += 1
        if upload is not None:
            import_id = accepted
        if accepted is not None:
            acknowledged[accepted] = edition
    assert interrupted >= KILLS // 2, "most kills must hit an import, or this tests nothing"
    with ServerProcess(data) as server, _client(server.url) as client:
        for each in acknowledged:
            record = client.follow_import(each, lambda _: None)
            assert record["status"] in ("published", "superseded"), record
        last = list(acknowledged.values())[-1]
        _check_whole(client, tmp_path / "products.csv", last)
        _check_recommendations(client, shopper.recorded)
        again = client.upload(
            _write_edition(tmp_path / "products.csv", last), "products", lambda _: None
        )
        record = client.follow_import(again["import_id"], lambda _: None)
        assert record["counts"]["unchanged"] == ROWS, "the manifest says exactly what is live"


def _is_over(url: str, import_id: str) -> bool:
    with _client(url) as client:
        record = client.import_record(import_id)
        return record is not None and record["status"] == "published"


def _check_whole(client: ShopClient, path: Path, edition: int) -> None:
    """Every product has its record in the last edition, and a vector that finds it."""
    health = client.get("/v1/health")
    assert health["counts"]["products"] == ROWS
    with _write_edition(path, edition).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert client.get(f"/v1/products/{row['id']}")["title"] == row["title"]
    for row in rows[::5]:
        hits = client.get("/v1/search", q=row["title"], limit=5)["hits"]
        assert row["id"] in [hit["product"]["product_id"] for hit in hits], row["title"]
        assert client.get(f"/v1/products/{row['id']}/similar", limit=1)["hits"]


def _check_recommendations(client: ShopClient, recorded: list[str]) -> None:
    """What the shopper was told to be recorded is never recommended again."""
    assert recorded
    found = client.get("/v1/recommendations", shopper_id=SHOPPER, limit=100)
    assert found["strategy"] == "profile"
    assert not {hit["product"]["product_id"] for hit in found["hits"]} & set(recorded)
