"""Vectors of products in memory and in an index say the same."""

import numpy as np
import pytest

from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.domain.indexed import IndexedDocument, IndexSchema
from shopguide.recommend.signals.inner_product import filled_up
from shopguide.recommend.vectors.vector_space import HeldSpace, IndexedSpace, VectorSpace

NAMES = [f"p{number}" for number in range(12)]
VECTORS = np.random.default_rng(1).normal(size=(12, 4)).astype(np.float32)
PROFILE = np.array([1, -2, 0.5, 3], dtype=np.float32)


@pytest.fixture(params=["held", "indexed"])
def space(request: pytest.FixtureRequest) -> VectorSpace:
    if request.param == "held":
        return HeldSpace(NAMES, VECTORS)
    index = InMemoryVectorIndex()
    index.create("behaviour", IndexSchema({"factors": 5}, {}, "none@0"))
    filled, longest = filled_up(VECTORS)
    documents = [
        IndexedDocument(name, {}, {"factors": vector})
        for name, vector in zip(NAMES, filled / np.float32(longest), strict=True)
    ]
    index.upsert("behaviour", documents)
    return IndexedSpace(index, "behaviour", "factors", longest, 4)


def test_rows_come_as_asked_and_are_0_where_nothing_is_known(space: VectorSpace) -> None:
    rows, known = space.rows(["p3", "unknown", "p0"])
    np.testing.assert_allclose(rows, [VECTORS[3], np.zeros(4), VECTORS[0]], atol=1e-5)
    assert known.tolist() == [1, 0, 1]


def test_scores_are_inner_products(space: VectorSpace) -> None:
    scored = space.scored(PROFILE)
    found = scored.of(["p2", "unknown", "p7"])
    np.testing.assert_allclose(found[[0, 2]], (VECTORS @ PROFILE)[[2, 7]], atol=1e-4)
    assert np.isnan(found[1])
    assert not len(scored.of([]))


def test_best_are_those_of_the_highest_inner_products(space: VectorSpace) -> None:
    best = np.argsort(-(VECTORS @ PROFILE))[:3]
    assert set(space.scored(PROFILE).best(3)) == {NAMES[row] for row in best}
    assert set(space.scored(PROFILE).best(100)) == set(NAMES)


def test_index_that_is_lost_knows_nothing() -> None:
    space = IndexedSpace(InMemoryVectorIndex(), "lost", "factors", 1.0, 4)
    rows, known = space.rows(["p0"])
    assert (rows.tolist(), known.tolist()) == ([[0, 0, 0, 0]], [0])
    assert list(space.scored(PROFILE).best(3)) == []
    assert np.isnan(space.scored(PROFILE).of(["p0"])).all()
