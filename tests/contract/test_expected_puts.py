"""Puts that ask for a record in their place, over every record table."""

from typing import Any

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.domain.record_key import Key
from shopguide.ports.record_table import Increment, Put, RecordTable

PLACE, BESIDE, COUNT = Key("p", "place"), Key("p", "beside"), Key("p", "count")


@pytest.mark.parametrize("more", [[], [Put(BESIDE, {"x": 1}), Increment(COUNT, {"n": 1})]])
@pytest.mark.parametrize(
    ("there", "expected", "is_written"),
    [
        ({"revision": 3}, {"revision": 3}, True),
        ({"revision": 3}, {}, True),
        ({"revision": 3, "note": None}, {"revision": 3, "note": None}, True),
        ({"revision": 3}, {"note": None}, True),
        ({"revision": 4}, {"revision": 3}, False),
        ({}, {"revision": 3}, False),
        (None, {"revision": 3}, False),
        (None, {"revision": None}, False),
        (None, {}, False),
    ],
)
def test_put_takes_the_place_of_what_it_expects_and_of_nothing_else(
    table: RecordTable,
    there: dict[str, Any] | None,
    expected: dict[str, Any],
    is_written: bool,
    more: list[Put | Increment],
) -> None:
    if there is not None:
        table.put(PLACE, there)
    put = Put(PLACE, {"revision": 9}, expected=expected)
    assert list(table.write_groups([[put, *more]])) == [is_written]
    assert table.get(PLACE) == ({"revision": 9} if is_written else there)
    assert (table.get(BESIDE) is not None) == (is_written and bool(more))
    assert (table.get(COUNT) is not None) == (is_written and bool(more))


def test_expired_record_is_none_to_expect_anything_of(
    table: RecordTable, clock: FixedClock
) -> None:
    soon = int(clock.now().timestamp()) + 10
    table.put(PLACE, {"revision": 3}, expires_at=soon)
    clock.advance(11)
    group = [Put(PLACE, {"revision": 4}, expected={"revision": 3}), Put(BESIDE, {})]
    assert list(table.write_groups([group])) == [False]
    assert table.get_many([PLACE, BESIDE]) == {}
