"""Queries are counted without a trace of who searched, and never in the way of a search."""

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.errors import RecordsUnavailableError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.lexicon import Lexicon, Name
from shopguide.domain.popularity import DAYS, SCORE, decayed_count
from shopguide.domain.record_key import POPULAR_QUERIES, query_count_key
from shopguide.events.query_counts import COUNT_KEPT, MOST_PENDING, QueryCounts, may_be_kept
from shopguide.search.suggest.known_words import says_nothing_personal

DAY = 24 * 3600


class Bench:
    """Counts over records in memory."""

    def __init__(self, delay_seconds: float = 0, share: float = 1) -> None:
        self.clock = FixedClock()
        self.records = InMemoryRecordTable(self.clock)
        self.counts = QueryCounts(
            self.records,
            self.clock,
            lambda query: "li wei" not in query,
            delay_seconds=delay_seconds,
            share=share,
        )

    def record(self, query: str) -> JsonObject | None:
        return self.records.get(query_count_key(query))

    def leaders(self) -> list[str]:
        return list((self.records.get(POPULAR_QUERIES) or {}).get("product_ids", []))  # type: ignore[arg-type]


def test_a_query_counts_by_search_and_by_day() -> None:
    bench = Bench()
    for query in ("Office Chair", "office  chair", "ｏｆｆｉｃｅ chair"):
        bench.counts.count(query)
    bench.clock.advance(DAY)
    bench.counts.count("office chair")
    record = bench.record("office chair") or {}
    assert record[DAYS] == 2
    assert 3.8 < decayed_count(float(str(record[SCORE])), bench.clock.now()) < 4
    assert bench.leaders() == ["office chair"]


def test_a_count_ends_and_begins_anew() -> None:
    bench = Bench()
    bench.counts.count("office chair")
    bench.clock.advance(COUNT_KEPT.total_seconds() + DAY)
    assert bench.record("office chair") is None
    bench.counts.count("office chair")
    assert (bench.record("office chair") or {})[DAYS] == 1


@pytest.mark.parametrize(
    "query",
    [
        "a", "x" * 41, "one two three four five six seven", "li.wei@example.com",
        "https://example.com/chair", "www.example.com", "call 13812345678", "+49 (0)30 123-4567",
        "6222 0212 3456 7890", "138-1234-5678 手机",
    ],
)  # fmt: skip
def test_long_queries_addresses_and_long_numbers_are_never_kept(query: str) -> None:
    assert not may_be_kept(query)
    bench = Bench()
    bench.counts.count(query)
    assert bench.leaders() == []


@pytest.mark.parametrize(
    "query", ["iphone 11", "tn-2110 toner", "15.6 laptop", "42码 运动鞋", "200元以下 耳机"]
)
def test_sizes_prices_and_model_codes_may_be_kept(query: str) -> None:
    assert may_be_kept(query)


LEXICON = Lexicon(
    words={"chair": 9, "office": 4, "tn-2110": 1, "蓝牙": 5, "耳机": 7, "lee": 2},
    brands={"hp": Name("HP", 3), "li-ning": Name("LI-NING", 2)},
    categories={"手机壳": Name("手机壳", 2)},
)


@pytest.mark.parametrize(
    "query",
    [
        "office chair",
        "hp tn-2110",
        "tv office chair",
        "蓝牙耳机",
        "手机壳 2",
        "li-ning 42",
        "office-chair xl",
    ],
)
def test_words_of_the_catalogue_tell_nothing_of_anybody(query: str) -> None:
    assert says_nothing_personal(LEXICON, query)


@pytest.mark.parametrize(
    "query",
    [
        "li wei",
        "chair for jonathan",
        "王小明",
        "王小明 耳机",
        "12 baker street",
        "",
        "耳",
        "12345",
        "李伟",
        "li na",
        "12",
    ],
)
def test_any_other_word_may_and_is_not_kept(query: str) -> None:
    assert not says_nothing_personal(LEXICON, query)


def test_queries_with_other_words_are_not_written() -> None:
    bench = Bench()
    bench.counts.count("li wei chair")
    assert bench.record("li wei chair") is None


def test_counts_are_gathered_and_written_later_or_at_the_end() -> None:
    bench = Bench(delay_seconds=60)
    for _ in range(5):
        bench.counts.count("office chair")
    assert bench.record("office chair") is None
    bench.counts.close()
    assert (bench.record("office chair") or {})[DAYS] == 1


def test_no_more_than_so_many_wait_to_be_written() -> None:
    bench = Bench(delay_seconds=60)
    for n in range(MOST_PENDING + 50):
        bench.counts.count(f"chair {n}")
    bench.counts.close()
    assert bench.record(f"chair {MOST_PENDING - 1}") is not None
    assert bench.record(f"chair {MOST_PENDING}") is None


def test_of_a_share_of_none_nothing_is_counted() -> None:
    bench = Bench(share=0)
    bench.counts.count("office chair")
    assert bench.leaders() == []


def test_counts_that_cannot_be_written_are_lost_without_harm() -> None:
    class Unreachable(InMemoryRecordTable):
        def write_groups(self, groups: object) -> list[bool]:
            raise RecordsUnavailableError("The table does not answer.")

    QueryCounts(Unreachable(), FixedClock(), lambda _: True).count("office chair")
