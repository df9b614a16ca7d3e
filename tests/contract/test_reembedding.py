"""An index is rebuilt for another encoder the same way in every engine."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.domain.batch import ChangeKind, RowChange
from shopguide.domain.indexed import TERMS_VECTOR, TEXT_VECTOR, IndexedDocument, NearestQuery
from shopguide.domain.passage import Passage, PassageKind, passage_to_json
from shopguide.domain.product import Product, product_to_json
from shopguide.indexing.documents import PassageDocuments, ProductDocuments
from shopguide.indexing.layout import drop_indexes_but, ensure_indexes
from shopguide.indexing.reindex import Reembedding
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    index_name,
    passage_fields,
    products_schema,
)
from shopguide.text.terms import query_terms, query_vector

pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact:UserWarning"),
]
OLD, NEW = HashingEncoder(16, "old"), HashingEncoder(24, "new")


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
    ensure_indexes(opened, OLD)
    yield opened
    opened.close()


def write(index: VectorIndex, encoder: HashingEncoder, products: Sequence[Product]) -> None:
    changes = [
        RowChange(ChangeKind.WRITE, product.product_id, product_to_json(product))
        for product in products
    ]
    ProductDocuments(index, encoder).apply(changes)


def fill(index: VectorIndex) -> list[RowChange]:
    """Three products and an article of two paragraphs; the rows to embed anew."""
    write(index, OLD, [Product(name, f"Title of {name}") for name in ("a", "b/ü", "耳机-1")])
    passages = [
        passage_to_json(Passage(f"articles:r#{n}", PassageKind.ARTICLE, text, source="articles:r"))
        for n, text in enumerate(("Returns are free.", "退货免费。"))
    ]
    row = RowChange(ChangeKind.WRITE, "r", {"passages": passages})
    PassageDocuments(index, OLD, "articles").apply([row])
    rows = [("products", "a"), ("products", "b/ü"), ("products", "耳机-1"), ("articles", "r")]
    return [RowChange(ChangeKind.REEMBED, row_id, {"family": one}) for one, row_id in rows]


def found(index: VectorIndex, encoder: HashingEncoder, text: str) -> str:
    vector = encoder.encode_queries([text])[0]
    (hit,) = index.nearest(PRODUCTS, NearestQuery(vector, 1))
    return hit.document.document_id


def test_everything_is_found_with_the_new_encoder_however_often_a_step_is_repeated(
    index: VectorIndex,
) -> None:
    rows = fill(index)
    Reembedding(index, NEW).apply(rows)
    known = NEW.encoded_count
    Reembedding(index, NEW).apply(rows)
    assert NEW.encoded_count == known
    assert found(index, OLD, "Title of 耳机-1") == "耳机-1"
    for _ in range(2):
        Reembedding(index, NEW).go_live()
    Reembedding(index, NEW).apply(rows)
    assert found(index, NEW, "Title of 耳机-1") == "耳机-1"
    assert (index.count(PRODUCTS), index.count(PASSAGES)) == (3, 2)


def test_verified_answers_go_live_with_the_new_encoder_though_no_row_has_them(
    index: VectorIndex,
) -> None:
    rows = fill(index)
    verified = Passage("verified:1", PassageKind.VERIFIED_ANSWER, "It weighs 250 g.", "a")
    (vector,) = OLD.encode_passages([verified.text])
    document = IndexedDocument("verified:1", passage_fields(verified), {TEXT_VECTOR: vector})
    index.upsert(PASSAGES, [document])
    Reembedding(index, NEW).apply(rows)
    Reembedding(index, NEW).go_live()
    query = NearestQuery(NEW.encode_queries(["weighs 250 g"])[0], 1)
    assert index.nearest(PASSAGES, query)[0].document.document_id == "verified:1"


def test_way_back_embeds_what_changed_and_leaves_out_what_left_the_shop(
    index: VectorIndex,
) -> None:
    rows = fill(index)
    Reembedding(index, NEW).apply(rows)
    Reembedding(index, NEW).go_live()
    ProductDocuments(index, NEW).apply([RowChange(ChangeKind.REMOVE, "a")])
    write(index, NEW, [Product("b/ü", "Changed"), Product("c", "Fresh")])
    back = [*rows[1:], RowChange(ChangeKind.REEMBED, "c", {"family": "products"})]
    known = OLD.encoded_count
    Reembedding(index, OLD).apply(back)
    assert OLD.encoded_count - known == 2
    Reembedding(index, OLD).go_live()
    assert (index.count(PRODUCTS), found(index, OLD, "Changed")) == (3, "b/ü")
    drop_indexes_but(index, [])
    names = [index_name(alias, OLD.bundle.fingerprint) for alias in (PASSAGES, PRODUCTS)]
    assert list(index.names()) == sorted(names)
    assert (index.count(PRODUCTS), index.count(PASSAGES)) == (3, 2)


def test_index_of_the_first_layout_is_written_as_it_is_and_rebuilt_without_embedding(
    index: VectorIndex,
) -> None:
    fingerprint = OLD.bundle.fingerprint
    old = index_name(PRODUCTS, fingerprint, layout=1)
    index.create(old, products_schema(OLD.dimension, fingerprint, layout=1))
    index.point_aliases({PRODUCTS: old})
    rows = fill(index)
    price = product_to_json(Product("a", "Title of a", attributes={"colour": "red"}))
    ProductDocuments(index, OLD).apply([RowChange(ChangeKind.FIELDS, "a", price)])
    assert "colours" not in index.fetch(PRODUCTS, ["a"])[0].fields
    known = OLD.encoded_count
    for _ in range(2):
        Reembedding(index, OLD).apply(rows)
        Reembedding(index, OLD).go_live()
    assert OLD.encoded_count == known
    assert index.fetch(PRODUCTS, ["a"])[0].fields["colours"] == ["red"]
    assert found(index, OLD, "Title of 耳机-1") == "耳机-1"
    words = NearestQuery(query_vector(query_terms("耳机")), 1, vector_name=TERMS_VECTOR)
    assert index.nearest(PRODUCTS, words)[0].document.document_id == "耳机-1"


def test_price_history_is_kept_by_everything_that_writes_fields(index: VectorIndex) -> None:
    rows = fill(index)
    history = [{"at": "2026-06-01T08:00:00.000Z", "price": None, "sale_price": None, "seller": ""}]
    content = {**product_to_json(Product("a", "Title of a")), "price_history": history}
    ProductDocuments(index, OLD).apply([RowChange(ChangeKind.WRITE, "a", content)])
    assert index.fetch(PRODUCTS, ["a"])[0].fields["price_history"] == history
    longer = {**content, "price_history": history * 2}
    ProductDocuments(index, OLD).apply([RowChange(ChangeKind.FIELDS, "a", longer)])
    Reembedding(index, NEW).apply(rows)
    Reembedding(index, NEW).go_live()
    assert index.fetch(PRODUCTS, ["a"])[0].fields["price_history"] == history * 2


def test_new_indexes_are_asked_before_they_go_live(
    index: VectorIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = fill(index)
    asked: list[str] = []
    for name in ("nearest", "candidates", "count", "point_aliases"):
        plain = getattr(index, name)

        def call(name_or_names: Any, *more: Any, method: str = name, plain: Any = plain) -> Any:
            asked.append(method if method == "point_aliases" else f"{method} {name_or_names}")
            return plain(name_or_names, *more)

        monkeypatch.setattr(index, name, call)
    Reembedding(index, NEW).apply(rows)
    Reembedding(index, NEW).go_live()
    products, passages = (index_name(each, NEW.bundle.fingerprint) for each in (PRODUCTS, PASSAGES))
    before_the_switch = asked[: asked.index("point_aliases")]
    assert {f"candidates {products}", f"nearest {products}", f"nearest {passages}"} <= set(
        before_the_switch
    )


def test_new_attribute_is_found_by_its_words_and_keeps_the_embedding(index: VectorIndex) -> None:
    fill(index)
    known = OLD.encoded_count
    oak = product_to_json(Product("a", "Title of a", attributes={"material": "oak"}))
    ProductDocuments(index, OLD).apply([RowChange(ChangeKind.FIELDS, "a", oak)])
    assert OLD.encoded_count == known
    words = NearestQuery(query_vector(("oak",)), 2, vector_name=TERMS_VECTOR)
    assert [hit.document.document_id for hit in index.nearest(PRODUCTS, words)] == ["a"]
    assert found(index, OLD, "Title of a") == "a"
