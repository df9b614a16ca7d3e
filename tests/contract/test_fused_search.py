"""One body for every `VectorIndex`: sparse vectors, fusion with boosts, facets, order."""

from collections.abc import Callable, Iterator
from math import log

import numpy as np
import pytest

from shopguide.domain.errors import IndexSchemaError, InvalidInputError
from shopguide.domain.filters import EVERYTHING, Filter, HasId, Match, Range
from shopguide.domain.indexed import (
    Boost,
    Branch,
    FieldKind,
    FusedQuery,
    Fusion,
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
EVERY_DOCUMENT = {one.document_id for one in SHELF}


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
        lambda: index.fused(old, FusedQuery((DENSE, TERMS), 3)),
        lambda: index.fused(old, FusedQuery((Branch(terms({}), "terms"),), 3)),
        lambda: index.nearest(old, NearestQuery(terms({RED: 1}), 3, vector_name="text")),
    ):
        with pytest.raises(IndexSchemaError, match="sparse"):
            ask()
    assert ids(index.fused(old, FusedQuery((DENSE,), 3))) == ["a"]


# Fusion

DENSE = Branch(unit(1, 0, 0), "text")
TERMS = Branch(terms({RED: 1.0, SHOE: 1.0}), "terms")
# By cosine: pump, boot, statue; lamp and empty last, at 0. By terms: pump, poster, boot, lamp.
NEAR = Branch(unit(1, 0, 0), "text", depth=3)


def scores(index: VectorIndex, name: str, query: FusedQuery) -> dict[str, float]:
    hits = index.fused(name, query)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return {hit.document.document_id: hit.score for hit in hits}


def by_terms(index: VectorIndex, name: str) -> list[tuple[str, float]]:
    hits = index.nearest(name, NearestQuery(TERMS.vector, 9, vector_name="terms"))
    return [(hit.document.document_id, hit.score) for hit in hits]


def test_reciprocal_ranks_add_up(index: VectorIndex, shelf: str) -> None:
    order = [name for name, _ in by_terms(index, shelf)]
    expected = {name: 1 / (60 + rank) for rank, name in enumerate(order)}
    for rank, name in enumerate(("pump", "boot", "statue")):
        expected[name] = expected.get(name, 0) + 1 / (60 + rank)
    found = scores(index, shelf, FusedQuery((NEAR, TERMS), 9))
    assert found == pytest.approx(expected, abs=1e-7)


def test_weighted_branch_falls_off_as_many_times_more_slowly(
    index: VectorIndex, shelf: str
) -> None:
    heavy = Branch(NEAR.vector, "text", weight=4.0, depth=3)
    found = scores(index, shelf, FusedQuery((heavy,), 9, rrf_k=10))
    expected = {
        name: 1 / (9 + (rank + 1) / 4) for rank, name in enumerate(("pump", "boot", "statue"))
    }
    assert found == pytest.approx(expected, abs=1e-6)
    both = scores(index, shelf, FusedQuery((heavy, TERMS), 9, rrf_k=10))
    rank = [name for name, _ in by_terms(index, shelf)].index("boot")
    assert both["boot"] == pytest.approx(expected["boot"] + 1 / (10 + rank), abs=1e-6)


def spread(raw: list[float]) -> list[float]:
    mean, deviation = np.mean(raw), np.std(raw, ddof=1)
    return [float((one - mean + 3 * deviation) / (6 * deviation)) for one in raw]


def test_distributions_add_up_with_their_weights(index: VectorIndex, shelf: str) -> None:
    cosines = [1.0, float(1 / np.hypot(1, 0.2)), float(1 / np.sqrt(3))]
    names, raw = zip(*by_terms(index, shelf), strict=True)
    expected = {name: 2.5 * share for name, share in zip(names, spread(list(raw)), strict=True)}
    for name, share in zip(("pump", "boot", "statue"), spread(cosines), strict=True):
        expected[name] = expected.get(name, 0) + share
    heavy = Branch(TERMS.vector, "terms", weight=2.5)
    found = scores(index, shelf, FusedQuery((NEAR, heavy), 9, fusion=Fusion.DBSF))
    assert found == pytest.approx(expected, abs=1e-5)


def test_distribution_of_one_or_of_equals_gives_a_half(index: VectorIndex, shop: str) -> None:
    index.upsert(shop, [product("a", unit(1, 0, 0), {RED: 1}), product("b", None, {RED: 1})])
    query = FusedQuery((DENSE, TERMS), 9, fusion=Fusion.DBSF)
    assert scores(index, shop, query) == pytest.approx({"a": 1.0, "b": 0.5})


