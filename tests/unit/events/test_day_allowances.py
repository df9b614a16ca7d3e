"""What one shopper does, a program among them, moves what others see only so far."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import (
    INTERACTION_WEIGHTS,
    InteractionKind,
    ReportedInteraction,
)
from shopguide.domain.popularity import MOST_A_DAY, MOST_SHOWN_A_DAY, decayed_count
from shopguide.domain.record_key import (
    POPULARITY_LEADERS,
    POPULARITY_SHARDS,
    Key,
    popularity_key,
    popularity_partition,
    shown_key,
)
from shopguide.events.journal import Journal
from shopguide.events.service import EventOutcome, EventService

DAY = 86_400
VIEW = InteractionKind.VIEW_ITEM


class Shop:
    def __init__(self) -> None:
        self.clock = FixedClock(datetime(2026, 6, 1, 12, tzinfo=UTC))
        self.records = InMemoryRecordTable(self.clock)
        self.events = EventService(self.records, Journal(self.records), self.clock)
        self._sent = 0

    def report(
        self, shopper_id: str, *events: tuple[str, InteractionKind], **more: object
    ) -> list[EventOutcome]:
        reports = []
        for product_id, kind in events:
            self._sent += 1
            event = (f"e{self._sent}", shopper_id, kind, product_id)
            reports.append(ReportedInteraction(*event, **more))  # type: ignore[arg-type]
        return list(self.events.record(reports))

    def count(self, product_id: str) -> float:
        return self._score(popularity_key(product_id))

    def shown(self, product_id: str) -> float:
        return self._score(shown_key(product_id))

    def total(self) -> float:
        return sum(
            self._score(key)
            for shard in range(POPULARITY_SHARDS)
            for key, _ in self.records.query(popularity_partition(shard))
        )

    def _score(self, key: Key) -> float:
        record = self.records.get(key) or {"score": 0.0}
        return decayed_count(cast("float", record["score"]), self.clock.now())


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_weightiest_of_a_day_counts_once(shop: Shop) -> None:
    shop.report("s", ("p", VIEW), ("p", VIEW), ("p", InteractionKind.ADD_TO_CART))
    assert shop.count("p") == 3
    shop.report("s", ("p", InteractionKind.PURCHASE), ("p", InteractionKind.PURCHASE), ("p", VIEW))
    assert shop.count("p") == 5


def test_next_day_counts_anew(shop: Shop) -> None:
    shop.report("s", ("p", VIEW))
    shop.clock.advance(DAY)
    shop.report("s", ("p", VIEW))
    assert 1.9 < shop.count("p") < 2


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(["p", "q", "r"]), st.sampled_from(list(InteractionKind))),
            min_size=1,
            max_size=6,
        ),
        max_size=6,
    )
)
def test_count_of_a_day_is_the_heaviest_kind_however_events_are_batched(
    batches: list[list[tuple[str, InteractionKind]]],
) -> None:
    shop = Shop()
    for batch in batches:
        shop.report("s", *batch)
    for product_id in "pqr":
        weights = [
            INTERACTION_WEIGHTS[kind] for batch in batches for p, kind in batch if p == product_id
        ]
        assert shop.count(product_id) == pytest.approx(max(weights, default=0.0))


def test_shoppers_count_beside_each_other(shop: Shop) -> None:
    for n in range(30):
        shop.report(f"s{n}", ("p", VIEW))
    assert shop.count("p") == pytest.approx(30)


def test_one_day_of_one_shopper_is_bounded(shop: Shop) -> None:
    events = [(f"p{n}", InteractionKind.ADD_TO_WISHLIST) for n in range(200)]
    assert set(shop.report("s", *events)) == {EventOutcome.ACCEPTED}
    assert shop.total() == pytest.approx(MOST_A_DAY)
    shop.report("s", ("late", VIEW))
    assert shop.count("late") == 0


def test_times_that_an_app_names_do_not_widen_the_bound(shop: Shop) -> None:
    for days in range(100):
        then = shop.clock.now() - timedelta(days=days)
        shop.report("s", *((f"p{n}", VIEW) for n in range(10)), occurred_at=then)
    assert shop.total() <= MOST_A_DAY


def test_program_of_many_events_moves_neither_popularity_nor_leaders(shop: Shop) -> None:
    for n in range(20):
        shop.report(f"shopper-{n}", ("loved", VIEW), ("liked", VIEW))
        shop.report(f"shopper-{n}", ("loved", InteractionKind.PURCHASE))
    for start in range(0, 20_000, 500):
        shop.report("bot", *((f"junk-{n % 3000}", VIEW) for n in range(start, start + 400)))
        shop.report("bot", *[("pushed", InteractionKind.PURCHASE)] * 100)
    assert shop.count("pushed") <= 5
    assert shop.count("loved") == pytest.approx(100)
    assert max(shop.count(f"junk-{n}") for n in range(3000)) <= 1
    leaders = cast("list[str]", (shop.records.get(POPULARITY_LEADERS) or {})["product_ids"])
    assert {"loved", "liked"} <= set(leaders)
    assert len(leaders) <= 2 + MOST_A_DAY


def test_products_of_impressions_count_as_shown_within_a_bound(shop: Shop) -> None:
    def show(event_id: str, *product_ids: str) -> EventOutcome:
        return shop.events.record([ReportedImpression(event_id, "s", product_ids)])[0]

    assert show("i1", "a", "b") is EventOutcome.ACCEPTED
    assert show("i1", "a", "b") is EventOutcome.DUPLICATE
    assert (shop.shown("a"), shop.shown("b")) == (1, 1)
    for n in range(20):
        show(f"more-{n}", *(f"p{m}" for m in range(100)))
    # The second delivery used some of it, too.
    assert sum(shop.shown(f"p{n}") for n in range(100)) == MOST_SHOWN_A_DAY - 4
