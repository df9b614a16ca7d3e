"""One body for every `VectorIndex`: sparse vectors, facets, order."""

from collections.abc import Callable, Iterator
from math import log

import numpy as np
import pytest

from shopguide.domain.errors import IndexSchemaError, InvalidInputError
from shopguide.domain.filters import EVERYTHING, Filter, HasId, Match
from shopguide.domain.indexed import (
    FieldKind,
    IndexedDocument,
    IndexSchema,
    NearestQuery,
    SparseVector,
    Vector,
)
from shopguide.ports.vector_index import VectorIndex
from tests.contract.vector_indexes import names_of_our_own

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

SCHEMA = IndexSchema(
    dense={"text": 3},
    fields={
        "brand": FieldKind.KEYWORD,
        "colours": FieldKind.KEYWORD,
        "price": FieldKind.FLOAT,
        "released": FieldKind.INTEGER,
        "in_stock": FieldKind.BOOL,
    },
    encoder="hashing@1",
    sparse=("terms",),
    layout=2,
)
RED, SHOE, LAMP, RARE = 3, 5, 4_000_000_000, 9


def terms(weights: dict[int, float]) -> SparseVector:
    return SparseVector(
        np.array(list(weights), np.uint32), np.array(list(weights.values()), np.float32)
    )


def unit(*values: float) -> Vector:
    vector = np.array(values, np.float32)
    return vector / np.linalg.norm(vector)


def idf(holders: int, documents: int) -> float:
    return log(1 + (documents - holders + 0.5) / (holders + 0.5))


def ids(found: object) -> list[str]:
    return [getattr(one, "document", one).document_id for one in found]


def product(
    name: str, text: Vector | None, weights: dict[int, float] | None, **fields: object
) -> IndexedDocument:
    return IndexedDocument(
        name,
        fields,
        {} if text is None else {"text": text},
        {} if weights is None else {"terms": terms(weights)},
    )


SHELF = [
    product(
        "pump", unit(1, 0, 0), {RED: 1.0, SHOE: 2.0}, brand="acme", price=80.0, released=3,
        in_stock=True, colours=["red", "black"],
    ),
    product(
        "boot", unit(1, 0.2, 0), {SHOE: 1.5}, brand="bolt", price=120, released=1,
        in_stock=False, colours=["black", "black"],
    ),
    product(
        "lamp", unit(0, 1, 0), {RED: 0.5, LAMP: 1.0}, brand="acme", price=35.5, released=3,
        in_stock=True, colours=[],
    ),
    product("poster", None, {RED: 3.0}, brand="1", price=80),
    product("statue", unit(1, 1, 1), None, brand="bolt", colours="black"),
    product("empty", unit(0, 0, 1), {}, price=None, released=2),
]  # fmt: skip


@pytest.fixture(scope="module")
def shelf(index: VectorIndex) -> Iterator[str]:
    """The name of an index of six documents, for tests that only read."""
    with names_of_our_own(index) as named:
        index.create(named("shelf"), SCHEMA)
        index.upsert(named("shelf"), SHELF)
        yield named("shelf")


@pytest.fixture
def shop(index: VectorIndex, named: Callable[[str], str]) -> str:
    """The name of an empty index."""
    index.create(named("shop"), SCHEMA)
    return named("shop")


# Sparse vectors


def test_schema_with_sparse_vectors_and_layout_is_kept(index: VectorIndex, shelf: str) -> None:
    assert index.schema(shelf) == SCHEMA


def test_terms_score_by_their_weights_and_their_rarity_in_the_index(
    index: VectorIndex, shelf: str
) -> None:
    # Four documents have terms: three of them "red", two "shoe".
    query = NearestQuery(terms({RED: 2.0, SHOE: 1.0, RARE: 5.0}), 9, vector_name="terms")
    hits = index.nearest(shelf, query)
    red, shoe = 2 * idf(3, 4), idf(2, 4)
    expected = {
        "poster": 3 * red,
        "pump": red + 2 * shoe,
        "boot": 1.5 * shoe,
        "lamp": 0.5 * red,
    }
    assert {hit.document.document_id: hit.score for hit in hits} == pytest.approx(expected)
    assert ids(hits) == sorted(expected, key=expected.__getitem__, reverse=True)


def test_rarity_counts_over_the_whole_index_whatever_the_filter(
    index: VectorIndex, shelf: str
) -> None:
    acme = Filter(must=(Match("brand", ("acme",)),))
    query = NearestQuery(terms({RED: 1.0}), 9, acme, vector_name="terms")
    hits = index.nearest(shelf, query)
    assert ids(hits) == ["pump", "lamp"]
    assert [hit.score for hit in hits] == pytest.approx([idf(3, 4), 0.5 * idf(3, 4)])


def test_terms_that_no_document_has_and_no_terms_find_nothing(
    index: VectorIndex, shelf: str
) -> None:
    for weights in ({RARE: 1.0}, {}):
        assert (
            list(index.nearest(shelf, NearestQuery(terms(weights), 9, vector_name="terms"))) == []
        )


def test_sparse_vectors_come_back_as_they_were_given_but_for_empty_ones(
    index: VectorIndex, shelf: str
) -> None:
    pump, statue, empty = index.fetch(shelf, ["pump", "statue", "empty"], with_vectors=True)
    stored = pump.sparse["terms"]
    assert (stored.indices.dtype, stored.values.dtype) == (np.uint32, np.float32)
    assert dict(zip(stored.indices, stored.values, strict=True)) == {RED: 1.0, SHOE: 2.0}
    assert set(pump.vectors) == {"text"}
    assert statue.sparse == empty.sparse == {}
    assert index.fetch(shelf, ["pump"])[0].sparse == {}