@pytest.mark.parametrize("fusion", Fusion)
def test_boosts_add_to_documents_that_pass_their_conditions(
    index: VectorIndex, shelf: str, fusion: Fusion
) -> None:
    plain = FusedQuery((DENSE, TERMS), 9, fusion=fusion)
    before = scores(index, shelf, plain)
    boosts = (
        Boost(Filter(must=(HasId(("statue", "nobody")),)), 10.0),
        Boost(Filter(must=(Match("brand", ("acme",)), Range("price", at_most=50))), 2.0),
        Boost(Filter(must_not=(Match("in_stock", (False,)),)), 0.25),
        Boost(Filter(any_of=(HasId(("boot",)), HasId(("pump",)))), -5.0),
        Boost(Filter(must=(HasId(()),)), 100.0),
        Boost(EVERYTHING, 1.0),
    )
    boosted = FusedQuery((DENSE, TERMS), 9, fusion=fusion, boosts=boosts)
    added = {
        "statue": 10.25,
        "lamp": 2.25,
        "pump": -4.75,
        "boot": -5.0,
        "poster": 0.25,
        "empty": 0.25,
    }
    expected = {name: score + added[name] + 1 for name, score in before.items()}
    found = scores(index, shelf, boosted)
    assert found == pytest.approx(expected, abs=1e-5)
    assert list(found)[:2] == ["statue", "lamp"]
    assert list(
        scores(index, shelf, FusedQuery((DENSE, TERMS), 1, fusion=fusion, boosts=boosts))
    ) == ["statue"]


@pytest.mark.parametrize("fusion", Fusion)
def test_every_branch_searches_inside_the_filter(
    index: VectorIndex, shelf: str, fusion: Fusion
) -> None:
    black = Filter(must=(Match("colours", ("black",)),))
    shallow = (Branch(DENSE.vector, "text", depth=2), Branch(TERMS.vector, "terms", depth=1))
    whole = scores(index, shelf, FusedQuery(shallow, 9, black, fusion=fusion))
    assert set(whole) == {"pump", "boot"}
    without_pump = black.and_must_not(HasId(("pump",)))
    assert set(scores(index, shelf, FusedQuery(shallow, 9, without_pump, fusion=fusion))) == {
        "boot",
        "statue",
    }
    assert scores(index, shelf, FusedQuery(shallow, 9, Filter((HasId(()),)), fusion=fusion)) == {}


@pytest.mark.parametrize("fusion", Fusion)
def test_branch_without_terms_adds_nothing(index: VectorIndex, shelf: str, fusion: Fusion) -> None:
    silent = Branch(terms({}), "terms", weight=3.0)
    boosts = (Boost(Filter((HasId(("lamp",)),)), 1.0),)
    alone = FusedQuery((NEAR,), 9, fusion=fusion, boosts=boosts)
    beside = FusedQuery((silent, NEAR, silent), 9, fusion=fusion, boosts=boosts)
    assert scores(index, shelf, beside) == pytest.approx(scores(index, shelf, alone), abs=1e-7)
    for nothing in (FusedQuery((silent,), 9), FusedQuery((), 9), FusedQuery((NEAR,), 0)):
        assert list(index.fused(shelf, nothing)) == []


def test_documents_that_lack_a_vector_are_found_by_the_other(
    index: VectorIndex, shelf: str
) -> None:
    assert set(scores(index, shelf, FusedQuery((DENSE, TERMS), 9))) == EVERY_DOCUMENT
    assert set(scores(index, shelf, FusedQuery((TERMS,), 9))) == {"pump", "boot", "lamp", "poster"}


@pytest.mark.parametrize("fusion", Fusion)
@pytest.mark.parametrize("boosts", [(), (Boost(Filter((Match("brand", ("b1",)),)), 0.5),)])
def test_pages_of_equals_join_without_gap_or_overlap_every_time(
    index: VectorIndex, shop: str, fusion: Fusion, boosts: tuple[Boost, ...]
) -> None:
    twins = [product(f"p{n}", unit(1, n % 2, 0), {RED: 1.0}, brand=f"b{n % 3}") for n in range(40)]
    index.upsert(shop, twins)
    branches = (DENSE, Branch(terms({RED: 1.0}), "terms"))

    def page(limit: int, offset: int) -> list[str]:
        query = FusedQuery(branches, limit, offset=offset, fusion=fusion, boosts=boosts)
        return ids(index.fused(shop, query))

    whole = page(50, 0)
    assert sorted(whole) == sorted(ids(twins))
    for _ in range(3):
        assert [one for at in range(0, 50, 7) for one in page(7, at)] == whole


@pytest.mark.parametrize(
    ("fields", "expected"),
    [(None, SHELF[0].fields), ((), {}), (("price", "nonsense"), {"price": 80.0})],
)
def test_fused_documents_bring_the_fields_asked_for(
    index: VectorIndex, shelf: str, fields: tuple[str, ...] | None, expected: dict[str, object]
) -> None:
    [hit] = index.fused(shelf, FusedQuery((DENSE, TERMS), 1, fields=fields))
    assert hit.document == IndexedDocument("pump", expected)


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
