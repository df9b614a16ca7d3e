"""What every record table does: in memory, in SQLite, in DynamoDB (moto)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopguide.adapters.dynamodb.records import DynamoRecordTable
from shopguide.adapters.memory.clock import FixedClock
from shopguide.domain.errors import InvalidInputError
from shopguide.domain.record_key import Key
from shopguide.ports.limits import MAX_RECORD_BYTES
from shopguide.ports.record_table import Increment, Put, RecordTable

KEY = Key("shopper#小明", "2026-01-01")
OTHER = Key("shopper#小明", "2026-01-02")


def seconds_from(clock: FixedClock, seconds: int) -> int:
    return int(clock.now().timestamp()) + seconds


def sorts(table: RecordTable, partition: str, **options: object) -> list[str]:
    return [key.sort for key, _ in table.query(partition, **options)]  # type: ignore[arg-type]


# get, put


def test_unknown_record_is_none(table: RecordTable) -> None:
    assert table.get(KEY) is None


def test_put_record_comes_back(table: RecordTable) -> None:
    record = {
        "title": "蓝牙耳机 🎧",
        "empty": "",
        "price": 15.99,
        "count": 3,
        "active": True,
        "none": None,
        "list": [1, "two", None, [], {}],
        "map": {"nested": {"deep": [0.1]}},
    }
    assert table.put(KEY, record) is True
    assert table.get(KEY) == record


def test_put_replaces_the_whole_record(table: RecordTable) -> None:
    table.put(KEY, {"old": 1, "both": 1})
    table.put(KEY, {"both": 2})
    assert table.get(KEY) == {"both": 2}


def test_empty_record_exists(table: RecordTable) -> None:
    table.put(KEY, {})
    assert table.get(KEY) == {}


def test_member_names_of_the_table_itself_are_free(table: RecordTable) -> None:
    record = {"pk": 1, "sk": "x", "expires_at": 5, "_pk": 2, "__": 3, "": 4, "size": 6, "a.b": 7}
    table.put(KEY, record)
    table.update(KEY, {"pk": 10, "": 40})
    assert table.get(KEY) == {**record, "pk": 10, "": 40}


def test_changing_a_returned_record_changes_nothing_stored(table: RecordTable) -> None:
    record: dict[str, list[int]] = {"list": [1]}
    table.put(KEY, record)
    record["list"].append(2)
    found = table.get(KEY)
    assert found is not None
    found["list"].append(3)  # type: ignore[union-attr]
    assert table.get(KEY) == {"list": [1]}


def test_put_if_absent_writes_only_the_first(table: RecordTable) -> None:
    assert table.put(KEY, {"by": 1}, if_absent=True) is True
    assert table.put(KEY, {"by": 2}, if_absent=True) is False
    assert table.get(KEY) == {"by": 1}


def test_large_record_comes_back(table: RecordTable) -> None:
    record = {"text": "智" * 100_000}
    table.put(KEY, record)
    assert table.get(KEY) == record


@pytest.mark.parametrize(
    ("key", "record"),
    [
        (KEY, {"text": "x" * MAX_RECORD_BYTES}),
        (KEY, {"nan": float("nan")}),
        (KEY, {"surrogate": "\ud800"}),
        (Key("", "a"), {}),
        (Key("a", ""), {}),
        (Key("a", "x" * 1025), {}),
    ],
)
def test_unstorable_record_is_refused(table: RecordTable, key: Key, record: dict) -> None:
    with pytest.raises(InvalidInputError):
        table.put(key, record)
    with pytest.raises(InvalidInputError):
        table.write_groups([[Put(OTHER, {})], [Put(key, record)]])
    assert table.get(OTHER) is None


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**37), 10**37)
    | st.floats(-1e100, 1e100, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-100)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), inner)
    ),
    max_leaves=10,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(record=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), json_values))
def test_any_json_comes_back(table: RecordTable, record: dict) -> None:
    table.put(KEY, record)
    assert table.get(KEY) == record


# get_many


def test_get_many_returns_those_that_exist(table: RecordTable) -> None:
    keys = [Key("p", f"{number:04d}") for number in range(300)]
    table.write_groups([[Put(key, {"sort": key.sort})] for key in keys[::2]])
    found = table.get_many([*keys, keys[0], keys[0]])
    assert found == {key: {"sort": key.sort} for key in keys[::2]}
    assert table.get_many([]) == {}


# expiry


def test_expired_record_is_gone(table: RecordTable, clock: FixedClock) -> None:
    table.put(KEY, {"a": 1}, expires_at=seconds_from(clock, 60))
    clock.advance(59)
    assert table.get(KEY) == {"a": 1}
    clock.advance(1)
    assert table.get(KEY) is None
    assert table.get_many([KEY]) == {}
    assert sorts(table, KEY.partition) == []


@pytest.mark.parametrize("write", ["put", "group", "update", "add_to_set", "increment", "add"])
def test_expired_record_is_written_as_if_absent(
    table: RecordTable, clock: FixedClock, write: str
) -> None:
    table.put(KEY, {"old": 1, "n": 5, "s": ["x"]}, expires_at=seconds_from(clock, 60))
    clock.advance(60)
    writes: dict[str, Callable[[], object]] = {
        "put": lambda: table.put(KEY, {"n": 1}, if_absent=True),
        "group": lambda: table.write_groups([[Put(KEY, {"n": 1}, True), Put(OTHER, {})]]),
        "update": lambda: table.update(KEY, {"n": 1}, expected={"old": None}),
        "add_to_set": lambda: table.add_to_set(KEY, "s", ["y"]),
        "increment": lambda: table.increment(KEY, {"n": 1}),
        "add": lambda: table.write_groups([[Increment(KEY, {"n": 1}), Put(OTHER, {})]]),
    }
    writes[write]()
    clock.advance(1_000_000)
    assert table.get(KEY) == ({"s": ["y"]} if write == "add_to_set" else {"n": 1})


def test_changes_keep_the_expiry(table: RecordTable, clock: FixedClock) -> None:
    table.put(KEY, {}, expires_at=seconds_from(clock, 60))
    table.update(KEY, {"a": 1})
    table.increment(KEY, {"n": 1})
    table.add_to_set(KEY, "s", ["x"])
    assert table.get(KEY) == {"a": 1, "n": 1, "s": ["x"]}
    clock.advance(60)
    assert table.get(KEY) is None


def test_put_without_expiry_takes_it_away(table: RecordTable, clock: FixedClock) -> None:
    table.put(KEY, {"a": 1}, expires_at=seconds_from(clock, 60))
    table.put(KEY, {"a": 2})
    clock.advance(3600)
    assert table.get(KEY) == {"a": 2}


# update


def test_update_creates_or_sets_members(table: RecordTable) -> None:
    assert table.update(KEY, {"a": 1}) == {"a": 1}
    assert table.update(KEY, {"b": [1], "c": None}) == {"a": 1, "b": [1], "c": None}
    assert table.get(KEY) == {"a": 1, "b": [1], "c": None}


@pytest.mark.parametrize(
    "expected",
    [
        {},
        {"status": "reading"},
        {"n": 1.0, "flag": True},
        {"absent": None, "null": None},
        {"map": {"b": [2], "a": 1}},
        {"tags": ["x", "y"]},
    ],
)
def test_update_happens_when_members_are_as_expected(table: RecordTable, expected: dict) -> None:
    table.put(KEY, {"status": "reading", "n": 1, "flag": True, "null": None})
    table.update(KEY, {"map": {"a": 1, "b": [2]}})
    table.add_to_set(KEY, "tags", ["y", "x"])
    updated = table.update(KEY, {"status": "done"}, expected=expected)
    assert updated is not None
    assert updated["status"] == "done"


@pytest.mark.parametrize(
    "expected",
    [
        {"status": "waiting"},
        {"status": None},
        {"absent": "x"},
        {"null": 0},
        {"n": "1"},
        {"status": "reading", "n": 2},
    ],
)
def test_update_is_left_out_when_a_member_differs(table: RecordTable, expected: dict) -> None:
    record = {"status": "reading", "n": 1, "flag": True, "null": None}
    table.put(KEY, record)
    assert table.update(KEY, {"status": "done"}, expected=expected) is None
    assert table.get(KEY) == record


def test_true_is_not_expected_to_be_one(table: RecordTable) -> None:
    if isinstance(table, DynamoRecordTable):
        pytest.skip("moto compares as Python does, where true is 1; DynamoDB does not")
    table.put(KEY, {"n": 1, "flag": True})
    assert table.update(KEY, {"a": 1}, expected={"flag": 1}) is None
    assert table.update(KEY, {"a": 1}, expected={"n": True}) is None


def test_update_of_an_absent_record_can_be_ruled_out(table: RecordTable) -> None:
    assert table.update(KEY, {"a": 1}, expected={"status": "reading"}) is None
    assert table.get(KEY) is None
    assert table.update(KEY, {"a": 1}, expected={"status": None}) == {"a": 1}


# add_to_set, increment


def test_add_to_set_returns_the_whole_set(table: RecordTable) -> None:
    assert table.add_to_set(KEY, "done", ["b", "a"]) == {"a", "b"}
    assert table.add_to_set(KEY, "done", ["c", "a"]) == {"a", "b", "c"}
    assert table.add_to_set(KEY, "done", []) == {"a", "b", "c"}
    assert table.get(KEY) == {"done": ["a", "b", "c"]}
    assert table.add_to_set(OTHER, "done", []) == frozenset()
    assert table.get(OTHER) is None


@pytest.mark.parametrize("before", [[], ["b"], ["b", "a", "b"]])
def test_a_list_of_strings_can_be_added_to(table: RecordTable, before: list[str]) -> None:
    table.put(KEY, {"done": before, "n": 1})
    assert table.add_to_set(KEY, "done", ["c"]) == {*before, "c"}
    assert table.get(KEY) == {"done": sorted({*before, "c"}), "n": 1}


@pytest.mark.parametrize("before", ["text", 5, None, [1, "a"], {"a": 1}])
def test_other_members_cannot_be_added_to_as_a_set(table: RecordTable, before: object) -> None:
    table.put(KEY, {"done": before})  # type: ignore[dict-item]
    with pytest.raises(InvalidInputError):
        table.add_to_set(KEY, "done", ["c"])
    assert table.get(KEY) == {"done": before}


def test_increment_creates_and_adds(table: RecordTable) -> None:
    assert table.increment(KEY, {"n": 2, "weight": 0.5}) == {"n": 2, "weight": 0.5}
    assert table.increment(KEY, {"n": -3, "weight": 0.25}) == {"n": -1, "weight": 0.75}
    assert table.get(KEY) == {"n": -1, "weight": 0.75}
    assert table.increment(OTHER, {}) == {}
    assert table.get(OTHER) is None


def test_increment_of_text_is_refused(table: RecordTable) -> None:
    table.put(KEY, {"n": "1", "m": 1})
    with pytest.raises(InvalidInputError, match="'n'"):
        table.increment(KEY, {"n": 1, "m": 1})
    with pytest.raises(InvalidInputError, match="'n'"):
        table.write_groups([[Increment(KEY, {"n": 1}), Put(OTHER, {})]])
    assert table.get(KEY) == {"n": "1", "m": 1}
    assert table.get(OTHER) is None


# query


def test_query_is_in_order_of_the_sort_key(table: RecordTable) -> None:
    names = ["b", "a", "a/1", "a-1", "耳机", "耳", "é", "A", "a" * 200, "\U0001f3a7"]
    table.write_groups([[Put(Key("p", name), {"name": name})] for name in names])
    table.put(Key("q", "z"), {})
    assert sorts(table, "p") == sorted(names)
    assert sorts(table, "p", newest_first=True) == sorted(names, reverse=True)
    assert sorts(table, "p", limit=3) == sorted(names)[:3]
    assert sorts(table, "p", limit=0) == []
    assert sorts(table, "p", sort_prefix="a") == sorted(n for n in names if n.startswith("a"))
    assert sorts(table, "p", sort_prefix="耳", newest_first=True) == ["耳机", "耳"]
    assert sorts(table, "p", sort_prefix="a", newest_first=True, limit=1) == ["a" * 200]
    assert sorts(table, "nobody") == []
    assert dict(table.query("p", sort_prefix="b")) == {Key("p", "b"): {"name": "b"}}


def test_query_reads_many_pages(table: RecordTable) -> None:
    names = [f"{number:04d}" for number in range(600)]
    table.write_groups([[Put(Key("p", name), {"text": "x" * 3000})] for name in names])
    assert sorts(table, "p") == names
    assert sorts(table, "p", newest_first=True) == names[::-1]
    assert sorts(table, "p", limit=512) == names[:512]
    assert sorts(table, "p", limit=300, newest_first=True) == names[:-301:-1]


def test_query_goes_on_after_a_sort_key_that_may_be_gone(table: RecordTable) -> None:
    names = ["a", "b", "b/1", "c", "耳机"]
    table.write_groups([[Put(Key("p", name), {})] for name in names])
    assert sorts(table, "p", after="b") == ["b/1", "c", "耳机"]
    assert sorts(table, "p", after="b", limit=1) == ["b/1"]
    assert sorts(table, "p", after="b/0") == ["b/1", "c", "耳机"]
    assert sorts(table, "p", after="c", newest_first=True) == ["b/1", "b", "a"]
    assert sorts(table, "p", after="bb", newest_first=True, limit=2) == ["b/1", "b"]
    assert sorts(table, "p", sort_prefix="b", after="b") == ["b/1"]
    assert sorts(table, "p", after="耳机") == []


def test_expired_records_do_not_use_up_the_limit(table: RecordTable, clock: FixedClock) -> None:
    for number in range(6):
        expires_at = seconds_from(clock, 10) if number < 4 else None
        table.put(Key("p", str(number)), {}, expires_at=expires_at)
    clock.advance(10)
    assert sorts(table, "p", limit=2) == ["4", "5"]


def test_table_can_be_written_while_it_is_queried(table: RecordTable) -> None:
    table.write_groups([[Put(Key("p", f"{number:04d}"), {})] for number in range(300)])
    seen = []
    for key, _ in table.query("p"):
        table.delete([key])
        seen.append(key.sort)
    assert len(seen) == 300
    assert sorts(table, "p") == []


# delete


def test_delete_removes_and_ignores_unknown_keys(table: RecordTable) -> None:
    table.put(KEY, {})
    table.put(OTHER, {})
    table.delete([KEY, KEY, Key("nobody", "x")])
    table.delete([])
    assert sorts(table, KEY.partition) == [OTHER.sort]


# write_groups


def test_groups_apply_in_order_and_each_all_or_nothing(table: RecordTable) -> None:
    seen, second = Key("event#1", "seen"), Key("event#2", "seen")
    applied = table.write_groups(
        [
            [Put(seen, {}, if_absent=True), Increment(KEY, {"n": 1}), Put(OTHER, {"by": 1})],
            [Put(seen, {}, if_absent=True), Increment(KEY, {"n": 10}), Put(OTHER, {"by": 2})],
            [Increment(KEY, {"n": 100}), Put(second, {}, if_absent=True)],
            [Put(second, {}, if_absent=True)],
            [Increment(KEY, {"n": 1000})],
            [],
        ]
    )
    assert applied == [True, False, True, False, True, True]
    assert table.get(KEY) == {"n": 1101}
    assert table.get(OTHER) == {"by": 1}


def test_a_late_refusal_undoes_the_whole_group(table: RecordTable) -> None:
    table.put(OTHER, {"by": 0})
    group = [Increment(KEY, {"n": 1}), Put(OTHER, {"by": 1}, if_absent=True)]
    assert table.write_groups([group]) == [False]
    assert table.get(KEY) is None
    assert table.get(OTHER) == {"by": 0}


def test_hundreds_of_groups_apply_at_once(table: RecordTable) -> None:
    groups = [
        [Put(Key(f"event#{number}", "seen"), {}, True), Increment(KEY, {str(number % 7): 1})]
        for number in range(100)
    ]
    assert table.write_groups(groups + groups[:50]) == [True] * 100 + [False] * 50
    counts = table.get(KEY)
    assert counts is not None
    assert sum(counts.values()) == 100  # type: ignore[arg-type]


def test_a_group_has_limits(table: RecordTable) -> None:
    with pytest.raises(InvalidInputError, match="26"):
        table.write_groups([[Put(Key("p", str(number)), {}) for number in range(26)]])
    with pytest.raises(InvalidInputError, match="twice"):
        table.write_groups([[Put(KEY, {}), Increment(KEY, {"n": 1})]])
    assert table.write_groups([[Put(Key("p", str(number)), {}) for number in range(25)]]) == [True]


# threads


def race(action: Callable[[int], object], times: int = 40) -> list[object]:
    """Results of many calls from four threads that start together."""
    start = threading.Barrier(4)

    def run(first: int) -> list[object]:
        start.wait()
        return [action(number) for number in range(first, times, 4)]

    with ThreadPoolExecutor(4) as executor:
        return [result for results in executor.map(run, range(4)) for result in results]


def test_increments_of_many_threads_all_count(table: RecordTable) -> None:
    results = race(lambda _: table.increment(KEY, {"n": 1})["n"])
    assert sorted(results) == list(range(1, 41))  # type: ignore[type-var]
    assert table.get(KEY) == {"n": 40}


def test_exactly_one_thread_completes_a_set(table: RecordTable) -> None:
    results = race(lambda number: len(table.add_to_set(KEY, "done", [f"{number:02d}"])))
    assert results.count(40) == 1
    assert sorted(results) == list(range(1, 41))  # type: ignore[type-var]


def test_exactly_one_thread_puts_an_absent_record(table: RecordTable) -> None:
    results = race(lambda number: table.put(KEY, {"by": number}, if_absent=True))
    assert results.count(True) == 1


def test_exactly_one_thread_takes_a_lock(table: RecordTable) -> None:
    table.put(KEY, {"holder": None})
    results = race(lambda n: table.update(KEY, {"holder": n}, expected={"holder": None}))
    assert sum(result is not None for result in results) == 1


def test_exactly_one_thread_accepts_an_event(table: RecordTable) -> None:
    group = [Put(OTHER, {}, if_absent=True), Increment(KEY, {"n": 1})]
    results = race(lambda _: table.write_groups([group])[0])
    assert results.count(True) == 1
    assert table.get(KEY) == {"n": 1}
