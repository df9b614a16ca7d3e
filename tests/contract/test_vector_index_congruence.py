"""Random documents and filters: every engine finds what brute force in memory finds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shopguide.adapters.edge.configuration import Sealing
from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.domain.filters import EVERYTHING, AllOf, AnyOf, Filter, HasId, Match, Range
from shopguide.domain.indexed import (
    Candidates,
    FieldKind,
    HybridQuery,
    IndexedDocument,
    IndexSchema,
    NearestQuery,
    ScoredDocument,
    SparseVector,
)
from shopguide.domain.json_value import JsonObject
from shopguide.ports.vector_index import VectorIndex

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect:UserWarning")

DIMENSION = 256
"""A vector of 1 KB, which is what Edge counts the size of a segment in."""

SCHEMA = IndexSchema(
    dense={"text": DIMENSION},
    fields={
        "word": FieldKind.KEYWORD,
        "count": FieldKind.INTEGER,
        "price": FieldKind.FLOAT,
        "flag": FieldKind.BOOL,
    },
    encoder="none",
)

HYBRID_SCHEMA = replace(SCHEMA, sparse=("terms",), layout=2)

WORDS = st.sampled_from(["", "a", "b", "黑色", "é", "A", '"x"', "1", "true"])
NUMBERS = st.integers(-3, 3)
PRICES = st.sampled_from([-1.5, 0.0, 0.1, 1.0, 99.99, 1e9])
IDS = st.sampled_from([f"商品-{n}" for n in range(12)])
DIRECTIONS = (
    arrays(np.float32, 4, elements=st.integers(-3, 3))
    .filter(np.any)
    .map(lambda few: np.pad(few, (0, DIMENSION - 4)))
)


def one_or_several(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values | st.lists(values, max_size=3)


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "word": one_or_several(WORDS),
        "count": one_or_several(NUMBERS),
        "price": one_or_several(PRICES),
        "flag": one_or_several(st.booleans()),
        "stored": st.dictionaries(WORDS, st.lists(st.none() | PRICES), max_size=2),
    },
)
DOCUMENTS = st.lists(
    st.builds(
        lambda name, fields, vector: IndexedDocument(
            name, fields, {} if vector is None else {"text": vector}
        ),
        IDS,
        FIELDS,
        st.none() | DIRECTIONS,
    ),
    max_size=15,
)


def without_nulls(fields: dict[str, object]) -> dict[str, object]:
    """What may be merged."""
    return {name: value for name, value in fields.items() if value is not None}


def several(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=3).map(tuple)


SINGLE_CONDITIONS = st.one_of(
    st.builds(Match, st.just("word"), several(WORDS)),
    st.builds(Match, st.just("count"), several(NUMBERS)),
    st.builds(Match, st.just("flag"), several(st.booleans())),
    st.builds(Range, st.sampled_from(["count", "price"]), st.none() | PRICES, st.none() | PRICES),
    st.builds(HasId, several(IDS)),
)
JOINED = st.lists(SINGLE_CONDITIONS, max_size=2).map(tuple)
CONDITIONS = SINGLE_CONDITIONS | st.builds(AllOf, JOINED) | st.builds(AnyOf, JOINED)
FILTERS = st.builds(
    Filter,
    st.lists(CONDITIONS, max_size=3).map(tuple),
    st.lists(CONDITIONS, max_size=2).map(tuple),
    st.just(()) | st.lists(CONDITIONS, max_size=2).map(tuple),
)


class SealingIndex(EdgeVectorIndex):
    """Edge with a segment for every four documents, as a large shop has for every few thousand."""

    def upsert(self, name: str, documents: Sequence[IndexedDocument]) -> None:
        super().upsert(name, documents)
        self.flush()

    def replace_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        super().replace_fields(name, fields_by_id)
        self.flush()

    def merge_fields(self, name: str, fields_by_id: Mapping[str, JsonObject]) -> None:
        super().merge_fields(name, fields_by_id)
        self.flush()


@pytest.fixture(scope="module", params=["edge", "sealed edge", "client"])
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[VectorIndex]:
    opened = _open(request.param, tmp_path_factory.mktemp("congruence"))
    opened.create("shop", SCHEMA)
    yield opened
    opened.close()


def _open(engine: str, folder: Path) -> VectorIndex:
    if engine == "edge":
        return EdgeVectorIndex(folder / "index")
    if engine == "sealed edge":
        return SealingIndex(folder / "index", sealing=Sealing(documents=4, small_shop=0))
    from qdrant_client import QdrantClient

    from shopguide.adapters.qdrant.index import QdrantVectorIndex

    return QdrantVectorIndex(QdrantClient(":memory:"))


def by_id(documents: Sequence[IndexedDocument]) -> dict[str, IndexedDocument]:
    return {document.document_id: document for document in documents}


def assert_same_documents(
    found: Sequence[IndexedDocument], expected: Sequence[IndexedDocument]
) -> None:
    assert [one.document_id for one in found] == [one.document_id for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.fields == other.fields
        assert one.vectors.keys() == other.vectors.keys()
        for name, vector in one.vectors.items():
            np.testing.assert_allclose(vector, other.vectors[name], atol=1e-5)


def assert_same_hits(found: Sequence[ScoredDocument], expected: Sequence[ScoredDocument]) -> None:
    """Equal scores place by place; among equal scores any order will do."""
    scores = [hit.score for hit in found]
    assert scores == pytest.approx([hit.score for hit in expected], abs=1e-4)
    truth = {hit.document.document_id: hit.score for hit in expected}
    last = min(truth.values(), default=0.0)
    for hit in found:
        # A tie at the page's end may be cut differently.
        assert truth.get(hit.document.document_id, last) == pytest.approx(hit.score, abs=1e-4)
    assert len({hit.document.document_id for hit in found}) == len(found)


def assert_same_candidates(found: Candidates, expected: Candidates) -> None:
    assert list(found.keys) == list(expected.keys)
    np.testing.assert_allclose(found.cosines, expected.cosines, atol=1e-4)
    np.testing.assert_allclose(found.term_scores, expected.term_scores, atol=1e-4)
    np.testing.assert_allclose(found.variant_scores, expected.variant_scores, atol=1e-4)
    np.testing.assert_array_equal(found.members, expected.members)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    documents=DOCUMENTS,
    changed=st.dictionaries(IDS, FIELDS, max_size=3),
    merged=st.dictionaries(IDS, FIELDS.map(without_nulls), max_size=3),
    gone=FILTERS,
    matching=FILTERS,
    direction=DIRECTIONS,
    limit=st.integers(1, 6),
)
def test_engine_and_brute_force_agree(
    index: VectorIndex,
    documents: list[IndexedDocument],
    changed: dict[str, dict[str, object]],
    merged: dict[str, dict[str, object]],
    gone: Filter,
    matching: Filter,
    direction: np.ndarray,
    limit: int,
) -> None:
    oracle = InMemoryVectorIndex()
    oracle.create("shop", SCHEMA)
    index.delete_matching("shop", EVERYTHING)
    for one in (oracle, index):
        one.upsert("shop", documents)
        one.replace_fields("shop", changed)
        one.merge_fields("shop", merged)
        one.delete_matching("shop", gone)

    for condition in (EVERYTHING, matching):
        page = index.scan("shop", condition, with_vectors=True)
        expected = oracle.scan("shop", condition, with_vectors=True)
        assert_same_documents(page.documents, expected.documents)
        assert index.count("shop", condition) == oracle.count("shop", condition)
        for field in ("word", "count", "flag"):
            counts = index.facet("shop", field, condition, limit=limit)
            assert list(counts) == list(oracle.facet("shop", field, condition, limit=limit))
    for offset in (0, limit):
        query = NearestQuery(direction, limit, matching, offset=offset)
        assert_same_hits(index.nearest("shop", query), oracle.nearest("shop", query))


NUMBERED = {
    "word": WORDS | st.lists(WORDS, max_size=2),
    "count": NUMBERS | st.none(),
    "price": PRICES,
}
RANDOM_BITS = st.integers(0, 2**32 - 1)


def random_terms(source: np.random.Generator, most: int) -> SparseVector:
    """Up to `most` of 20 terms, with weights that are never equal."""
    count = int(source.integers(0, most + 1))
    indices = source.choice(20, count, replace=False).astype(np.uint32)
    return SparseVector(indices, source.uniform(0.1, 2, count).astype(np.float32))


def random_document(name: str, fields: dict[str, object], seed: int) -> IndexedDocument:
    source = np.random.default_rng(seed)
    dense = {"text": source.standard_normal(DIMENSION).astype(np.float32)}
    sparse = {"terms": random_terms(source, 8)}
    lacks = seed % 5
    return IndexedDocument(name, fields, {} if lacks == 0 else dense, {} if lacks == 1 else sparse)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    documents=st.lists(
        st.builds(random_document, IDS, st.fixed_dictionaries(NUMBERED), RANDOM_BITS), max_size=15
    ),
    seed=RANDOM_BITS,
    matching=FILTERS,
    subsets=st.lists(FILTERS, max_size=3).map(tuple),
    variants=st.integers(0, 2),
    descending=st.booleans(),
    limit=st.integers(1, 6),
)
def test_engine_and_brute_force_find_and_order_alike(
    index: VectorIndex,
    documents: list[IndexedDocument],
    seed: int,
    matching: Filter,
    subsets: tuple[Filter, ...],
    variants: int,
    descending: bool,
    limit: int,
) -> None:
    oracle = InMemoryVectorIndex()
    # A new index, because Edge counts deleted documents among the holders of a term.
    name = f"shop-{uuid4().hex}"
    for one in (oracle, index):
        one.create(name, HYBRID_SCHEMA)
        one.upsert(name, documents)
    source = np.random.default_rng(seed)
    query = HybridQuery(
        source.standard_normal(DIMENSION).astype(np.float32),
        random_terms(source, 5),
        matching,
        depth=limit,
        subsets=subsets,
        variants=tuple(random_terms(source, 5) for _ in range(variants)),
    )
    assert_same_candidates(index.candidates(name, query), oracle.candidates(name, query))
    for field in ("count", "price"):
        assert_same_documents(
            index.ordered(name, field, matching, descending=descending, limit=limit),
            oracle.ordered(name, field, matching, descending=descending, limit=limit),
        )
    index.drop(name)
