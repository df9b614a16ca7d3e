"""Weights by SQL are those of the recommender that the public benchmark measures."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.evaluate.neighbours import IntArray, directed_neighbours
from training.signals.followed import followed_weights
from training.signals.settings import FollowedSettings

PRODUCTS = 12
HISTORIES = st.lists(
    st.lists(st.integers(0, PRODUCTS - 1), min_size=1, max_size=40).map(np.array),
    min_size=1,
    max_size=8,
)


def directed_rows(histories: Sequence[IntArray], products: int) -> np.ndarray:
    """What each product alone speaks for, itself left out."""
    scores = directed_neighbours(histories, products)([np.array([it]) for it in range(products)])
    np.fill_diagonal(scores, 0)
    return scores


@given(HISTORIES)
@settings(max_examples=15, deadline=None)
def test_equal_those_of_the_directed_neighbours(histories: list[IntArray]) -> None:
    weights = followed_weights(histories, PRODUCTS).toarray()
    assert weights == pytest.approx(directed_rows(histories, PRODUCTS), abs=1e-6)


def test_keep_only_the_best_of_each_product() -> None:
    chance = np.random.default_rng(5)
    histories = [chance.integers(0, 60, 30) for _ in range(40)]
    weights = followed_weights(histories, 60, FollowedSettings(best=7)).toarray()
    whole = directed_rows(histories, 60)
    for row, expected in zip(weights, whole, strict=True):
        assert np.sort(row[row > 0]) == pytest.approx(np.sort(expected)[-7:], abs=1e-6)


def test_of_no_histories_are_all_nothing() -> None:
    assert followed_weights([], 3).toarray().tolist() == [[0.0] * 3] * 3


def test_are_the_same_whatever_the_threads() -> None:
    chance = np.random.default_rng(6)
    histories = [chance.integers(0, 300, 50) for _ in range(200)]
    one, two = (followed_weights(histories, 300, threads=threads) for threads in (1, 2))
    assert (one != two).nnz == 0
