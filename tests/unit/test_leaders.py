"""The most popular products are always among the leaders, however many were ever touched."""

from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.record_key import POPULARITY_LEADERS, popularity_key
from shopguide.events.leaders import LEADERS, ROOM, foreseen_entry, keep_leaders
from shopguide.ports.record_table import Write


def count(records: InMemoryRecordTable, product_ids: Iterable[str], amount: float = 1) -> None:
    for product_id in product_ids:
        records.increment(popularity_key(product_id), {"score": amount})


def leaders_in(records: InMemoryRecordTable) -> list[str]:
    return list((records.get(POPULARITY_LEADERS) or {}).get("product_ids", []))  # type: ignore[arg-type]


def test_a_small_shop_has_all_its_products_among_them() -> None:
    records = InMemoryRecordTable()
    names = [f"p{n}" for n in range(20)]
    count(records, names)
    keep_leaders(records, names)
    assert sorted(leaders_in(records)) == sorted(names)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=5), max_size=60))
def test_the_most_popular_are_always_among_them(batches: list[list[int]]) -> None:
    records = InMemoryRecordTable()
    counts: dict[str, int] = {}
    for batch in batches:
        names = [f"p{n}" for n in batch]
        count(records, names)
        for name in names:
            counts[name] = counts.get(name, 0) + 1
        keep_leaders(records, set(names), size=6, room=2)
    leaders = leaders_in(records)
    assert len(leaders) <= 8
    left_out = max((n for name, n in counts.items() if name not in leaders), default=0)
    assert sum(counts[name] >= left_out for name in leaders) >= min(6, len(counts))


def test_growing_sums_of_new_products_push_out_old_ones() -> None:
    records = InMemoryRecordTable()
    old, new = ([f"{word}{n}" for n in range(LEADERS + ROOM)] for word in ("old", "new"))
    count(records, old, amount=1)
    keep_leaders(records, old)
    count(records, new, amount=128)
    keep_leaders(records, new)
    leaders = leaders_in(records)
    assert len(leaders) == LEADERS
    assert set(leaders) <= set(new)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=5), max_size=60))
def test_entry_that_is_foreseen_is_the_one_that_comes_about(batches: list[list[int]]) -> None:
    afterwards, foreseen = InMemoryRecordTable(), InMemoryRecordTable()
    for batch in batches:
        growing = {f"p{n}": float(batch.count(n)) for n in batch}
        entry = foreseen_entry(foreseen, growing, size=6, room=2)
        if entry is not None:
            assert foreseen.write_groups([[entry]]) == [True]
        for records in (afterwards, foreseen):
            for name, amount in growing.items():
                count(records, [name], amount)
        keep_leaders(afterwards, growing, size=6, room=2)
    assert leaders_in(foreseen) == leaders_in(afterwards)


def test_writer_that_loses_a_race_looks_again() -> None:
    class RacingTable(InMemoryRecordTable):
        """Another writer comes in just before the first write."""

        is_raced = False

        def write_groups(self, groups: Sequence[Sequence[Write]]) -> Sequence[bool]:
            if not self.is_raced:
                self.is_raced = True
                keep_leaders(self, {"b"})
            return super().write_groups(groups)

    records = RacingTable()
    count(records, ["b", "c"])
    keep_leaders(records, {"c"})
    assert leaders_in(records) == ["b", "c"]
