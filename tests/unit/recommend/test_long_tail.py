"""The knob that holds popularity against products."""

import numpy as np
import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.popularity import SCORE
from shopguide.domain.record_key import popularity_key
from shopguide.recommend.page.long_tail import less_popular_first

SCORES = np.array([1.0, 0.9, 0.2], dtype=np.float32)


@pytest.fixture
def records() -> InMemoryRecordTable:
    """`often` a thousand times as popular as `seldom`; nobody knows `never`."""
    records = InMemoryRecordTable(FixedClock())
    records.put(popularity_key("often"), {SCORE: 1_000.0 * 2**40})
    records.put(popularity_key("seldom"), {SCORE: 1.0 * 2**40})
    return records


def moved(records: InMemoryRecordTable, knob: float) -> list[float]:
    found = less_popular_first(records, ["often", "seldom", "never"], SCORES, knob)
    return [float(each) for each in found]


def test_popularity_costs_its_share_of_the_spread_by_its_logarithm(
    records: InMemoryRecordTable,
) -> None:
    often, seldom, never = moved(records, 0.5)
    assert often == pytest.approx(1.0 - 0.5 * 0.8)
    assert seldom == pytest.approx(0.9 - 0.5 * 0.8 * np.log(2) / np.log(1001), abs=1e-6)
    assert never == pytest.approx(0.2)


def test_all_of_the_knob_outweighs_the_blend(records: InMemoryRecordTable) -> None:
    often, seldom, never = moved(records, 1.0)
    assert often == pytest.approx(never)
    assert seldom > never


def test_nothing_moves_at_zero_or_where_nothing_is_popular(records: InMemoryRecordTable) -> None:
    assert moved(records, 0.0) == SCORES.tolist()
    found = less_popular_first(records, ["x", "y", "z"], SCORES, 1.0)
    assert found.tolist() == SCORES.tolist()


def test_no_candidates_are_none(records: InMemoryRecordTable) -> None:
    assert not len(less_popular_first(records, [], SCORES[:0], 1.0))
