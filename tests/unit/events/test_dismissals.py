"""What a shopper turned down stays away for good, until the shopper takes it back."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.dismissal import MAX_DISMISSALS, dismissal_key
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.record_key import POPULARITY_LEADERS, history_partition, popularity_key
from shopguide.events.dismissals import Dismissals
from shopguide.events.journal import Journal
from shopguide.events.service import EventOutcome, EventService

DAY = 86_400
ACCEPTED = EventOutcome.ACCEPTED


class Shop:
    def __init__(self) -> None:
        self.clock = FixedClock(datetime(2026, 6, 1, 12, tzinfo=UTC))
        self.records = InMemoryRecordTable(self.clock)
        self.events = EventService(self.records, Journal(self.records), self.clock)
        self.dismissals = Dismissals(self.records)
        self._sent = 0

    def report(
        self, kind: str, *product_ids: str, shopper_id: str = "s", **more: object
    ) -> Sequence[EventOutcome]:
        reports = []
        for product_id in product_ids:
            self._sent += 1
            event = (f"e{self._sent}", shopper_id, InteractionKind(kind), product_id)
            reports.append(ReportedInteraction(*event, **more))  # type: ignore[arg-type]
        return self.events.record(reports)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_dismissal_is_known_at_once_and_to_its_shopper_alone(shop: Shop) -> None:
    assert shop.report("dismiss", "p", "耳机-1") == [ACCEPTED] * 2
    assert shop.dismissals.of("s") == ["p", "耳机-1"]
    assert shop.dismissals.of("another") == []


def test_dismissal_outlives_the_history(shop: Shop) -> None:
    shop.report("view_item", "p")
    shop.report("dismiss", "p")
    shop.clock.advance(3 * 401 * DAY)
    shop.report("view_item", *(f"q{n}" for n in range(200)))
    assert shop.dismissals.of("s") == ["p"]


def test_repeated_dismissal_changes_nothing(shop: Shop) -> None:
    shop.report("dismiss", "p")
    key = dismissal_key("s", "p")
    before = shop.records.get(key)
    shop.clock.advance(DAY)
    assert shop.report("dismiss", "p", "p") == [ACCEPTED] * 2
    assert shop.records.get(key) == before


def test_late_dismissal_counts_whatever_came_before_or_after(shop: Shop) -> None:
    shop.report("purchase", "p")
    long_ago = shop.clock.now() - timedelta(days=300)
    shop.report("dismiss", "p", occurred_at=long_ago)
    shop.report("purchase", "p")
    assert shop.dismissals.of("s") == ["p"]


def test_dismissal_is_no_taste_and_moves_no_popularity(shop: Shop) -> None:
    shop.report("dismiss", "p")
    assert list(shop.records.query(history_partition("s"))) == []
    assert shop.records.get(popularity_key("p")) is None
    assert shop.records.get(POPULARITY_LEADERS) is None


def test_product_that_was_taken_back_is_turned_down_no_more(shop: Shop) -> None:
    shop.report("dismiss", "p", "q")
    shop.dismissals.take_back("s", "p")
    shop.dismissals.take_back("s", "never turned down")
    assert shop.dismissals.of("s") == ["q"]


def test_second_delivery_does_not_bring_back_what_was_taken_back(shop: Shop) -> None:
    event = ReportedInteraction("e", "s", InteractionKind.DISMISS, "p")
    shop.events.record([event])
    shop.dismissals.take_back("s", "p")
    assert shop.events.record([event]) == [EventOutcome.DUPLICATE]
    assert shop.dismissals.of("s") == []


def test_dismissals_of_one_shopper_are_bounded(shop: Shop) -> None:
    most = [f"p{n:04d}" for n in range(MAX_DISMISSALS)]
    assert set(shop.report("dismiss", *most)) == {ACCEPTED}
    assert shop.report("dismiss", "one more", most[0]) == [
        EventOutcome.TOO_MANY_DISMISSALS,
        ACCEPTED,
    ]
    assert shop.dismissals.of("s") == most
    assert shop.report("dismiss", "one more", shopper_id="another") == [ACCEPTED]
    shop.dismissals.take_back("s", most[7])
    assert shop.report("dismiss", "one more") == [ACCEPTED]


def test_bound_holds_inside_one_batch(shop: Shop) -> None:
    outcomes = shop.report("dismiss", *(f"p{n}" for n in range(MAX_DISMISSALS + 3)))
    assert outcomes == [ACCEPTED] * MAX_DISMISSALS + [EventOutcome.TOO_MANY_DISMISSALS] * 3
