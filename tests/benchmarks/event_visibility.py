"""How soon an event counts, and what a program that sends 100,000 of them does to the others.

    python -m tests.benchmarks.event_visibility [--rounds 300] [--robot 100000] [--json]

Over HTTP, on the sample shop: a shopper's first recommendation is viewed or turned down, and must
be gone from the next answer; printed is the event until it is accepted, and the recommendations
before and after. In the process: one event until a read of the history has it, which is all that
stands between an app and its next request, first alone and then after a robot's events, whose
share of popularity is printed beside a shopper's.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

import httpx

from shopguide.adapters.sqlite.records import SqliteRecordTable
from shopguide.adapters.system.clock import SystemClock
from shopguide.domain.interaction import InteractionKind, ReportedInteraction, seen_product
from shopguide.domain.popularity import decayed_count
from shopguide.domain.record_key import Key, history_partition, popularity_key
from shopguide.events.journal import Journal
from shopguide.events.service import EventService
from tests.benchmarks.served_shop import serve
from training.evaluate.metrics import percentile

HISTORY = 50
BATCH = 500
_READ = 500
"""Newest interactions that a recommendation reads."""

Figures = dict[str, float]


def main() -> None:
    """Measure over HTTP and in the process, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--robot", type=int, default=100_000, help="events of the robot")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options = parser.parse_args()
    figures = _over_http(options.rounds) | _in_process(options.rounds, options.robot)
    if options.json:
        json.dump(figures, sys.stdout, indent=2)
        return
    for name, figure in figures.items():
        print(f"{name:58s} {figure:10.2f}")


def _over_http(rounds: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder, serve() as shop:
        command = [sys.executable, "-m", "infra.local", "sample", folder]
        subprocess.run(command, check=True, capture_output=True)
        shop.upload(Path(folder) / "products.csv", "products")
        shop.wait_for_words()
        begun = _begin_history(shop.client)
        return {
            name: figure
            for kind in ("view_item", "dismiss")
            for name, figure in _react(shop.client, begun, kind, rounds // 2).items()
        }


def _begin_history(client: httpx.Client) -> str:
    """A shopper with `HISTORY` interactions."""
    shopper_id = str(uuid4())
    found = client.get("/v1/search", params={"q": "wireless", "limit": HISTORY}).json()["hits"]
    products = [hit["product"]["product_id"] for hit in found]
    _post(client, [_event(shopper_id, product_id) for product_id in products])
    return shopper_id


def _react(client: httpx.Client, shopper_id: str, kind: str, rounds: int) -> Figures:
    """The shopper reacts to what is shown first, again and again; each must be gone at once."""
    before, accepted, after = [], [], []
    stale = 0
    for _ in range(rounds):
        shown, took = _recommended(client, shopper_id)
        before.append(took)
        if not shown:
            break
        began = time.perf_counter()
        _post(client, [_event(shopper_id, shown[0], kind)])
        accepted.append(_since(began))
        now_shown, took = _recommended(client, shopper_id)
        after.append(took)
        stale += shown[0] in now_shown
    return {
        **_percentiles(f"{kind}, over HTTP, until accepted", accepted),
        **_percentiles(f"{kind}: recommendations before", before),
        **_percentiles(f"{kind}: recommendations after", after),
        f"{kind}: still shown afterwards, of {len(after)}": float(stale),
    }


def _recommended(client: httpx.Client, shopper_id: str) -> tuple[list[str], float]:
    began = time.perf_counter()
    answer = client.get("/v1/recommendations", params={"shopper_id": shopper_id, "limit": 20})
    took = _since(began)
    hits = answer.raise_for_status().json()["hits"]
    return [hit["product"]["product_id"] for hit in hits], took


def _event(shopper_id: str, product_id: str, kind: str = "view_item") -> dict[str, str]:
    event = {"event_id": str(uuid4()), "event_name": kind}
    return event | {"shopper_id": shopper_id, "product_id": product_id}


def _post(client: httpx.Client, events: list[dict[str, str]]) -> None:
    receipt = client.post("/v1/events", json={"events": events}).raise_for_status().json()
    if receipt["rejected"]:
        sys.exit(f"Events were rejected: {receipt['rejected'][0]}")


def _in_process(rounds: int, robot_events: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="shopguide-events-") as folder:
        records = SqliteRecordTable(Path(folder) / "records.sqlite", SystemClock())
        events = EventService(records, Journal(records), SystemClock())
        numbers = count()
        figures = _percentiles("one commit alone, on this disk", _commits(records, rounds))
        figures |= _percentiles(
            "one event until it is read", _seen(records, events, numbers, rounds)
        )
        began = time.perf_counter()
        for batch in _robot(robot_events):
            events.record(batch)
        name = f"robot: {robot_events:,} interactions"
        figures[f"{name}, events/s"] = robot_events / (time.perf_counter() - began)
        figures[f"{name}, count of the product it pushes"] = _popularity(records, "pushed")
        figures |= _percentiles(
            "one event until it is read, after the robot", _seen(records, events, numbers, rounds)
        )
        records.close()
        return figures


def _seen(
    records: SqliteRecordTable, events: EventService, numbers: Iterator[int], rounds: int
) -> list[float]:
    """Milliseconds from an event to a history that has it, of shoppers one after the other."""
    times = []
    for _ in range(rounds):
        number = next(numbers)
        shopper_id, product_id = f"s{number // HISTORY}", f"p{number}"
        event = ReportedInteraction(str(uuid4()), shopper_id, InteractionKind.VIEW_ITEM, product_id)
        began = time.perf_counter()
        events.record([event])
        rows = records.query(history_partition(shopper_id), newest_first=True, limit=_READ)
        known = [seen_product(record)[0] for _, record in rows]
        times.append(_since(began))
        if known[0] != product_id:
            sys.exit("The newest event is not the first of its history.")
    return times


def _commits(records: SqliteRecordTable, rounds: int) -> list[float]:
    """Milliseconds of the least that is durable; what an event takes beyond it is ours."""
    times = []
    for number in range(rounds):
        began = time.perf_counter()
        records.put(Key("commit", str(number)), {})
        times.append(_since(began))
    return times


def _robot(number: int) -> Iterator[list[ReportedInteraction]]:
    """Half of them buy one product, the others view many."""
    for start in range(0, number, BATCH):
        yield [
            ReportedInteraction(f"robot-{n}", "robot", InteractionKind.PURCHASE, "pushed")
            if n % 2
            else ReportedInteraction(f"robot-{n}", "robot", InteractionKind.VIEW_ITEM, f"p{n}")
            for n in range(start, min(start + BATCH, number))
        ]


def _popularity(records: SqliteRecordTable, product_id: str) -> float:
    record = records.get(popularity_key(product_id)) or {}
    return decayed_count(float(str(record.get("score", 0.0))), SystemClock().now())


def _percentiles(name: str, times: list[float]) -> Figures:
    return {f"{name}, p50 ms": percentile(times, 0.5), f"{name}, p95 ms": percentile(times, 0.95)}


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
