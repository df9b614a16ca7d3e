"""Popularity fades by half in 14 days, whenever it is read and in whatever order events came."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.popularity import (
    HALF_LIFE,
    LANDMARK,
    decayed_count,
    popularity_increment,
)

NOW = LANDMARK + timedelta(days=400)
ages = st.timedeltas(timedelta(0), timedelta(days=400))
weights = st.sampled_from([1.0, 2.0, 3.0, 5.0])


def test_a_view_now_counts_one_and_half_a_half_life_later() -> None:
    view = popularity_increment(1, NOW)
    assert decayed_count(view, NOW) == 1
    assert decayed_count(view, NOW + HALF_LIFE) == 0.5


@settings(max_examples=50)
@given(st.lists(st.tuples(weights, ages), max_size=20))
def test_sum_of_increments_is_the_decayed_sum(events: list[tuple[float, timedelta]]) -> None:
    total = sum(popularity_increment(weight, NOW - age) for weight, age in events)
    expected = sum(weight * 0.5 ** (age / HALF_LIFE) for weight, age in events)
    assert decayed_count(total, NOW) == pytest.approx(expected)


@settings(max_examples=50)
@given(st.lists(st.tuples(weights, ages), min_size=2, max_size=2), st.integers(0, 4000))
def test_order_of_two_products_never_depends_on_when_one_looks(
    events: list[tuple[float, timedelta]], days: int
) -> None:
    first, second = (popularity_increment(weight, NOW - age) for weight, age in events)
    later = NOW + timedelta(days=days)
    assert (first < second) == (decayed_count(first, later) < decayed_count(second, later))


@pytest.mark.parametrize(("year", "limit"), [(2041, 1e126), (2064, float("inf"))])
def test_sums_of_a_million_purchases_stay_in_range_until(year: int, limit: float) -> None:
    assert 0 < 5e6 * popularity_increment(1, datetime(year, 1, 1, tzinfo=LANDMARK.tzinfo)) < limit


def test_oldest_accepted_event_still_counts() -> None:
    assert popularity_increment(1, LANDMARK - timedelta(days=400)) > 0
