"""Measures of exposure, against cases whose value is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.exposure import coverage, gini, long_tail, novelty, share_of


def test_gini_is_zero_where_all_products_have_as_many_places() -> None:
    assert gini([3, 3, 3, 3]) == pytest.approx(0)


def test_gini_of_one_product_that_has_all_places() -> None:
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)  # 1 - 1/n


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_gini_is_half_the_relative_mean_difference(counts: list[int]) -> None:
    each = np.array(counts, dtype=float)
    mean = each.mean()
    expected = 0.0 if mean == 0 else np.abs(each[:, None] - each).mean() / (2 * mean)
    assert gini(counts) == pytest.approx(expected)


def test_long_tail_leaves_out_the_most_popular_fifth() -> None:
    tail = long_tail([9, 1, 0, 2, 1])
    assert tail.tolist() == [False, True, True, True, True]
    assert share_of([4, 1, 0, 0, 0], tail) == pytest.approx(0.2)


def test_products_that_are_equally_popular_are_all_in_the_tail() -> None:
    assert long_tail([5, 5, 5, 5, 5]).all()


def test_nothing_shown_and_no_products_give_zeros() -> None:
    assert coverage([]) == coverage([0, 0]) == gini([]) == gini([0, 0]) == 0
    assert novelty([0, 0], [1, 2]) == share_of([0, 0], np.array([True, False])) == 0
    assert not long_tail([]).any()


def test_novelty_is_the_surprise_of_what_was_shown() -> None:
    assert novelty([1, 0], [1, 3]) == pytest.approx(2.0)
    assert novelty([1, 1], [2, 2]) == pytest.approx(1.0)
