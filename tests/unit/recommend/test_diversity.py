"""Hits that differ from each other, as much as is asked for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shopguide.recommend.page.diversity import diversified

ALIKE = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
RELEVANCE = np.array([3, 2.9, 2], dtype=np.float32)


def test_without_diversity_the_order_is_that_of_relevance() -> None:
    assert list(diversified(RELEVANCE, ALIKE, 0.0, 3)) == [0, 1, 2]
    assert list(diversified(RELEVANCE[::-1].copy(), ALIKE, 0.0, 2)) == [2, 1]


def test_what_is_like_a_hit_before_it_comes_later() -> None:
    assert list(diversified(RELEVANCE, ALIKE, 0.6, 3)) == [0, 2, 1]


def test_all_alike_and_all_equal_stay_in_their_order() -> None:
    same = np.ones((4, 1), dtype=np.float32)
    assert list(diversified(np.ones(4, np.float32), same, 1.0, 4)) == [0, 1, 2, 3]


@given(st.integers(0, 12), st.integers(0, 15), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_every_row_comes_once_at_most_and_the_best_first(
    rows: int, count: int, diversity: float, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(rows, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    relevance = chance.normal(size=rows).astype(np.float32)
    order = list(diversified(relevance, vectors, diversity, count))
    assert len(order) == len(set(order)) == min(rows, count)
    if order and diversity < 1:
        assert order[0] == int(np.argmax(relevance))
