"""What an app reports is journaled, exported and counted: the batch reads what the lake writes."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.recommending import Context
from shopguide.events.journal import Journal
from shopguide.events.lake import LakeExport
from shopguide.events.service import EventService
from training.signals.batch import make_signals
from training.signals.settings import SignalSettings

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CONTEXT = Context("mobile", 20, "CN")


def reported(shopper: str, *products: str) -> list[ReportedInteraction]:
    """One thing done with each product, ten seconds after the other, bought at last."""
    kinds = [InteractionKind.VIEW_ITEM] * (len(products) - 1) + [InteractionKind.PURCHASE]
    return [
        ReportedInteraction(
            f"{shopper}-{number}",
            shopper,
            kind,
            product,
            NOON - timedelta(minutes=10) + timedelta(seconds=10 * number),
            context=CONTEXT,
        )
        for number, (kind, product) in enumerate(zip(kinds, products, strict=True))
    ]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of a version."""
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_reported_events_become_signals(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    records = InMemoryRecordTable(clock)
    events = EventService(records, Journal(records), clock)
    events.record([*reported("anna", "手机/1", "手机壳"), *reported("ben", "手机/1", "充电器")])
    events.record([ReportedImpression("shown", "anna", ("手机/1", "充电器"))])
    LakeExport(records, FolderObjectStore(tmp_path / "objects"), clock).export()
    lake = next(path for path in tmp_path.rglob("lake") if path.is_dir())

    made = make_signals(lake, tmp_path / "signals", SignalSettings(factors=2), now=NOON)

    assert (made.manifest["interactions"], made.manifest["shoppers"]) == (4, 2)
    assert not any(made.manifest["left_out"].values())  # type: ignore[union-attr]
    neighbours = read_lines(made.folder / "neighbours.jsonl.gz")
    followed = {each["product_id"]: dict(each["followed"]) for each in neighbours}
    assert set(followed["手机/1"]) == {"手机壳", "充电器"}
    segments = {each["segment"] for each in read_lines(made.folder / "trending.jsonl.gz")}
    assert segments == {"all", "device:mobile", "daypart:evening", "country:CN"}
