"""The lake is the journal, line by line, over every record table and object store there is."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import boto3
import pytest

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.s3.objects import S3ObjectStore
from shopguide.domain.errors import ObjectsUnavailableError
from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.journal import exposure_line, journal_key
from shopguide.domain.money import Money
from shopguide.domain.recommending import Context
from shopguide.events.journal import Journal
from shopguide.events.lake import LakeExport, LakeReport
from shopguide.events.service import EventService
from shopguide.ports.object_store import ObjectInfo, ObjectStore
from shopguide.ports.record_table import RecordTable
from tests.contract.record_tables import ADAPTERS, open_table

DAY = 86_400
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Lake:
    def __init__(self, records: RecordTable, objects: ObjectStore, clock: FixedClock) -> None:
        self.records = records
        self.objects = objects
        self.clock = clock
        self.events = EventService(records, Journal(records), clock)
        self._sent = 0

    def report(self, count: int, shopper_id: str = "s") -> None:
        first = self._sent
        self._sent += count
        self.events.record(
            [
                ReportedInteraction(f"e{n}", shopper_id, InteractionKind.VIEW_ITEM, f"商品-{n % 7}")
                for n in range(first, self._sent)
            ]
        )

    def export(self, objects: ObjectStore | None = None, since_days: int = 400) -> LakeReport:
        return LakeExport(self.records, objects or self.objects, self.clock).export(since_days)

    def files(self) -> dict[str, bytes]:
        return {stored.key: self.read(stored.key) for stored in self.objects.list("lake/")}

    def read(self, key: str) -> bytes:
        with self.objects.open(key) as file:
            return file.read()

    def lines(self) -> list[dict[str, Any]]:
        packed = (body for key, body in self.files().items() if key.endswith(".jsonl.gz"))
        return [json.loads(line) for body in packed for line in gzip.decompress(body).splitlines()]


@pytest.fixture(params=ADAPTERS)
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lake]:
    clock = FixedClock(NOON)
    records = open_table(request, clock, tmp_path)
    yield Lake(records, _objects(request.param, tmp_path), clock)
    records.close()


def _objects(name: str, folder: Path) -> ObjectStore:
    if name == "memory":
        return InMemoryObjectStore()
    if name == "sqlite":
        return FolderObjectStore(folder / "objects")
    client = boto3.client("s3")
    location = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket="shop", CreateBucketConfiguration=location)
    client.close()
    return S3ObjectStore("shop")


def test_every_event_is_one_line_with_all_that_was_said(lake: Lake) -> None:
    value = Money(Decimal("59.90"), "EUR")
    context = Context(device="mobile", hour=0, country="DE")
    bought = ReportedInteraction(
        "e1", "s", InteractionKind.PURCHASE, "耳机-1", NOON, "r1", value, context
    )
    shown = ReportedImpression("e2", "s", ("b", "a"), "r1", "home", NOON, context)
    bare = ReportedInteraction("e3", "s", InteractionKind.DISMISS, "a")
    lake.events.record([bought, shown, bare, bought])
    lake.export()
    common = {"shopper_id": "s", "occurred_at": "2026-06-01T12:00:00.000000Z"}
    where = {"device": "mobile", "hour": 0, "country": "DE", "ranking_id": "r1"}
    assert sorted(lake.lines(), key=lambda line: line["event_id"]) == [
        common
        | where
        | {"type": "interaction", "event_id": "e1", "kind": "purchase", "product_id": "耳机-1"}
        | {"value": 59.9, "currency": "EUR"},
        common
        | where
        | {"type": "impression", "event_id": "e2", "product_ids": ["b", "a"], "scene": "home"},
        common | {"type": "interaction", "event_id": "e3", "kind": "dismiss", "product_id": "a"},
    ]


def test_a_line_of_another_s_is_exported_with_the_others(lake: Lake) -> None:
    journal = Journal(lake.records)
    journal.open_day(NOON)
    line = exposure_line("x1", "s", "blend", "b", NOON)
    lake.records.write_groups([[journal.put("x1", line, NOON)]])
    lake.export()
    assert lake.lines() == [line]


def test_today_grows_and_a_day_that_is_over_is_written_once(lake: Lake) -> None:
    lake.report(30)
    first = lake.export()
    assert (first.days, first.lines) == (("2026-06-01",), 30)
    assert first.bytes == sum(map(len, lake.files().values()))
    lake.report(20)
    assert lake.export().lines == 50
    assert "lake/day=2026-06-01/_SUCCESS" not in lake.files()
    lake.clock.advance(DAY)
    lake.report(5)
    assert lake.export().days == ("2026-06-01", "2026-06-02")
    assert json.loads(lake.read("lake/day=2026-06-01/_SUCCESS"))["lines"] == 50
    again = lake.export()
    assert (again.days, again.lines) == (("2026-06-02",), 5)
    assert sorted(line["event_id"] for line in lake.lines()) == sorted(f"e{n}" for n in range(55))


def test_same_journal_gives_the_same_bytes(lake: Lake) -> None:
    lake.report(40)
    first = lake.export()
    files = lake.files()
    lake.clock.advance(60)
    assert lake.export() == first
    assert lake.files() == files


def test_day_is_open_until_late_writes_have_come_in(lake: Lake) -> None:
    lake.report(1)
    lake.clock.advance(DAY / 2 + 60)  # a minute after midnight
    lake.export()
    slow = journal_key("slow", NOON + timedelta(hours=11))
    lake.records.put(slow, {"type": "interaction", "event_id": "slow"})
    lake.clock.advance(15 * 60)
    lake.export()
    assert {line["event_id"] for line in lake.lines()} == {"e0", "slow"}
    assert lake.export() == LakeReport()


def test_nothing_reported_is_nothing_written(lake: Lake) -> None:
    assert lake.export() == LakeReport()
    assert lake.files() == {}


class DyingStore:
    """An object store that takes so many objects and then answers no more."""

    def __init__(self, objects: ObjectStore, puts: int) -> None:
        self._objects = objects
        self._puts = puts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._objects, name)

    def put(self, key: str, body: BinaryIO | bytes) -> ObjectInfo:
        if self._puts == 0:
            raise ObjectsUnavailableError("gone")
        self._puts -= 1
        return self._objects.put(key, body)


def test_export_that_dies_at_any_file_leaves_whole_files_and_the_next_one_finishes(
    lake: Lake,
) -> None:
    lake.report(30)
    lake.clock.advance(DAY)
    died = 0
    for puts in range(20):
        try:
            lake.export(DyingStore(lake.objects, puts))
        except ObjectsUnavailableError:
            died += 1
            ids = [line["event_id"] for line in lake.lines()]  # each file can be read to its end
            assert len(ids) == len(set(ids)) <= 30
            assert "lake/day=2026-06-01/_SUCCESS" not in lake.files()
        else:
            break
    assert died > 3
    assert sorted(line["event_id"] for line in lake.lines()) == sorted(f"e{n}" for n in range(30))


def test_old_days_leave_the_lake_when_histories_do(lake: Lake) -> None:
    lake.report(3)
    lake.clock.advance(DAY)
    lake.export()
    lake.clock.advance(399 * DAY)
    lake.report(1)
    lake.export()
    assert {key.split("/")[1] for key in lake.files()} == {"day=2026-06-01", "day=2027-07-06"}
    lake.clock.advance(DAY)
    lake.export()
    assert {key.split("/")[1] for key in lake.files()} == {"day=2027-07-06"}


def test_only_so_many_days_back_are_written(lake: Lake) -> None:
    lake.report(3)
    lake.clock.advance(10 * DAY)
    lake.report(1)
    assert lake.export(since_days=5).days == ("2026-06-11",)
    assert lake.export().days == ("2026-06-01", "2026-06-11")
