"""Speed and memory of the copy from the journal into the lake.

    python -m tests.benchmarks.lake_export [--lines 1000000] [--days 30] [--json]

Fills the journal of a SQLite file with interactions and impressions of as many days, exports them
into a folder, and exports again when nothing has changed. Memory is what the export adds to the
peak of the process.
"""

import argparse
import gzip
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.sqlite.records import SqliteRecordTable
from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import Interaction, InteractionKind
from shopguide.domain.journal import LAKE, impression_line, interaction_line
from shopguide.domain.json_value import JsonObject
from shopguide.domain.recommending import Context
from shopguide.events.journal import Journal
from shopguide.events.lake import LakeExport
from shopguide.ports.record_table import Put

TODAY = datetime(2026, 6, 30, 12, tzinfo=UTC)
SEED = 7
_AT_ONCE = 5_000


def main() -> None:
    """Fill, export, export again, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shopguide-lake-") as folder:
        figures = _measure(Path(folder), options.lines, options.days)
    if options.json:
        json.dump(figures, sys.stdout, indent=2)
        return
    for name, figure in figures.items():
        print(f"{name:40s} {figure:12,.2f}")


def _measure(folder: Path, lines: int, days: int) -> dict[str, float]:
    records = SqliteRecordTable(folder / "records.sqlite", FixedClock(TODAY))
    _fill(records, lines, days)
    objects = FolderObjectStore(folder / "objects")
    export = LakeExport(records, objects, FixedClock(TODAY))
    memory = _peak_mb()
    began = time.perf_counter()
    report = export.export()
    seconds = time.perf_counter() - began
    figures = {
        "lines of the journal": float(lines),
        "export s": seconds,
        "lines/s": report.lines / seconds,
        "MB of the lake": report.bytes / 1e6,
        "MB of memory that the export added": _peak_mb() - memory,
    }
    began = time.perf_counter()
    export.export()
    figures["export again, only today is open, s"] = time.perf_counter() - began
    stored = [folder / "objects" / each.key for each in objects.list(LAKE)]
    found = sum(_lines(file) for file in stored if file.suffix == ".gz")
    records.close()
    if not report.lines == found == lines:
        sys.exit(f"{lines:,} lines were reported, {report.lines:,} exported, {found:,} found.")
    return figures


def _fill(records: SqliteRecordTable, lines: int, days: int) -> None:
    journal = Journal(records)
    for back in range(days):
        journal.open_day(TODAY - timedelta(days=back))
    writes = _writes(journal, lines, days)
    while batch := [[put] for put in islice(writes, _AT_ONCE)]:
        records.write_groups(batch)


def _writes(journal: Journal, lines: int, days: int) -> Iterator[Put]:
    draw = random.Random(SEED)
    for number in range(lines):
        received = TODAY - timedelta(seconds=draw.randrange(days * 86_400 - 86_400 // 2))
        event_id = f"{draw.getrandbits(128):032x}"
        yield journal.put(event_id, _line(draw, number, event_id, received), received)


def _line(draw: random.Random, number: int, event_id: str, received: datetime) -> JsonObject:
    shopper_id = f"session-{draw.randrange(100_000):08x}"
    context = Context("mobile", received.hour, "DE")
    if number % 10 == 0:
        shown = tuple(f"product-{draw.randrange(20_000)}" for _ in range(20))
        impression = ReportedImpression(event_id, shopper_id, shown, f"r{number}", "home")
        return impression_line(impression, received)
    product_id = f"product-{draw.randrange(20_000)}"
    kind = draw.choice(list(InteractionKind))
    return interaction_line(
        Interaction(event_id, shopper_id, kind, product_id, received, context=context)
    )


def _lines(file: Path) -> int:
    with gzip.open(file) as stream:
        return sum(1 for _ in stream)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
