"""Places for products that few have been shown."""

from collections import Counter
from datetime import date, timedelta

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.popularity import SCORE
from shopguide.domain.record_key import shown_key
from shopguide.recommend.page.exploration import explored, kept_places

DAY = date(2026, 1, 1)
NAMES = [f"p{number}" for number in range(20)]


@pytest.fixture
def records() -> InMemoryRecordTable:
    return InMemoryRecordTable(FixedClock())


@pytest.mark.parametrize(
    ("limit", "exploration", "places"),
    [(20, 0.0, 0), (20, 0.1, 2), (20, 0.12, 2), (20, 1.0, 19), (1, 1.0, 0), (0, 1.0, 0)],
)
def test_share_of_the_places_but_never_the_first(
    limit: int, exploration: float, places: int
) -> None:
    assert kept_places(limit, exploration) == places


def test_draw_holds_for_a_day_and_a_shopper(records: InMemoryRecordTable) -> None:
    first = explored(records, NAMES, 5, "a", DAY)
    assert first == explored(records, NAMES, 5, "a", DAY)
    assert first != explored(records, NAMES, 5, "b", DAY)
    assert first != explored(records, NAMES, 5, "a", DAY + timedelta(days=1))


def test_all_get_their_chance_where_none_was_shown(records: InMemoryRecordTable) -> None:
    drawn = Counter(
        row for n in range(400) for row in explored(records, NAMES, 2, f"shopper-{n}", DAY)
    )
    assert len(drawn) == len(NAMES)
    assert max(drawn.values()) < 3 * min(drawn.values())


def test_what_was_shown_more_often_is_drawn_less_often(records: InMemoryRecordTable) -> None:
    for place, name in enumerate(NAMES):
        records.put(shown_key(name), {SCORE: 1_000.0 if place < 10 else 1.0})
    drawn = [row for n in range(200) for row in explored(records, NAMES, 2, f"shopper-{n}", DAY)]
    seldom = sum(row >= 10 for row in drawn)
    assert seldom > 0.6 * len(drawn)
    assert seldom < len(drawn)


def test_nothing_to_draw_from_gives_nothing(records: InMemoryRecordTable) -> None:
    assert explored(records, [], 3, "a", DAY) == []
    assert explored(records, NAMES, 0, "a", DAY) == []
