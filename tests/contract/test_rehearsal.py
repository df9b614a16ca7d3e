"""The second index of a rehearsal is filled the same way in every engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.domain.batch import ChangeKind, RowChange
from shopguide.domain.catalog_import import CatalogKind, ImportRecord, ImportStatus
from shopguide.domain.indexed import TERMS_VECTOR, TEXT_VECTOR
from shopguide.domain.product import Product, product_to_json
from shopguide.indexing.documents import ProductDocuments
from shopguide.indexing.layout import ensure_indexes
from shopguide.indexing.rehearsal import Rehearsal
from shopguide.ports.renamed_index import RenamedIndex
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of

pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact:UserWarning"),
]
ENCODER = HashingEncoder(16)
RECORD = ImportRecord(
    "0123456789abcdef",
    CatalogKind.PRODUCTS,
    "catalog/products/shop.csv",
    "etag",
    ImportStatus.INDEXING,
    "",
    "",
    rehearsal="r0123456789abcdef",
)


@pytest.fixture(params=["memory", "edge", "client"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    if request.param == "memory":
        opened: VectorIndex = InMemoryVectorIndex()
    elif request.param == "edge":
        opened = EdgeVectorIndex(tmp_path / "index")
    else:
        from qdrant_client import QdrantClient

        from shopguide.adapters.qdrant.index import QdrantVectorIndex

        opened = QdrantVectorIndex(QdrantClient(":memory:"))
    ensure_indexes(opened, ENCODER)
    products = (Product(name, f"Title of {name}") for name in ("a", "b/ü", "耳机-1", "gone"))
    ProductDocuments(opened, ENCODER).apply([written(each) for each in products])
    yield opened
    opened.close()


def written(product: Product, kind: ChangeKind = ChangeKind.WRITE) -> RowChange:
    return RowChange(kind, product.product_id, product_to_json(product))


def test_it_copies_refreshes_writes_and_leaves_out_while_the_live_one_stays(
    index: VectorIndex,
) -> None:
    oak = Product("b/ü", "Title of b/ü", attributes={"material": "oak"})
    changes = [
        RowChange(ChangeKind.COPY, "a"),
        written(oak, ChangeKind.FIELDS),
        written(Product("耳机-1", "New title")),
        RowChange(ChangeKind.REMOVE, "gone"),
    ]
    before = {one.document_id: one for one in index.scan(PRODUCTS, with_vectors=True).documents}
    rehearsal = Rehearsal(index, RECORD)
    for _ in range(2):
        rehearsal.apply(changes, lambda: ENCODER)
    rehearsal.check_whole(3)
    after = {
        one.document_id: one for one in index.scan(rehearsal.name, with_vectors=True).documents
    }
    assert sorted(after) == ["a", "b/ü", "耳机-1"]
    assert after["a"].fields == before["a"].fields
    assert product_of(after["b/ü"].fields) == oak
    assert product_of(after["耳机-1"].fields).title == "New title"
    for key, is_kept in (("a", True), ("b/ü", True), ("耳机-1", False)):
        new, old = after[key].vectors[TEXT_VECTOR], before[key].vectors[TEXT_VECTOR]
        assert bool(abs(new - old).max() < 1e-6) is is_kept, key
    terms = {key: set(after[key].sparse[TERMS_VECTOR].indices.tolist()) for key in after}
    assert terms["a"] == set(before["a"].sparse[TERMS_VECTOR].indices.tolist())
    assert terms["b/ü"] > set(before["b/ü"].sparse[TERMS_VECTOR].indices.tolist())
    assert {one.document_id for one in index.scan(PRODUCTS).documents} == set(before)
    assert index.fetch(PRODUCTS, ["b/ü"])[0].fields == before["b/ü"].fields


def test_it_goes_live_once_and_is_not_dropped_then(index: VectorIndex) -> None:
    rehearsal = Rehearsal(index, RECORD)
    rehearsal.apply([RowChange(ChangeKind.COPY, "a")], lambda: ENCODER)
    live = index.resolve(PRODUCTS)
    assert RenamedIndex(index, {PRODUCTS: rehearsal.name}).count(PRODUCTS) == 1
    for _ in range(2):
        rehearsal.go_live()
        assert index.resolve(PRODUCTS) == rehearsal.name
    rehearsal.drop()
    assert index.count(PRODUCTS) == 1
    assert live in index.names()
    assert Rehearsal(index, RECORD).name == rehearsal.name


def test_one_that_never_went_live_is_dropped_however_often(index: VectorIndex) -> None:
    rehearsal = Rehearsal(index, RECORD)
    rehearsal.apply([RowChange(ChangeKind.COPY, "a")], lambda: ENCODER)
    for _ in range(2):
        rehearsal.drop()
        assert rehearsal.name not in index.names()
    assert index.count(PRODUCTS) == 4
