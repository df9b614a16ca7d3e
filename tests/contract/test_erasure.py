"""A forgotten shopper is gone from every record at once, and from journal and lake by the sweep."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.chat.conversations import Conversations
from shopguide.chat.state import ConversationState
from shopguide.chat.turn import TurnReply
from shopguide.domain.errors import ConversationNotFoundError, ObjectsUnavailableError
from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.record_key import (
    ERASURES,
    LIVE_SIGNALS,
    dismissed_partition,
    history_partition,
    interests_key,
    like_minded_key,
)
from shopguide.domain.signals import LiveSignals, live_signals_to_json
from shopguide.events.erasure import Erasures
from shopguide.events.interests import InterestService
from shopguide.events.journal import Journal
from shopguide.events.journal_sweep import JournalSweep, SweepReport
from shopguide.events.lake import LakeExport
from shopguide.events.service import EventService
from shopguide.ports.object_store import ObjectInfo, ObjectStore
from shopguide.ports.record_table import RecordTable
from tests.contract.record_tables import ADAPTERS, open_table

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = 86_400
WHO, OTHER = "anna#1 安娜", "anna#1"


class Shop:
    def __init__(self, records: RecordTable, clock: FixedClock) -> None:
        self.records = records
        self.clock = clock
        self.objects = InMemoryObjectStore()
        self.events = EventService(records, Journal(records), clock)
        self.interests = InterestService(records, clock)
        self.conversations = Conversations(records, clock, _no_turn)
        self.erasures = Erasures(records, clock)
        self._sent = 0

    def act(self, shopper_id: str, count: int = 3) -> None:
        """Views, a dismissal and an impression."""
        kinds = [InteractionKind.VIEW_ITEM] * count + [InteractionKind.DISMISS]
        for kind in kinds:
            self._sent += 1
            self.events.record(
                [
                    ReportedInteraction(f"e{self._sent}", shopper_id, kind, f"p{self._sent}"),
                    ReportedImpression(f"i{self._sent}", shopper_id, (f"p{self._sent}",), "home"),
                ]
            )

    def export(self) -> None:
        LakeExport(self.records, self.objects, self.clock).export()

    def sweep(self, objects: ObjectStore | None = None) -> SweepReport:
        place = objects or self.objects
        return JournalSweep(self.records, place, self.clock, self.erasures).sweep()

    def lines_of(self, shopper_id: str) -> list[dict[str, Any]]:
        return [line for line in self.lake() if line["shopper_id"] == shopper_id]

    def lake(self) -> list[dict[str, Any]]:
        found = []
        for stored in self.objects.list("lake/"):
            if stored.key.endswith(".jsonl.gz"):
                with self.objects.open(stored.key) as file:
                    found += [
                        json.loads(line) for line in gzip.decompress(file.read()).splitlines()
                    ]
        return found


def _no_turn(state: ConversationState, text: str, shopper_id: str) -> TurnReply:
    raise AssertionError("nothing is said here")


@pytest.fixture(params=ADAPTERS)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    clock = FixedClock(NOON)
    records = open_table(request, clock, tmp_path)
    yield Shop(records, clock)
    records.close()


def test_nothing_that_answers_a_request_knows_the_shopper_any_more(shop: Shop) -> None:
    for who in (WHO, OTHER):
        shop.act(who)
        shop.interests.declare(who, ["咖啡"])
        shop.records.put(like_minded_key("v1", who), {"products": ["p1"], "scores": [1.0]})
    live = LiveSignals("v2", NOON.isoformat(), previous="v1")
    shop.records.put(LIVE_SIGNALS, live_signals_to_json(live))
    talks = {who: shop.conversations.begin(who).conversation_id for who in (WHO, OTHER)}
    shop.erasures.erase(WHO)
    for partition in (history_partition, dismissed_partition):
        assert list(shop.records.query(partition(WHO))) == []
        assert list(shop.records.query(partition(OTHER))) != []
    for key in (interests_key, lambda who: like_minded_key("v1", who)):
        assert shop.records.get(key(WHO)) is None
        assert shop.records.get(key(OTHER)) is not None
    with pytest.raises(ConversationNotFoundError):
        shop.conversations.find(talks[WHO], WHO)
    assert shop.conversations.find(talks[OTHER], OTHER)


def test_what_was_reported_by_a_clock_that_is_ahead_is_forgotten_too(shop: Shop) -> None:
    soon = shop.clock.now() + timedelta(minutes=4)
    for kind in (InteractionKind.VIEW_ITEM, InteractionKind.DISMISS):
        shop.events.record([ReportedInteraction(kind.value, WHO, kind, "p1", soon)])
    shop.erasures.erase(WHO)
    for partition in (history_partition, dismissed_partition):
        assert list(shop.records.query(partition(WHO))) == []


def test_sweep_takes_the_shopper_out_of_days_that_are_closed_and_out_of_today(shop: Shop) -> None:
    for _ in range(2):
        shop.act(WHO)
        shop.act(OTHER)
        shop.clock.advance(DAY)
    shop.act(WHO)
    shop.act(OTHER)
    shop.export()
    others = len(shop.lines_of(OTHER))
    shop.erasures.erase(WHO)
    shop.clock.advance(3600)
    report = shop.sweep()
    assert (report.shoppers, report.lines) == (1, 24)
    assert shop.lines_of(WHO) == []
    assert len(shop.lines_of(OTHER)) == others == 24
    assert list(shop.records.query(ERASURES)) == []
    shop.clock.advance(DAY)
    shop.export()
    assert shop.lines_of(WHO) == []
    assert shop.sweep() == SweepReport()


def test_closed_day_says_how_many_lines_are_left(shop: Shop) -> None:
    shop.act(WHO)
    shop.act(OTHER)
    shop.clock.advance(DAY)
    shop.export()
    shop.erasures.erase(WHO)
    shop.clock.advance(3600)
    shop.sweep()
    with shop.objects.open("lake/day=2026-06-01/_SUCCESS") as file:
        told = json.load(file)
    parts = [stored for stored in shop.objects.list("lake/") if "part" in stored.key]
    assert told == {"lines": 8, "bytes": sum(stored.size for stored in parts)}


def test_what_the_shopper_does_after_asking_is_new_and_stays(shop: Shop) -> None:
    shop.act(WHO)
    shop.erasures.erase(WHO)
    shop.clock.advance(1)
    shop.act(WHO, count=1)
    shop.interests.declare(WHO, ["茶"])
    shop.clock.advance(3600)
    shop.export()
    shop.sweep()
    assert len(shop.lines_of(WHO)) == 4
    assert len(list(shop.records.query(history_partition(WHO)))) == 1
    assert len(list(shop.records.query(dismissed_partition(WHO)))) == 1
    assert shop.interests.of(WHO) == ["茶"]


def test_wish_waits_until_no_write_from_before_it_may_still_come(shop: Shop) -> None:
    shop.act(WHO)
    shop.erasures.erase(WHO)
    shop.clock.advance(timedelta(minutes=14).total_seconds())
    assert shop.sweep() == SweepReport()
    shop.clock.advance(60)
    assert shop.sweep().shoppers == 1


def test_sweep_that_dies_is_completed_by_the_next(shop: Shop) -> None:
    shop.act(WHO, count=8)
    shop.act(OTHER)
    shop.clock.advance(DAY)
    shop.export()
    shop.erasures.erase(WHO)
    shop.clock.advance(3600)
    for writes in range(40):
        try:
            shop.sweep(DyingStore(shop.objects, writes))
            break
        except ObjectsUnavailableError:
            assert list(shop.records.query(ERASURES)) != []
    assert shop.lines_of(WHO) == []
    assert len(shop.lines_of(OTHER)) == 8
    assert list(shop.records.query(ERASURES)) == []


def test_damaged_file_of_the_lake_is_written_anew(shop: Shop) -> None:
    shop.act(WHO)
    shop.act(OTHER)
    shop.clock.advance(DAY)
    shop.export()
    parts = [stored.key for stored in shop.objects.list("lake/") if "part" in stored.key]
    shop.objects.put(parts[0], b"no gzip")
    shop.erasures.erase(WHO)
    shop.clock.advance(3600)
    shop.sweep()
    assert shop.lines_of(WHO) == []
    assert len(shop.lines_of(OTHER)) == 8


class DyingStore:
    """Does not answer any more after so many writes."""

    def __init__(self, objects: ObjectStore, writes: int) -> None:
        self._objects = objects
        self._left = writes

    def put(self, key: str, body: BinaryIO | bytes) -> ObjectInfo:
        self._take()
        return self._objects.put(key, body)

    def delete(self, key: str) -> None:
        self._take()
        self._objects.delete(key)

    def open(self, key: str, *, if_match: str | None = None) -> BinaryIO:
        return self._objects.open(key, if_match=if_match)

    def head(self, key: str) -> ObjectInfo:
        return self._objects.head(key)

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        return self._objects.list(prefix)

    def _take(self) -> None:
        if not self._left:
            raise ObjectsUnavailableError("The store died.")
        self._left -= 1