def test_replacing_a_document_or_its_fields_replaces_or_keeps_its_terms(
    index: VectorIndex, shop: str
) -> None:
    index.upsert(shop, [product("a", None, {RED: 1.0}), product("b", None, {SHOE: 1.0})])
    index.replace_fields(shop, {"a": {"brand": "acme"}})
    red = NearestQuery(terms({RED: 1.0}), 9, vector_name="terms")
    [hit] = index.nearest(shop, red)
    assert (hit.document.document_id, hit.document.fields) == ("a", {"brand": "acme"})
    index.upsert(shop, [product("a", unit(1, 0, 0), None), product("b", None, {RED: 1.0})])
    assert ids(index.nearest(shop, red)) == ["b"]
    index.delete(shop, ["b"])
    assert ids(index.nearest(shop, red)) == []


@pytest.mark.parametrize(
    "malformed",
    [
        SparseVector(np.array([3, 3], np.uint32), np.array([1, 2], np.float32)),
        SparseVector(np.array([3], np.uint32), np.array([1, 2], np.float32)),
    ],
    ids=["term named twice", "weight too many"],
)
def test_malformed_sparse_vectors_are_refused_and_nothing_is_written(
    index: VectorIndex, shop: str, malformed: SparseVector
) -> None:
    with pytest.raises(IndexSchemaError, match="terms"):
        index.upsert(shop, [IndexedDocument("a", {}, sparse={"terms": malformed})])
    assert index.count(shop) == 0


def test_sparse_vector_that_the_index_lacks_is_refused(
    index: VectorIndex, named: Callable[[str], str]
) -> None:
    old = named("old")
    index.create(old, IndexSchema({"text": 3}, {}, "hashing@1"))
    index.upsert(old, [product("a", unit(1, 0, 0), None)])
    for ask in (
        lambda: index.upsert(old, [product("b", None, {RED: 1.0})]),
        lambda: index.nearest(old, NearestQuery(terms({RED: 1}), 3, vector_name="terms")),
        lambda: index.nearest(old, NearestQuery(terms({RED: 1}), 3, vector_name="text")),
    ):
        with pytest.raises(IndexSchemaError, match="sparse"):
            ask()
    assert ids(index.nearest(old, NearestQuery(unit(1, 0, 0), 3))) == ["a"]


# Facets

FACETS = {
    "most frequent first, then by value": ("brand", EVERYTHING, "acme 2, bolt 2, 1 1"),
    "a list once for each of its values": ("colours", EVERYTHING, "black 3, red 1"),
    "flags": ("in_stock", EVERYTHING, "true 2, false 1"),
    "whole numbers": ("released", EVERYTHING, "3 2, 1 1, 2 1"),
    "under a filter": ("colours", Filter((Match("brand", ("acme",)),)), "black 1, red 1"),
    "of nothing": ("brand", Filter((HasId(()),)), ""),
}


@pytest.mark.parametrize(("field", "matching", "expected"), FACETS.values(), ids=[*FACETS])
def test_facet_counts(
    index: VectorIndex, shelf: str, field: str, matching: Filter, expected: str
) -> None:
    counts = index.facet(shelf, field, matching)
    assert ", ".join(f"{one.value} {one.count}" for one in counts) == expected
    assert list(index.facet(shelf, field, matching, limit=1)) == list(counts)[:1]
    assert list(index.facet(shelf, field, matching, limit=0)) == []


@pytest.mark.parametrize("field", ["price", "nonsense", "_document_id"])
def test_field_whose_values_cannot_be_counted_is_refused(
    index: VectorIndex, shelf: str, field: str
) -> None:
    with pytest.raises(InvalidInputError, match="cannot be counted"):
        index.facet(shelf, field)


# Order


def test_documents_come_by_the_number_they_hold(index: VectorIndex, shelf: str) -> None:
    cheapest = ids(index.ordered(shelf, "price", limit=9))
    assert (cheapest[0], set(cheapest[1:3]), cheapest[3:]) == ("lamp", {"poster", "pump"}, ["boot"])
    dearest = ids(index.ordered(shelf, "price", descending=True, limit=9))
    assert dearest == ["boot", *cheapest[1:3], "lamp"]
    newest = ids(index.ordered(shelf, "released", descending=True, limit=9))
    assert (set(newest[:2]), newest[2:]) == ({"pump", "lamp"}, ["empty", "boot"])


def test_order_keeps_to_the_filter_and_the_fields(index: VectorIndex, shelf: str) -> None:
    acme = Filter((Match("brand", ("acme",)),))
    found = index.ordered(shelf, "price", acme, limit=9, fields=("brand",))
    assert found == [IndexedDocument(name, {"brand": "acme"}) for name in ("lamp", "pump")]
    assert list(index.ordered(shelf, "price", acme, limit=0)) == []


@pytest.mark.parametrize("descending", [False, True])
def test_longer_list_by_a_number_begins_with_the_shorter_one(
    index: VectorIndex, shop: str, descending: bool
) -> None:
    documents = [product(f"p{n}", None, None, price=n * 7 % 3 + 0.1) for n in range(30)]
    index.upsert(shop, documents)
    whole = ids(index.ordered(shop, "price", descending=descending, limit=50))
    assert sorted(whole) == sorted(ids(documents))
    for limit in (1, 4, 10, 11, 29, 30):
        assert (
            ids(index.ordered(shop, "price", descending=descending, limit=limit)) == whole[:limit]
        )


@pytest.mark.parametrize("field", ["brand", "in_stock", "nonsense"])
def test_field_without_numbers_orders_nothing(index: VectorIndex, shelf: str, field: str) -> None:
    with pytest.raises(InvalidInputError, match="cannot be ordered by"):
        index.ordered(shelf, field, limit=3)
