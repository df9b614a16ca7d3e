"""A shop that imports files through the real functions, and is looked at closely meanwhile."""

import json
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html.parser import HTMLParser
from types import FrameType
from typing import Any

import numpy as np

from functions.catalog_import.app import lambda_handler as import_catalogue
from functions.catalog_index.app import lambda_handler as index_batches
from infra.local.sqs_event import sqs_event
from shopguide.bootstrap import Container
from shopguide.catalog.comparing.manifest import PARTITIONS, ManifestReader
from shopguide.domain.catalog_import import CatalogKind, ImportRecord
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, SparseVector
from shopguide.domain.json_value import JsonObject
from shopguide.domain.live_catalogue import LiveCatalogue, live_from_json
from shopguide.domain.passage import passage_from_json
from shopguide.domain.product import product_from_json
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.domain.upload import Upload, import_id_of, upload_event, upload_object_key
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    passage_fields,
    product_fields,
    product_sparse,
)
from shopguide.text.passage_text import passage_text
from shopguide.text.product_text import product_text
from tests.integration.catalogue_files import RESULT, CatalogueFile

MOST_SECONDS = 10.0
_ALONE = {"meta", "br", "hr", "img", "link", "input"}


class WatchedShop:
    """The container's shop, into which files are uploaded one after the other."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._uploads = 0

    def run(self, file: CatalogueFile, *, check: bool = False) -> ImportRecord:
        """Upload a file, or only have it checked, and work until nothing is left to do."""
        objects = self._container.objects
        key = upload_object_key(file.kind, file.name, check=check)
        beside = f"{upload_object_key(file.kind, file.name)}.mapping.json"
        if file.mapping:
            objects.put(beside, file.mapping)
        else:
            objects.delete(beside)
        stored = objects.put(key, file.content)
        self._uploads += 1
        upload = Upload(stored.key, stored.etag, f"{self._uploads:06X}")
        with in_time():
            import_catalogue(upload_event(upload), None)
            self._index()
        assert not self._container.import_queue.depth().waiting
        return self._container.imports.find(import_id_of(upload))

    def _index(self) -> None:
        queue = self._container.index_queue
        while messages := queue.receive(limit=10):
            answer = index_batches(sqs_event("test", messages), None)
            assert answer == {"batchItemFailures": []}
            for message in messages:
                queue.acknowledge(message)

    @property
    def live(self) -> LiveCatalogue:
        """What is live."""
        return live_from_json(self._container.records.get(LIVE_CATALOGUE))

    def rows(self, family: str) -> dict[str, JsonObject]:
        """What the live manifest says, by row id."""
        rows: dict[str, JsonObject] = {}
        key = self.live.manifests.get(family, "")
        with ManifestReader(self._container.objects, key) as manifest:
            for number in range(PARTITIONS):
                for row_id, row in manifest.partition(number).items():
                    assert row_id not in rows
                    rows[row_id] = row.content or {}
        return rows

    def state(self) -> tuple[Any, ...]:
        """All that an import may change, apart from its own reports and its record."""
        apart = ("imports/", "reports/", "catalog/")
        objects = {each.key: each.etag for each in self._container.objects.list()}
        shop = {key: etag for key, etag in objects.items() if not key.startswith(apart)}
        live = self.live
        manifests = {key: objects[key] for key in live.manifests.values()}
        found = [self._documents(name, with_vectors=False) for name in (PRODUCTS, PASSAGES)]
        return live, manifests, shop, found

    def _documents(self, name: str, *, with_vectors: bool = True) -> dict[str, IndexedDocument]:
        page = self._container.index.scan(name, limit=100_000, with_vectors=with_vectors)
        return {document.document_id: document for document in page.documents}

    def object(self, key: str) -> bytes:
        """An object's bytes."""
        with self._container.objects.open(key) as stream:
            return stream.read()

    def assert_documents_follow_manifests(self) -> None:
        """Every document is what the live manifests say, and none is there besides."""
        products = self.rows("products")
        found = self._documents(PRODUCTS)
        assert found.keys() == products.keys()
        for row_id, content in products.items():
            product = product_from_json(content)
            wanted = product_fields(product, price_history=content.get("price_history"))
            self._assert_is(found[row_id], wanted, product_text(product))
            assert _terms(found[row_id].sparse) == _terms(product_sparse(product))
        passages = {}
        for family in ("qa", "reviews", "articles"):
            for content in self.rows(family).values():
                for record in content["passages"]:  # type: ignore[union-attr]
                    passage = passage_from_json(record)  # type: ignore[arg-type]
                    if not passage.product_id or passage.product_id in products:
                        passages[passage.passage_id] = passage
        found = self._documents(PASSAGES)
        assert found.keys() == passages.keys()
        for passage_id, passage in passages.items():
            self._assert_is(found[passage_id], passage_fields(passage), passage_text(passage))

    def _assert_is(self, document: IndexedDocument, fields: JsonObject, text: str) -> None:
        assert document.fields == fields
        [vector] = self._container.encoder.encode_passages([text])
        assert np.allclose(document.vectors[TEXT_VECTOR], vector, atol=1e-3)

    def assert_reported(self, record: ImportRecord) -> None:
        """The report says what the record says, and its page shows nothing unescaped."""
        report = json.loads(self.object(record.report_key))
        assert report["outcome"] == record.status
        if "counts" in report:
            assert report["counts"]["read"] == record.counts.read
        page = self.object(record.page_key).decode()
        assert RESULT not in page
        _BalancedPage(page).check()


