"""One body for every `VectorIndex`: the fake, Qdrant Edge, qdrant-client, and a real server.

What is asked of vectors, filters and documents; test_terms_facets_order.py and
test_hybrid_candidates.py have the rest of the port.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from shopguide.domain.errors import ConflictError, IndexSchemaError, NotFoundError
from shopguide.domain.filters import EVERYTHING, AllOf, Filter, HasId, Match, Range
from shopguide.domain.indexed import (
    FieldKind,
    HybridQuery,
    IndexedDocument,
    IndexSchema,
    NearestQuery,
    SparseVector,
    Vector,
)
from shopguide.domain.json_value import JsonObject
from shopguide.ports.vector_index import VectorIndex
from tests.contract.vector_indexes import names_of_our_own

# qdrant-client without a server searches without them; that it is told to make them is what counts.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

SCHEMA = IndexSchema(
    dense={"text": 4, "image": 3},
    fields={
        "brand": FieldKind.KEYWORD,
        "categories": FieldKind.KEYWORD,
        "颜色": FieldKind.KEYWORD,
        "price": FieldKind.FLOAT,
        "stock": FieldKind.INTEGER,
        "in_stock": FieldKind.BOOL,
    },
    encoder="hashing@1",
)


@pytest.fixture
def shop(index: VectorIndex, named: Callable[[str], str]) -> str:
    """The name of an empty index."""
    name = named("shop")
    index.create(name, SCHEMA)
    return name


def unit(*values: float) -> Vector:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def document(document_id: str, *text: float, **fields: object) -> IndexedDocument:
    return IndexedDocument(document_id, fields, {"text": unit(*(text or (1, 0, 0, 0)))})


def ids(documents: object) -> list[str]:
    return [getattr(one, "document", one).document_id for one in documents]


SHELF = [
    document(
        "earbuds", 1, 0, 0, 0, brand="acme", price=99.5, stock=3, in_stock=True,
        categories=["audio"],
    ),
    document(
        "headset", 1, 0.1, 0, 0, brand="bolt", price=150, stock=0, in_stock=False,
        categories=["audio", "gaming"], 颜色="黑色",
    ),
    document("chair", 0, 1, 0, 0, brand="acme", price=320.0, stock=1, in_stock=True, categories=[]),
    document("desk", 0, 0.9, 0.1, 0, price=None, 颜色=["白色", "黑色"], brand="1"),
]  # fmt: skip


@pytest.fixture
def shelf(index: VectorIndex, shop: str) -> str:
    """The name of an index with four documents."""
    index.upsert(shop, SHELF)
    return shop


@pytest.fixture(scope="module")
def standing_shelf(index: VectorIndex) -> Iterator[str]:
    """The same, made once, for tests that only read."""
    with names_of_our_own(index) as named:
        index.create(named("shelf"), SCHEMA)
        index.upsert(named("shelf"), SHELF)
        yield named("shelf")


# Indexes and aliases


def test_creating_twice_with_an_equal_schema_keeps_what_is_there(
    index: VectorIndex, shelf: str
) -> None:
    index.create(shelf, IndexSchema(dict(SCHEMA.dense), dict(SCHEMA.fields), SCHEMA.encoder))
    assert index.count(shelf) == 4


@pytest.mark.parametrize(
    "other",
    [
        IndexSchema({"text": 8, "image": 3}, SCHEMA.fields, SCHEMA.encoder),
        IndexSchema(SCHEMA.dense, {"brand": FieldKind.KEYWORD}, SCHEMA.encoder),
        IndexSchema(SCHEMA.dense, SCHEMA.fields, "another@2"),
        IndexSchema(SCHEMA.dense, SCHEMA.fields, SCHEMA.encoder, sparse=("terms",)),
        IndexSchema(SCHEMA.dense, SCHEMA.fields, SCHEMA.encoder, layout=2),
    ],
    ids=["dimension", "fields", "encoder", "sparse vectors", "layout"],
)
def test_creating_with_another_schema_is_refused_and_changes_nothing(
    index: VectorIndex, shelf: str, other: IndexSchema
) -> None:
    with pytest.raises(IndexSchemaError):
        index.create(shelf, other)
    assert index.schema(shelf) == SCHEMA
    assert index.count(shelf) == 4


def test_schema_is_known_by_name_and_alias_and_none_otherwise(
    index: VectorIndex, shop: str, named: Callable[[str], str]
) -> None:
    index.point_aliases({named("live"): shop})
    assert index.schema(shop) == index.schema(named("live")) == SCHEMA
    assert index.schema(named("other")) is None


def test_an_alias_tells_which_index_it_means(
    index: VectorIndex, named: Callable[[str], str], shop: str
) -> None:
    assert index.resolve(named("live")) is None
    index.point_aliases({named("live"): shop})
    assert index.resolve(named("live")) == shop
    assert index.resolve(shop) is None


def test_names_are_sorted_and_leave_aliases_out(
    index: VectorIndex, named: Callable[[str], str]
) -> None:
    for name in ("b", "a"):
        index.create(named(name), SCHEMA)
    index.point_aliases({named("live"): named("a")})
    ours = [name for name in index.names() if name.startswith(named(""))]
    assert ours == [named("a"), named("b")]


def test_alias_switches_every_reader_and_writer_at_once(
    index: VectorIndex, named: Callable[[str], str]
) -> None:
    for name in ("old", "new"):
        index.create(named(name), SCHEMA)
        index.upsert(named(name), [document(name)])
    index.point_aliases({named("live"): named("old")})
    assert ids(index.scan(named("live")).documents) == ["old"]
    index.point_aliases({named("live"): named("new")})
    assert ids(index.scan(named("live")).documents) == ["new"]
    index.delete(named("live"), ["new"])
    assert (index.count(named("new")), index.count(named("old"))) == (0, 1)


def test_aliases_switch_together(index: VectorIndex, named: Callable[[str], str]) -> None:
    for name in ("p-old", "p-new", "q-old", "q-new"):
        index.create(named(name), SCHEMA)
        index.upsert(named(name), [document(name)])
    index.point_aliases({named("p"): named("p-old"), named("q"): named("q-old")})
    index.point_aliases({named("p"): named("p-new"), named("q"): named("q-new")})
    assert ids(index.scan(named("p")).documents) == ["p-new"]
    assert ids(index.scan(named("q")).documents) == ["q-new"]


def test_aliases_of_which_one_cannot_be_stay_as_they_were(
    index: VectorIndex, shop: str, named: Callable[[str], str]
) -> None:
    index.create(named("other"), SCHEMA)
    index.point_aliases({named("live"): named("other")})
    for impossible in ({named("other"): shop}, {named("shown"): named("missing")}):
        with pytest.raises((ConflictError, NotFoundError)):
            index.point_aliases({named("live"): shop, **impossible})
    assert index.schema(named("shown")) is None
    index.upsert(named("live"), [document("x")])
    assert index.count(named("other")) == 1


def test_alias_of_an_alias_means_the_same_index(
    index: VectorIndex, shop: str, named: Callable[[str], str]
) -> None:
    index.point_aliases({named("live"): shop})
    index.point_aliases({named("shown"): named("live")})
    assert index.schema(named("shown")) == SCHEMA


def test_alias_cannot_take_the_name_of_an_index(
    index: VectorIndex, shop: str, named: Callable[[str], str]
) -> None:
    index.create(named("other"), SCHEMA)
    with pytest.raises(ConflictError):
        index.point_aliases({named("other"): shop})


def test_dropping_an_index_removes_its_documents_and_aliases(
    index: VectorIndex, shelf: str, named: Callable[[str], str]
) -> None:
    index.point_aliases({named("live"): shelf})
    index.drop(shelf)
    assert index.schema(shelf) is None
    assert index.schema(named("live")) is None
    index.create(shelf, SCHEMA)
    assert index.count(shelf) == 0


def test_every_method_names_an_unknown_index(
    index: VectorIndex, named: Callable[[str], str]
) -> None:
    missing = named("missing")
    no_terms = SparseVector(np.array([], np.uint32), np.array([], np.float32))
    calls: list[Callable[[], object]] = [
        lambda: index.drop(missing),
        lambda: index.point_aliases({named("live"): missing}),
        lambda: index.upsert(missing, []),
        lambda: index.upsert(missing, [document("x")]),
        lambda: index.replace_fields(missing, {"x": {}}),
        lambda: index.merge_fields(missing, {"x": {"price": 1}}),
        lambda: index.delete(missing, ["x"]),
        lambda: index.delete_matching(missing, EVERYTHING),
        lambda: index.fetch(missing, ["x"]),
        lambda: index.nearest(missing, NearestQuery(unit(1, 0, 0, 0), 3)),
        lambda: index.candidates(missing, HybridQuery(unit(1, 0, 0, 0), no_terms)),
        lambda: index.facet(missing, "brand"),
        lambda: index.ordered(missing, "price", limit=3),
        lambda: index.scan(missing),
        lambda: index.count(missing),
    ]
    for call in calls:
        with pytest.raises(NotFoundError, match=missing):
            call()


# Writing


def test_upsert_replaces_a_document_whole(index: VectorIndex, shop: str) -> None:
    both = {"text": unit(1, 0, 0, 0), "image": unit(1, 2, 2)}
    index.upsert(shop, [IndexedDocument("a", {"brand": "acme", "note": "old"}, both)])
    index.upsert(shop, [document("a", 0, 1, 0, 0, price=2.5)])
    [stored] = index.fetch(shop, ["a"], with_vectors=True)
    assert stored.fields == {"price": 2.5}
    assert set(stored.vectors) == {"text"}
    np.testing.assert_allclose(stored.vectors["text"], [0, 1, 0, 0], atol=1e-6)
    assert index.count(shop, Filter(must=(Match("brand", ("acme",)),))) == 0


def test_last_of_two_documents_with_one_id_wins(index: VectorIndex, shop: str) -> None:
    index.upsert(shop, [document("a", price=1), document("a", price=2)])
    assert [found.fields for found in index.fetch(shop, ["a"])] == [{"price": 2}]


def test_fields_come_back_as_they_were_given(index: VectorIndex, shop: str) -> None:
    fields = {
        "颜色": "黑色 🎧",
        "a.b[0]": {"nested": [1, None, 2.5, {"deep": ["é", True]}], "": {}},
        "big": 2**53 + 1,
        "whole": 3.0,
        "nothing": None,
        "tuple": ("x", "y"),
    }
    index.upsert(shop, [IndexedDocument("商品/№1 '\"", fields, {"text": unit(1, 1, 1, 1)})])
    [stored] = index.fetch(shop, ["商品/№1 '\""])
    assert stored.fields == {**fields, "tuple": ["x", "y"]}
    assert isinstance(stored.fields["whole"], float)
    assert stored.vectors == {}


def test_vectors_come_back_as_float32_unit_vectors(index: VectorIndex, shop: str) -> None:
    vectors = {"text": np.array([3, 0, 4, 0], np.float32), "image": unit(1, 2, 2)}
    index.upsert(shop, [IndexedDocument("a", {}, vectors), IndexedDocument("bare", {})])
    stored, bare = index.fetch(shop, ["a", "bare"], with_vectors=True)
    assert {vector.dtype for vector in stored.vectors.values()} == {np.dtype(np.float32)}
    np.testing.assert_allclose(stored.vectors["text"], [0.6, 0, 0.8, 0], atol=1e-6)
    np.testing.assert_allclose(stored.vectors["image"], vectors["image"], atol=1e-6)
    assert bare.vectors == {}


@pytest.mark.parametrize(
    "vectors", [{"text": unit(1, 2)}, {"sound": unit(1, 0, 0, 0)}], ids=["dimension", "name"]
)
def test_vectors_that_do_not_fit_the_schema_are_refused_and_nothing_is_written(
    index: VectorIndex, shelf: str, vectors: dict[str, Vector]
) -> None:
    with pytest.raises(IndexSchemaError):
        index.upsert(shelf, [document("fits"), IndexedDocument("does not", {}, vectors)])
    assert index.count(shelf) == 4
    [(name, vector)] = vectors.items()
    with pytest.raises(IndexSchemaError):
        index.nearest(shelf, NearestQuery(vector, 3, vector_name=name))


def test_replacing_fields_keeps_vectors_drops_old_fields_and_ignores_unknown_ids(
    index: VectorIndex, shelf: str
) -> None:
    before = index.fetch(shelf, ["headset"], with_vectors=True)[0].vectors["text"]
    index.replace_fields(shelf, {"nobody": {"price": 1}, "headset": {"price": 80.0}})
    [stored] = index.fetch(shelf, ["headset"], with_vectors=True)
    assert stored.fields == {"price": 80.0}
    np.testing.assert_array_equal(stored.vectors["text"], before)
    assert index.count(shelf) == 4
    assert index.count(shelf, Filter(must=(Match("brand", ("bolt",)),))) == 0
    assert index.count(shelf, Filter(must=(Range("price", at_most=80),))) == 1


def test_merging_fields_keeps_vectors_and_other_fields_and_ignores_unknown_ids(
    index: VectorIndex, shelf: str
) -> None:
    [before] = index.fetch(shelf, ["headset"], with_vectors=True)
    changes: dict[str, JsonObject] = {
        "nobody": {"price": 1},
        "headset": {"price": 80.0, "categories": ["sale"], "product": {"gtin": "1"}},
    }
    index.merge_fields(shelf, changes)
    [stored] = index.fetch(shelf, ["headset"], with_vectors=True)
    assert stored.fields == {**before.fields, **changes["headset"]}
    np.testing.assert_array_equal(stored.vectors["text"], before.vectors["text"])
    assert index.count(shelf) == 4
    assert index.count(shelf, Filter(must=(Match("brand", ("bolt",)),))) == 1
    assert index.count(shelf, Filter(must=(Match("categories", ("gaming",)),))) == 0
    assert index.count(shelf, Filter(must=(Range("price", at_most=80),))) == 1


def test_deleting_ignores_unknown_ids(index: VectorIndex, shelf: str) -> None:
    index.delete(shelf, ["nobody", "desk", "desk"])
    assert sorted(ids(index.scan(shelf).documents)) == ["chair", "earbuds", "headset"]


def test_deleting_what_matches_leaves_the_rest(index: VectorIndex, shelf: str) -> None:
    index.delete_matching(shelf, Filter(must_not=(Match("categories", ("audio",)),)))
    assert sorted(ids(index.scan(shelf).documents)) == ["earbuds", "headset"]
    index.delete_matching(shelf, EVERYTHING)
    assert index.count(shelf) == 0


def test_more_documents_than_one_request_carries(index: VectorIndex, shop: str) -> None:
    index.upsert(shop, [document(f"p{n}", 1, n, 0, 0, stock=n) for n in range(300)])
    index.replace_fields(shop, {f"p{n}": {"stock": n + 1000} for n in range(300)})
    assert index.count(shop, Filter(must=(Range("stock", at_least=1000),))) == 300
    wanted = [f"p{n}" for n in reversed(range(300))]
    assert ids(index.fetch(shop, wanted)) == wanted
    index.delete(shop, wanted[:299])
    assert ids(index.scan(shop).documents) == ["p0"]


def test_empty_input_is_no_input(index: VectorIndex, shelf: str) -> None:
    index.upsert(shelf, [])
    index.replace_fields(shelf, {})
    index.merge_fields(shelf, {})
    index.delete(shelf, [])
    assert list(index.fetch(shelf, [])) == []
    assert index.count(shelf) == 4


def test_flush_returns_with_everything_still_there(index: VectorIndex, shelf: str) -> None:
    index.flush()
    index.flush()
    assert index.count(shelf) == 4


# Reading


def test_fetch_keeps_the_order_asked_and_leaves_unknown_ids_out(
    index: VectorIndex, standing_shelf: str
) -> None:
    assert ids(index.fetch(standing_shelf, ["desk", "nobody", "chair", "desk"])) == [
        "desk",
        "chair",
        "desk",
    ]


FILTERS = {
    "one brand": (Filter(must=(Match("brand", ("acme",)),)), "earbuds chair"),
    "several brands": (Filter(must=(Match("brand", ("bolt", "acme")),)), "earbuds headset chair"),
    "no brand": (Filter(must=(Match("brand", ()),)), ""),
    "not none": (Filter(must_not=(Match("brand", ()),)), "earbuds headset chair desk"),
    "a number is not its text": (Filter(must=(Match("brand", (1,)),)), ""),
    "in a list": (Filter(must=(Match("categories", ("gaming",)),)), "headset"),
    "in a list or alone": (Filter(must=(Match("颜色", ("黑色",)),)), "headset desk"),
    "true": (Filter(must=(Match("in_stock", (True,)),)), "earbuds chair"),
    "false": (Filter(must=(Match("in_stock", (False,)),)), "headset"),
    "true or false": (Filter(must=(Match("in_stock", (True, False)),)), "earbuds headset chair"),
    "one is not true": (Filter(must=(Match("in_stock", (1,)),)), ""),
    "an integer": (Filter(must=(Match("stock", (3, 1)),)), "earbuds chair"),
    "true is not one": (Filter(must=(Match("stock", (True,)),)), ""),
    "values of several types": (Filter(must=(Match("stock", ("x", 0, True)),)), "headset"),
    "closed range": (Filter(must=(Range("price", 99.5, 150),)), "earbuds headset"),
    "range open above": (Filter(must=(Range("price", at_least=100),)), "headset chair"),
    "range open below": (Filter(must=(Range("price", at_most=100),)), "earbuds"),
    "any number": (Filter(must=(Range("price"),)), "earbuds headset chair"),
    "empty range": (Filter(must=(Range("price", 200, 100),)), ""),
    "range over integers": (Filter(must=(Range("stock", 1, 2.5),)), "chair"),
    "ids": (Filter(must=(HasId(("desk", "chair", "nobody")),)), "chair desk"),
    "no ids": (Filter(must=(HasId(()),)), ""),
    "not these ids": (Filter(must_not=(HasId(("desk",)), HasId(("chair",)))), "earbuds headset"),
    "all must hold": (
        Filter(must=(Match("brand", ("acme",)), Range("price", at_most=100))),
        "earbuds",
    ),
    "must and must not": (
        Filter(must=(Match("categories", ("audio",)),), must_not=(Match("brand", ("acme",)),)),
        "headset",
    ),
    "must not on a missing field": (
        Filter(must_not=(Match("in_stock", (True,)),)),
        "headset desk",
    ),
    "any of two": (
        Filter(any_of=(Match("brand", ("bolt",)), Range("price", at_least=200))),
        "headset chair",
    ),
    "any of one": (Filter(any_of=(HasId(("desk",)),)), "desk"),
    "any of none that holds": (Filter(any_of=(HasId(()), Match("brand", ("x",)))), ""),
    "any of, among what must": (
        Filter(
            must=(Match("brand", ("acme", "bolt")),),
            must_not=(Match("categories", ("gaming",)),),
            any_of=(Match("in_stock", (True,)), Match("in_stock", (False,))),
        ),
        "earbuds chair",
    ),
    "two conditions together": (
        Filter(must=(AllOf((Match("brand", ("acme",)), Range("price", at_most=100))),)),
        "earbuds",
    ),
    "not two conditions together": (
        Filter(must_not=(AllOf((Match("brand", ("acme",)), Range("price", at_most=100))),)),
        "headset chair desk",
    ),
    "any of one and two together": (
        Filter(any_of=(HasId(("desk",)), AllOf((Match("brand", ("acme",)), Range("price", 101))))),
        "chair desk",
    ),
    "nothing together": (Filter(must=(AllOf(()),)), "earbuds headset chair desk"),
    "unknown field": (Filter(must=(Match("nonsense", ("x",)),)), ""),
}


@pytest.mark.parametrize(("matching", "expected"), FILTERS.values(), ids=FILTERS.keys())
def test_filter_means_the_same_to_search_scan_and_count(
    index: VectorIndex, standing_shelf: str, matching: Filter, expected: str
) -> None:
    wanted = set(expected.split())
    assert set(ids(index.scan(standing_shelf, matching).documents)) == wanted
    assert index.count(standing_shelf, matching) == len(wanted)
    assert (
        set(ids(index.nearest(standing_shelf, NearestQuery(unit(1, 1, 1, 1), 9, matching))))
        == wanted
    )


def test_nearest_comes_first_with_its_cosine(index: VectorIndex, standing_shelf: str) -> None:
    hits = index.nearest(standing_shelf, NearestQuery(unit(2, 0, 0, 0), limit=2))
    assert ids(hits) == ["earbuds", "headset"]
    assert [hit.score for hit in hits] == pytest.approx([1.0, 1 / np.hypot(1, 0.1)], abs=1e-5)
    assert hits[0].document.fields == SHELF[0].fields
    assert hits[0].document.vectors == {}


def test_nearest_with_vectors_brings_them(index: VectorIndex, standing_shelf: str) -> None:
    [hit] = index.nearest(standing_shelf, NearestQuery(unit(1, 0, 0, 0), 1, with_vectors=True))
    np.testing.assert_allclose(hit.document.vectors["text"], [1, 0, 0, 0], atol=1e-6)


def test_pages_of_nearest_join_without_gap_or_overlap(
    index: VectorIndex, standing_shelf: str
) -> None:
    query = unit(1, 0.5, 0, 0)
    whole = ids(index.nearest(standing_shelf, NearestQuery(query, 9)))
    pages = [index.nearest(standing_shelf, NearestQuery(query, 3, offset=at)) for at in (0, 3, 6)]
    assert [one for page in pages for one in ids(page)] == whole
    assert list(index.nearest(standing_shelf, NearestQuery(query, 0))) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (None, SHELF[1].fields),
        ((), {}),
        (("price", "颜色"), {"price": 150, "颜色": "黑色"}),
        (("nonsense", "brand"), {"brand": "bolt"}),
    ],
)
def test_only_the_fields_asked_for_come_back(
    index: VectorIndex,
    standing_shelf: str,
    fields: tuple[str, ...] | None,
    expected: dict[str, object],
) -> None:
    query = NearestQuery(unit(1, 0.1, 0, 0), 1, fields=fields)
    [hit] = index.nearest(standing_shelf, query)
    [fetched] = index.fetch(standing_shelf, ["headset"], fields=fields)
    assert hit.document == fetched == IndexedDocument("headset", expected)


def test_each_named_vector_has_its_own_neighbours(index: VectorIndex, shop: str) -> None:
    index.upsert(
        shop,
        [
            IndexedDocument("a", {}, {"text": unit(1, 0, 0, 0), "image": unit(0, 0, 1)}),
            IndexedDocument("b", {}, {"text": unit(0, 0, 0, 1), "image": unit(1, 0, 0)}),
            IndexedDocument("text only", {}, {"text": unit(1, 1, 0, 0)}),
        ],
    )
    assert ids(index.nearest(shop, NearestQuery(unit(1, 0, 0, 0), 1))) == ["a"]
    by_image = NearestQuery(unit(1, 0, 0), 9, vector_name="image")
    assert ids(index.nearest(shop, by_image)) == ["b", "a"]


def test_scan_visits_every_document_once_in_a_stable_order(index: VectorIndex, shop: str) -> None:
    index.upsert(shop, [document(f"商品{n}", stock=n % 2) for n in range(25)])

    def pages(matching: Filter) -> list[str]:
        seen: list[str] = []
        cursor = None
        while True:
            page = index.scan(shop, matching, limit=4, cursor=cursor, with_vectors=True)
            assert all(found.vectors["text"].shape == (4,) for found in page.documents)
            seen += ids(page.documents)
            cursor = page.next_cursor
            if cursor is None:
                return seen

    everything = pages(EVERYTHING)
    assert everything == pages(EVERYTHING)
    assert sorted(everything) == sorted(f"商品{n}" for n in range(25))
    odd = pages(Filter(must=(Match("stock", (1,)),)))
    assert sorted(odd) == sorted(f"商品{n}" for n in range(25) if n % 2)


def test_scan_of_an_exactly_full_last_page_ends(index: VectorIndex, standing_shelf: str) -> None:
    first = index.scan(standing_shelf, limit=2)
    second = index.scan(standing_shelf, limit=2, cursor=first.next_cursor)
    assert second.next_cursor is None
    assert set(ids(first.documents) + ids(second.documents)) == {one.document_id for one in SHELF}


def test_scan_goes_on_after_the_document_at_its_cursor_was_deleted(
    index: VectorIndex, shelf: str
) -> None:
    whole = ids(index.scan(shelf).documents)
    first = index.scan(shelf, limit=2)
    index.delete(shelf, [whole[2]])
    rest = index.scan(shelf, limit=2, cursor=first.next_cursor)
    assert ids(first.documents) + ids(rest.documents) == [*whole[:2], whole[3]]


def test_scan_brings_back_only_the_fields_that_are_asked_for(
    index: VectorIndex, standing_shelf: str
) -> None:
    page = index.scan(standing_shelf, fields=("brand",))
    assert {one.document_id for one in page.documents} == {one.document_id for one in SHELF}
    assert {name for one in page.documents for name in one.fields} == {"brand"}
    assert all(not one.fields for one in index.scan(standing_shelf, fields=()).documents)
