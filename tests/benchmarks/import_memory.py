"""How fast a catalogue file is read, validated and compared, and that memory stays flat.

    python tests/benchmarks/import_memory.py --rows 20000 500000

Each size runs in a process of its own, through the import service over the folder and SQLite
adapters: a first file (every row added), then the same file with one row in a hundred changed.
No encoder and no index take part: batches are made, stored and queued, and the import is published
as if they had been indexed. Rates are of wall time and, beside it, of CPU time, which other work on
the machine does not change.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.adapters.sqlite.queue import SqliteWorkQueue
from shopguide.adapters.sqlite.records import SqliteRecordTable
from shopguide.adapters.system.clock import SystemClock
from shopguide.catalog.service import CatalogImportService, ImportLimits
from shopguide.domain.upload import Upload
from shopguide.indexing.publication import Publication

KEY = "catalog/products/generated.csv"
HEADER = "id,title,description,brand,product_type,price,availability,link,gtin,color,weight\n"
WORDS = (
    "wireless portable stainless ergonomic foldable waterproof organic classic slim heavy-duty "
    "speaker kettle chair lamp jacket bottle keyboard backpack drill pillow 耳机 水杯 台灯 外套"
).split()


def main() -> None:
    """Run each size in a process of its own and print what it measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 500_000])
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure)))
        return
    columns = ("rows", "file MB", "first: rows/s", "of CPU", "1% changed: rows/s", "of CPU")
    print(*(f"{name:>18}" for name in (*columns, "peak RSS MB", "over baseline MB")))
    for rows in arguments.rows:
        command = [sys.executable, __file__, "--measure", str(rows)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
        figures = (rows, *found["figures"], found["peak_mb"] - found["baseline_mb"])
        print(*(f"{figure:>18,.0f}" for figure in figures))


def measure(rows: int) -> dict[str, Any]:
    """Import a file of `rows` rows, then the same with 1% changed; rates, and peak RSS in MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock = SystemClock()
        objects = FolderObjectStore(folder / "objects")
        records = SqliteRecordTable(folder / "records.sqlite", clock)
        service = CatalogImportService(
            objects=objects,
            records=records,
            index_queue=SqliteWorkQueue(folder / "queue.sqlite", "index", clock),
            import_queue=SqliteWorkQueue(folder / "queue.sqlite", "import", clock),
            clock=clock,
            limits=ImportLimits(),
        )
        baseline = peak_mb()
        rates: list[float] = []
        for turn, changed in enumerate((0.0, 0.01), 1):
            path = folder / "generated.csv"
            with path.open("w", encoding="utf-8") as file:
                file.writelines(lines(rows, changed))
            with path.open("rb") as source:
                stored = objects.put(KEY, source)
            started, cpu_started = time.perf_counter(), time.process_time()
            record = service.run(Upload(KEY, stored.etag, f"{turn:04X}"))
            rates.append(rows / (time.perf_counter() - started))
            rates.append(rows / (time.process_time() - cpu_started))
            Publication(objects, records, clock).publish(record, "products")
        figures = [stored.size / 1e6, *rates, peak_mb()]
        return {"figures": figures, "peak_mb": figures[-1], "baseline_mb": baseline}


def lines(rows: int, changed: float) -> Iterator[str]:
    """The same rows at every call, but for a share of them with another title."""
    yield HEADER
    chance = random.Random(7)
    for number in range(rows):
        words = chance.choices(WORDS, k=24)
        title = " ".join(words[:6])
        if chance.random() < changed:
            title += " 2026"
        price = f"{chance.randrange(100, 90_000) / 100:.2f} USD"
        yield (
            f'SKU-{number:08d},{title},"{" ".join(words[6:])}, {" ".join(words[:9])}.",'
            f"Brand {number % 97},Home > {words[1]} > {words[2]},{price},in stock,"
            f"https://shop.example/p/{number},{4_000_000_000_000 + number},black,"
            f"{number % 50 / 10} kg\n"
        )


def peak_mb() -> float:
    """Peak resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
