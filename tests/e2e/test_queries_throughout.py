"""Shoppers search while the shop is imported, rehearsed, rebuilt and rolled back.

Every answer has hits, and none is an error: each sees the version before or the one after.
"""

import csv
import io
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.client import ShopClient
from infra.local.in_process import InProcessTransport
from infra.local.merchandising_client import LocalMerchandising
from infra.local.one_machine import OneMachineShop
from shopguide.bootstrap import Container
from shopguide.config import Settings
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.text.index_layout import PRODUCTS
from tests.e2e.hashing_shop import ContainerWithHashing

PRODUCTS_IN_SHOP = 120
THREADS = 3


@dataclass
class Shoppers:
    """Threads that ask until they are told to stop; what was wrong, and how often they asked."""

    http: httpx.Client
    wrong: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    _stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def asking(self) -> Iterator["Shoppers"]:
        threads = [threading.Thread(target=self._ask_on) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self._stopping.set()
            for thread in threads:
                thread.join(30)

    def _ask_on(self) -> None:
        routes: Sequence[tuple[str, dict[str, Any], Callable[[Any], object]]] = (
            ("/v1/search", {"q": "oak lamp"}, lambda found: found["hits"]),
            ("/v1/search", {"q": "灯", "price_max": 1000}, lambda found: found["hits"]),
            ("/v1/products/p7", {}, lambda found: found["title"]),
            ("/v1/recommendations", {"limit": 5}, lambda found: found["hits"]),
            ("/v1/products/p7/similar", {"limit": 5}, lambda found: found["hits"]),
        )
        while not self._stopping.is_set():
            for path, parameters, shown in routes:
                answer = self.http.get(path, params=parameters)
                self.asked[path] += 1
                if answer.status_code != 200:
                    self.wrong.append(f"{path}: {answer.status_code} {answer.text[:300]}")
                elif not shown(answer.json()):
                    self.wrong.append(f"{path}: an empty page")


def file_of(word: str, count: int = PRODUCTS_IN_SHOP) -> bytes:
    """A products file whose titles have this word."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("id", "title", "price", "brand"))
    for number in range(count):
        title = f"Oak lamp 灯 {word} number {number}"
        writer.writerow((f"p{number}", title, f"{10 + number % 50} USD", f"Maker {number % 7}"))
    return text.getvalue().encode()


@dataclass
class Site:
    """The running shop, as an operator has it."""

    here: ContainerWithHashing
    client: ShopClient
    folder: Path

    def upload(self, kind: str, content: bytes) -> dict[str, Any]:
        path = self.folder / "shop.csv"
        path.write_bytes(content)
        accepted = self.client.upload(path, kind, lambda _: None)
        return self.follow(accepted["import_id"])

    def follow(self, import_id: str) -> dict[str, Any]:
        return dict(self.client.follow_import(import_id, lambda _: None))

    def title(self) -> str:
        return str(self.client.get("/v1/products/p7")["title"])

    def version(self) -> int:
        return int(self.client.get("/v1/health")["catalogue_version"])

    def found(self, query: str) -> str:
        return str(self.client.get("/v1/search", q=query)["hits"][0]["product"]["title"])


@pytest.fixture
def http(tmp_path: Path) -> Iterator[tuple[httpx.Client, ContainerWithHashing]]:
    settings = Settings(
        data_dir=tmp_path / "data", models_dir=tmp_path, generator="", batch_rows=32
    )
    opened: list[ContainerWithHashing] = []

    def container_of(settings: Settings) -> Container:
        opened.append(ContainerWithHashing(settings))
        return opened[0]

    with OneMachineShop(settings, container_of=container_of) as shop:
        shop.start_workers()
        transport = InProcessTransport(shop.application())
        with httpx.Client(transport=transport, base_url="http://test", timeout=30) as client:
            yield client, opened[0]


@pytest.fixture
def site(http: tuple[httpx.Client, ContainerWithHashing], tmp_path: Path) -> Site:
    client, here = http
    return Site(here, ShopClient(client, "test"), tmp_path)


def test_no_search_fails_or_comes_back_empty_while_the_shop_changes(
    http: tuple[httpx.Client, ContainerWithHashing], site: Site
) -> None:
    assert site.upload("products", file_of("first"))["status"] == "published"
    began = time.perf_counter()
    with Shoppers(http[0]).asking() as shoppers:
        assert site.upload("products", file_of("second"))["status"] == "published"
        assert (site.version(), site.title()) == (2, "Oak lamp 灯 second number 7")

        delta = site.upload("products-delta", file_of("third", 20))
        assert (delta["status"], delta["counts"]["changed_text"]) == ("published", 20)
        assert (site.version(), site.title()) == (3, "Oak lamp 灯 third number 7")

        canaries = b"query,product_id,top\noak lamp number 7,p7,20\n"
        merchandising = LocalMerchandising(site.here.merchandising)
        merchandising.publish(MerchandisingKind.CANARIES, canaries)
        before = site.here.index.resolve(PRODUCTS)
        assert site.upload("products", file_of("fourth"))["status"] == "published"
        assert site.here.index.resolve(PRODUCTS) != before, "it was rehearsed in a second index"
        assert (site.version(), site.title()) == (4, "Oak lamp 灯 fourth number 7")

        renamed = file_of("fifth").replace("Oak lamp 灯 fifth number 7,".encode(), b"A chair,")
        without = site.upload("products", renamed)
        assert (without["status"], without["problem_code"]) == ("held", "canary_fell")
        assert "“oak lamp number 7” p7 from place 1 " in without["problem"]
        assert (site.version(), site.title()) == (4, "Oak lamp 灯 fourth number 7")

        site.here.name = "other"
        accepted = site.client.post("/local/reindex")
        assert site.follow(accepted["import_id"])["status"] == "published"
        assert (site.version(), site.title()) == (5, "Oak lamp 灯 fourth number 7")
        assert site.found("oak lamp fourth number 7").startswith("Oak lamp 灯 fourth")

        asked = site.here.rollback.request(2)
        for each in asked.imports:
            assert site.follow(each.import_id)["status"] == "published"
        assert (site.version(), site.title()) == (6, "Oak lamp 灯 second number 7")
    took = time.perf_counter() - began
    assert not shoppers.wrong, (len(shoppers.wrong), shoppers.wrong[:5])
    assert min(shoppers.asked.values()) > 10, shoppers.asked
    print(f"\n{sum(shoppers.asked.values()):,} answers in {took:.1f} s, all of them with hits")
