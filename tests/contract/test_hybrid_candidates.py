"""Hybrid candidates, by one body for every `VectorIndex`: each with both scores, however found."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest

from shopguide.domain.errors import IndexSchemaError
from shopguide.domain.filters import EVERYTHING, Filter, Match, Range
from shopguide.domain.indexed import (
    AnyVector,
    Candidates,
    FieldKind,
    HybridQuery,
    IndexedDocument,
    IndexSchema,
    NearestQuery,
    SparseVector,
    stable_uuid,
)
from shopguide.ports.vector_index import VectorIndex

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

FIELDS = {"brand": FieldKind.KEYWORD, "price": FieldKind.FLOAT}
SCHEMA = IndexSchema({"text": 8}, FIELDS, "hashing@1", sparse=("terms",), layout=2)
COUNT = 60


def terms(*indices: int) -> SparseVector:
    return SparseVector(np.array(indices, np.uint32), np.ones(len(indices), np.float32))


@pytest.fixture
def shop(index: VectorIndex, named: Callable[[str], str]) -> str:
    """Sixty products, of which each third has a word, and each fifth is of a brand."""
    chance = np.random.default_rng(5)
    name = named("shop")
    index.create(name, SCHEMA)
    documents = [
        IndexedDocument(
            f"p{n}",
            {"brand": "sony" if n % 5 == 0 else "other", "price": float(n)},
            {"text": chance.normal(size=8).astype(np.float32)},
            {"terms": terms(*([7, n + 100] if n % 3 == 0 else [n + 100]))},
        )
        for n in range(COUNT)
    ]
    index.upsert(name, documents)
    return name


def query(
    depth: int = 10, among: Filter = EVERYTHING, *, words: tuple[int, ...] = (7,)
) -> HybridQuery:
    return HybridQuery(np.ones(8, np.float32), terms(*words), among, depth)


def scores(
    index: VectorIndex, shop: str, vector: AnyVector, among: Filter = EVERYTHING
) -> Mapping[UUID, float]:
    """Scores of all documents nearest to a vector, best first."""
    name = "terms" if isinstance(vector, SparseVector) else "text"
    found = index.nearest(shop, NearestQuery(vector, COUNT, among, vector_name=name))
    return {stable_uuid(hit.document.document_id): hit.score for hit in found}


def check_every_score(index: VectorIndex, shop: str, asked: HybridQuery, found: Candidates) -> None:
    cosines = scores(index, shop, asked.vector, asked.filter)
    assert found.cosines == pytest.approx([cosines[key] for key in found.keys], abs=1e-5)
    assert found.variant_scores.shape == (len(found.keys), len(asked.variants))
    columns = [found.term_scores, *found.variant_scores.T]
    for wording, column in zip(asked.wordings, columns, strict=True):
        words = scores(index, shop, wording, asked.filter)
        expected = [words.get(key, 0.0) for key in found.keys]
        assert (column.dtype, column) == (np.float32, pytest.approx(expected, abs=1e-5))


def test_best_by_meaning_and_best_by_words_are_candidates(index: VectorIndex, shop: str) -> None:
    asked = query(depth=10)
    found = index.candidates(shop, asked)
    cosines, words = (scores(index, shop, vector) for vector in (asked.vector, asked.terms))
    assert set(list(cosines)[:10]) <= set(found.keys)
    assert len(set(words) & set(found.keys)) >= 10
    assert len(set(found.keys)) == len(found.keys) <= 20


def test_each_candidate_has_both_scores_however_it_was_found(index: VectorIndex, shop: str) -> None:
    asked = query(depth=10)
    check_every_score(index, shop, asked, index.candidates(shop, asked))


def test_all_candidates_pass_the_filter(index: VectorIndex, shop: str) -> None:
    asked = query(COUNT, Filter(must=(Range("price", 10, 30),)))
    found = index.candidates(shop, asked)
    assert set(found.keys) == {stable_uuid(f"p{n}") for n in range(10, 31)}
    check_every_score(index, shop, asked, found)


def test_without_terms_meaning_alone_finds(index: VectorIndex, shop: str) -> None:
    found = index.candidates(shop, query(5, words=()))
    assert len(found.keys) == 5
    assert not found.term_scores.any()


def test_unknown_words_score_nothing(index: VectorIndex, shop: str) -> None:
    found = index.candidates(shop, query(5, words=(999,)))
    assert len(found.keys) == 5
    assert not found.term_scores.any()


def test_members_of_a_subset_are_found_beyond_the_depth_and_named(
    index: VectorIndex, shop: str
) -> None:
    sony = Filter(must=(Match("brand", ("sony",)),))
    cheap = Filter(any_of=(Range("price", None, 8), Range("price", 52, None)))
    dear = Filter(any_of=(Range("price", 20, None),))
    asked = HybridQuery(np.ones(8, np.float32), terms(7), dear, 3, (sony, cheap))
    found = index.candidates(shop, asked)
    documents = index.fetch(shop, list(found.keys))
    assert [key for key, one in zip(found.keys, documents, strict=True)] == [
        stable_uuid(one.document_id) for one in documents
    ]
    brands = [one.fields["brand"] == "sony" for one in documents]
    prices = [float(str(one.fields["price"])) for one in documents]
    assert found.members[:, 0].tolist() == brands
    assert found.members[:, 1].tolist() == [price >= 52 for price in prices]
    assert min(prices) >= 20
    assert sum(brands) >= 3
    check_every_score(index, shop, asked, found)


def test_best_of_each_variant_are_candidates_scored_by_each_wording_alone(
    index: VectorIndex, shop: str
) -> None:
    # Words 101 and 104 are of one product each, which lie far from the query's meaning.
    asked = replace(query(depth=3), variants=(terms(101, 104), terms(7, 150)))
    found = index.candidates(shop, asked)
    assert {stable_uuid("p1"), stable_uuid("p4"), stable_uuid("p50")} <= set(found.keys)
    assert len(found.keys) <= 4 * asked.depth
    check_every_score(index, shop, asked, found)
    rows = [found.keys.index(stable_uuid(name)) for name in ("p1", "p50")]
    assert (found.variant_scores[rows] > 0).tolist() == [[True, False], [False, True]]
    assert not found.term_scores[rows].any()


def test_variants_keep_to_the_filter_and_find_members_of_subsets(
    index: VectorIndex, shop: str
) -> None:
    sony = Filter(must=(Match("brand", ("sony",)),))
    dear = Filter(must=(Range("price", 20, None),))
    asked = HybridQuery(
        np.ones(8, np.float32), terms(7), dear, 2, (sony,), (terms(101, 121, 122, 123, 125),)
    )
    found = index.candidates(shop, asked)
    assert stable_uuid("p1") not in found.keys
    assert stable_uuid("p25") in found.keys
    names = [one.document_id for one in index.fetch(shop, list(found.keys))]
    assert found.members[:, 0].tolist() == [int(name[1:]) % 5 == 0 for name in names]
    check_every_score(index, shop, asked, found)


def test_variants_find_where_the_query_itself_has_no_terms(index: VectorIndex, shop: str) -> None:
    asked = replace(query(3, words=()), variants=(terms(101),))
    found = index.candidates(shop, asked)
    assert stable_uuid("p1") in found.keys
    assert not found.term_scores.any()
    check_every_score(index, shop, asked, found)


@pytest.mark.parametrize("words", [(), (7,)])
def test_variants_without_terms_or_of_unknown_ones_add_nothing(
    index: VectorIndex, shop: str, words: tuple[int, ...]
) -> None:
    plain = query(5, words=words)
    asked = replace(plain, variants=(terms(), terms(999), terms()))
    found = index.candidates(shop, asked)
    assert found.keys == index.candidates(shop, plain).keys
    assert found.variant_scores.shape == (len(found.keys), 3)
    assert not found.variant_scores.any()
    check_every_score(index, shop, asked, found)


@pytest.mark.parametrize("depth", [1, 2, 3, 5, 8])
def test_members_are_named_however_far_they_lie_in_a_subset_or_whom_they_equal(
    index: VectorIndex, named: Callable[[str], str], depth: int
) -> None:
    # All score the same by words; what one subset brings lies far down in another.
    chance = np.random.default_rng(depth)
    index.create(named("twins"), SCHEMA)
    documents = [
        IndexedDocument(
            f"p{n}",
            {"brand": "sony" if n % 9 == 0 else "other", "price": float(n)},
            {"text": chance.normal(size=8).astype(np.float32)} if n % 7 else {},
            {"terms": terms(7)},
        )
        for n in range(COUNT)
    ]
    index.upsert(named("twins"), documents)
    subsets = (Filter(must=(Match("brand", ("sony",)),)), Filter(must=(Range("price", 9, 50),)))
    asked = HybridQuery(np.ones(8, np.float32), terms(7), EVERYTHING, depth, subsets)
    found = index.candidates(named("twins"), asked)
    numbers = [int(one.document_id[1:]) for one in index.fetch(named("twins"), list(found.keys))]
    assert found.members[:, 0].tolist() == [n % 9 == 0 for n in numbers]
    assert found.members[:, 1].tolist() == [9 <= n <= 50 for n in numbers]


def test_an_empty_shop_has_no_candidates(index: VectorIndex, named: Callable[[str], str]) -> None:
    index.create(named("empty"), SCHEMA)
    sony = Filter(must=(Match("brand", ("sony",)),))
    found = index.candidates(
        named("empty"),
        HybridQuery(np.ones(8, np.float32), terms(7), EVERYTHING, 5, (sony,), (terms(1), terms())),
    )
    assert len(found.keys) == 0
    assert found.members.shape == (0, 1)
    assert found.variant_scores.shape == (0, 2)


def test_an_index_without_terms_finds_by_meaning_and_refuses_terms(
    index: VectorIndex, named: Callable[[str], str]
) -> None:
    index.create(named("old"), IndexSchema({"text": 8}, FIELDS, "hashing@1"))
    index.upsert(named("old"), [IndexedDocument("p", {}, {"text": np.ones(8, np.float32)})])
    assert index.candidates(named("old"), query(words=())).keys == [stable_uuid("p")]
    with pytest.raises(IndexSchemaError, match="reindex"):
        index.candidates(named("old"), query())
    with pytest.raises(IndexSchemaError, match="reindex"):
        index.candidates(named("old"), replace(query(words=()), variants=(terms(1),)))
    with pytest.raises(IndexSchemaError):
        index.candidates(named("old"), HybridQuery(np.ones(5, np.float32), terms()))


def test_marks_name_who_passes_and_bring_nobody_in(index: VectorIndex, shop: str) -> None:
    sony = Filter(must=(Match("brand", ("sony",)),))
    cheap = Filter(must=(Range("price", None, 8),))
    plain = index.candidates(shop, query(depth=6))
    vector = np.ones(8, np.float32)
    found = index.candidates(
        shop, HybridQuery(vector, terms(7), EVERYTHING, 6, (cheap,), marks=(sony, cheap))
    )
    documents = index.fetch(shop, list(found.keys))
    assert found.members[:, 1].tolist() == [one.fields["brand"] == "sony" for one in documents]
    assert found.members[:, 0].tolist() == found.members[:, 2].tolist()
    marked = index.candidates(shop, HybridQuery(vector, terms(7), EVERYTHING, 6, marks=(sony,)))
    assert list(marked.keys) == list(plain.keys)
    assert marked.members.shape == (len(plain.keys), 1)
