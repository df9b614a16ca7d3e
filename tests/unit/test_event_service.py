"""Events are recorded once, in full or not at all, and popularity follows."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.interaction import InteractionKind, ReportedInteraction, seen_product
from shopguide.domain.popularity import decayed_count
from shopguide.domain.record_key import (
    POPULARITY_LEADERS,
    history_partition,
    popularity_key,
)
from shopguide.events.journal import Journal
from shopguide.events.service import EventOutcome, EventService

DAY = 86_400


class Shop:
    def __init__(self) -> None:
        self.clock = FixedClock(datetime(2026, 6, 1, 12, tzinfo=UTC))
        self.records = InMemoryRecordTable(self.clock)
        self.events = EventService(self.records, Journal(self.records), self.clock)

    def history(self, shopper_id: str) -> list[str]:
        rows = self.records.query(history_partition(shopper_id), newest_first=True)
        return [seen_product(record)[0] for _, record in rows]

    def count(self, product_id: str) -> float:
        record = self.records.get(popularity_key(product_id)) or {"score": 0.0}
        return decayed_count(float(record["score"]), self.clock.now())  # type: ignore[arg-type]

    def leaders(self) -> list[str]:
        return list((self.records.get(POPULARITY_LEADERS) or {}).get("product_ids", []))  # type: ignore[arg-type]


@pytest.fixture
def shop() -> Shop:
    return Shop()


def view(event_id: str, product_id: str = "p", **more: object) -> ReportedInteraction:
    values = {"shopper_id": "s", "kind": InteractionKind.VIEW_ITEM, **more}
    return ReportedInteraction(event_id, product_id=product_id, **values)  # type: ignore[arg-type]


def test_event_is_in_history_and_popularity_at_once(shop: Shop) -> None:
    assert shop.events.record([view("e1")]) == [EventOutcome.ACCEPTED]
    assert shop.history("s") == ["p"]
    assert shop.count("p") == 1
    assert shop.leaders() == ["p"]


def test_second_delivery_changes_nothing(shop: Shop) -> None:
    shop.events.record([view("e1")])
    assert shop.events.record([view("e1"), view("e1")]) == [EventOutcome.DUPLICATE] * 2
    assert shop.history("s") == ["p"]
    assert shop.count("p") == 1


def test_same_event_twice_in_one_batch_counts_once(shop: Shop) -> None:
    outcomes = shop.events.record([view("e1"), view("e2", "q"), view("e1")])
    assert outcomes == [EventOutcome.ACCEPTED, EventOutcome.ACCEPTED, EventOutcome.DUPLICATE]
    assert shop.count("p") == 1


def test_purchase_weighs_more_than_a_view(shop: Shop) -> None:
    shop.events.record([view("e1", "a"), view("e2", "b", kind=InteractionKind.PURCHASE)])
    assert shop.count("b") == 5 * shop.count("a")


@pytest.mark.parametrize(
    ("age", "outcome"),
    [
        (timedelta(minutes=-6), EventOutcome.TIMESTAMP_IN_FUTURE),
        (timedelta(minutes=-5), EventOutcome.ACCEPTED),
        (timedelta(days=399), EventOutcome.ACCEPTED),
        (timedelta(days=401), EventOutcome.TIMESTAMP_TOO_OLD),
    ],
)
def test_time_of_an_event_is_bounded(shop: Shop, age: timedelta, outcome: EventOutcome) -> None:
    event = view("e1", occurred_at=shop.clock.now() - age)
    assert shop.events.record([event, view("e2", "q")]) == [outcome, EventOutcome.ACCEPTED]


@pytest.mark.parametrize("hours", [-14, 14])
@pytest.mark.parametrize("year", [1, 9999])
def test_ends_of_the_calendar_are_refused_and_do_not_overflow(
    shop: Shop, year: int, hours: int
) -> None:
    zone = timezone(timedelta(hours=hours))
    month, day = (1, 1) if year == 1 else (12, 31)
    [outcome] = shop.events.record(
        [view("e1", occurred_at=datetime(year, month, day, tzinfo=zone))]
    )
    assert outcome in (EventOutcome.TIMESTAMP_TOO_OLD, EventOutcome.TIMESTAMP_IN_FUTURE)


def test_history_is_sorted_by_when_it_happened_not_by_when_it_came(shop: Shop) -> None:
    now = shop.clock.now()
    shop.events.record([view("e1", "new", occurred_at=now)])
    shop.events.record([view("e2", "old", occurred_at=now - timedelta(days=1))])
    assert shop.history("s") == ["new", "old"]


def test_marker_is_forgotten_after_30_days_and_history_after_400(shop: Shop) -> None:
    shop.events.record([view("e1")])
    shop.clock.advance(31 * DAY)
    assert shop.events.record([view("e1")]) == [EventOutcome.ACCEPTED]
    assert len(shop.history("s")) == 2
    shop.clock.advance(400 * DAY)
    assert shop.history("s") == []


def test_no_event_writes_nothing(shop: Shop) -> None:
    assert shop.events.record([]) == []
    assert shop.leaders() == []