def _terms(sparse: Mapping[str, SparseVector]) -> dict[str, dict[int, float]]:
    pairs = {name: (each.indices.tolist(), each.values.tolist()) for name, each in sparse.items()}
    return {name: dict(zip(*pair, strict=True)) for name, pair in pairs.items() if pair[0]}


class _BalancedPage(HTMLParser):
    """A page whose every tag is one of the template's and is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._open: list[str] = []
        self._page = page

    def check(self) -> None:
        self.feed(self._page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "iframe", "item", "rss"), f"<{tag}> is on the page"
        assert not any(name.startswith("on") for name, _ in attrs), attrs
        if tag not in _ALONE:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _ALONE:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


class TooSlowError(BaseException):
    """Something went on for longer than `MOST_SECONDS`; no code catches it by accident."""


@contextmanager
def in_time(seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Stop what takes too long, wherever it is."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"not done within {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def first_files() -> list[CatalogueFile]:
    """What is in the shop before anything is tried."""
    return [
        CatalogueFile(CatalogKind.PRODUCTS, "first.csv", _PRODUCTS.encode()),
        CatalogueFile(CatalogKind.QA, "first.csv", _QUESTIONS.encode()),
        CatalogueFile(CatalogKind.REVIEWS, "first.csv", _REVIEWS.encode()),
        CatalogueFile(CatalogKind.ARTICLES, "first.csv", _ARTICLES.encode()),
    ]


_PRODUCTS = "id,title,price,seller,color\n" + "".join(
    f"{row_id},{title},{number}.50 USD,{seller},{color}\n"
    for number, (row_id, title, seller, color) in enumerate(
        [
            ("base-1", "Kettle", "", "red"),
            ("base-2", "电热水壶", "", "蓝"),
            ("p0-0", "Lamp", "ann", ""),
            ("p0-0", "Lamp", "bob", ""),
            ("p1-1", "Mug", "", "white"),
            ("p2-2", "Chair", "", ""),
        ],
        start=1,
    )
)
_QUESTIONS = (
    "id,product_id,question,answer\nq1,base-1,Big?,Yes\nq2,p0-0,大吗?,不大\np0-0,,When?,Now\n"
)
_REVIEWS = "id,product_id,text,rating\nr1,base-1,Good,5\nr2,nobody,Bad,1\np1-1,p1-1,So so,3\n"
_ARTICLES = "id,title,text\na1,How to boil,Fill it.\nBoil it.\np0-0,Lamps,They shine.\n".replace(
    "Fill it.\nBoil it.", '"Fill it.\nBoil it."'
)
