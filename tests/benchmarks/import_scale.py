"""A large shop on one machine: speed, memory and search while rows come by the hundred thousand.

    python -m tests.benchmarks.import_scale [--texts 50000] [--variants 20] [--data FOLDER]
    python -m tests.benchmarks.import_scale --texts 1000       # 20,000 rows, a trial

Generated rows (by default 1,000,000: 50,000 texts in 20 colours and sizes, each with its own id,
price and stock) go as one file through `shopguide serve` with the encoder that serves and without a
generator. Every ten seconds: rows that are indexed, rows/s since the last line, memory of the
server. *Own* memory is anonymous; the rest is mapped files, which the system takes back when it
needs the room. At the end 300 titles are searched for.

With --data the folder is kept: a run that was cut off is started again, and the server ends what it
had begun before it compares the file with that.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from tests.benchmarks.generated_products import rows, text_of, write_products
from tests.benchmarks.served_shop import ServedShop, serve
from training.evaluate.metrics import percentile

SECONDS = 10
QUERIES = 300
FILE = "generated.csv"


def main() -> None:
    """Import, print a line every ten seconds, and at the end disk and search."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--texts", type=int, default=50_000)
    parser.add_argument("--variants", type=int, default=20)
    parser.add_argument("--data", type=Path, help="folder that is kept; by default a temporary one")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        scratch = tempfile.TemporaryDirectory(prefix="shopguide-scale-")
        folder = options.data or Path(stack.enter_context(scratch))
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / FILE
        count = write_products(file, rows(options.texts, options.variants))
        print(f"{count:,} rows of {options.texts:,} texts, {file.stat().st_size / 1e6:,.0f} MB")
        shop = stack.enter_context(serve(folder / "data", SHOPGUIDE_GENERATOR="none"))
        _show_memory("empty", shop)
        _import(shop, file)
        print(f"words counted in {shop.wait_for_words():.1f} s")
        _show_memory("words", shop)
        _search(shop, options.texts)
        _show_memory("searched", shop)
        print(f"disk {_disk_mb(folder / 'data'):,.0f} MB")


def _import(shop: ServedShop, file: Path) -> None:
    """Upload, or follow the upload that a run before has begun."""
    started = time.perf_counter()
    with file.open("rb") as stream:
        answer = shop.client.put(f"/local/uploads/products/{file.name}", content=stream)
    answer.raise_for_status()
    import_id = answer.json()["import_id"]
    before, last = 0, started
    for record in _records(shop.client, import_id):
        now, done = time.perf_counter(), _rows_done(record)
        rate = (done - before) / max(now - last, 0.001)
        _show_memory(f"{now - started:7.0f} s {done:>9,} rows {rate:8,.0f} rows/s", shop)
        before, last = done, now
        if record["status"] in ("published", "failed", "held", "superseded"):
            break
    seconds = time.perf_counter() - started
    if record["status"] != "published":
        sys.exit(f"The import ended {record['status']}: {record['problem']}")
    total = record["counts"]["read"]
    print(f"{total:,} rows in {seconds:,.0f} s: {total / seconds:,.0f} rows/s; {record['counts']}")


def _records(client: httpx.Client, import_id: str) -> Iterator[dict[str, Any]]:
    while True:
        answer = client.get(f"/v1/catalog/imports/{import_id}")
        if answer.status_code == 200:
            yield answer.json()
        time.sleep(SECONDS)


def _rows_done(record: dict[str, Any]) -> int:
    """About: what the batches that are done hold of the rows that were read."""
    counts, batches = record["counts"], record["batches_total"]
    written: int = counts["added"] + counts["changed_text"] + counts["changed_fields"]
    return written * record["batches_done"] // batches if batches else 0


def _search(shop: ServedShop, texts: int) -> None:
    """What a shopper asks: a few words of titles, one query after the other."""
    step = max(1, texts // QUERIES)
    queries = [" ".join(text_of(n).title.split()[1:-1]) for n in range(0, texts, step)]
    for query in queries[:10]:
        shop.search(query, limit=20)
    taken = []
    for query in queries:
        began = time.perf_counter()
        shop.search(query, limit=20)
        taken.append(1000 * (time.perf_counter() - began))
    p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
    print(f"search over HTTP: p50 {p50:.1f} ms, p95 {p95:.1f} ms ({len(taken)} queries)")


def _show_memory(what: str, shop: ServedShop) -> None:
    memory = shop.memory_mb()
    print(
        f"{what:<48} own {memory['anonymous']:6,.0f} MB, all {memory['now']:6,.0f} MB,"
        f" peak {memory['peak']:6,.0f} MB",
        flush=True,
    )


def _disk_mb(folder: Path) -> float:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main()
