"""What the one-machine vector index costs: writing, searching, memory, disk.

    python tests/benchmarks/vector_index.py --points 20000

Clustered 384-d unit vectors, fields as of products. "Filtered" is category + price + stock (about
2% pass); "in stock" passes two thirds. Each figure of a call is over 300 calls of one thread.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.domain.filters import EVERYTHING, Filter, HasId, Match, Range
from shopguide.domain.indexed import (
    FieldKind,
    IndexedDocument,
    IndexSchema,
    Matrix,
    NearestQuery,
)

DIMENSION = 384
BATCH = 256
CALLS = 300
SCHEMA = IndexSchema(
    dense={"text": DIMENSION},
    fields={
        "product_id": FieldKind.KEYWORD,
        "brand": FieldKind.KEYWORD,
        "categories": FieldKind.KEYWORD,
        "price": FieldKind.FLOAT,
        "currency": FieldKind.KEYWORD,
        "in_stock": FieldKind.BOOL,
        "item_group_id": FieldKind.KEYWORD,
        "language": FieldKind.KEYWORD,
    },
    encoder="none",
)
FILTERS = {
    "unfiltered": EVERYTHING,
    "filtered": Filter(
        must=(Match("categories", ("c3",)), Range("price", 0, 800), Match("in_stock", (True,)))
    ),
    "in stock": Filter(must=(Match("in_stock", (True,)),)),
    "not 50 seen": Filter(must_not=(HasId(tuple(f"p{n}" for n in range(50))),)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--points", type=int, default=20_000)
    points = parser.parse_args().points
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), points)


def measure(folder: Path, points: int) -> None:
    source = np.random.default_rng(0)
    centres = source.standard_normal((200, DIMENSION)).astype(np.float32)
    index = EdgeVectorIndex(folder / "index")
    index.create("products", SCHEMA)
    show("points", f"{points:,}")
    show("memory before", memory())

    writes, flushes = [], []
    for documents in batches(source, centres, points):
        writes.append(seconds(lambda documents=documents: index.upsert("products", documents)))
        flushes.append(seconds(index.flush))
    show("upsert + flush", f"{points / (sum(writes) + sum(flushes)):,.0f} documents/s")
    show(f"upsert of {BATCH}", spread(writes))
    show(f"flush after {BATCH}", spread(flushes))
    show("memory after writing", memory())
    show("disk", f"{disk(folder):,.0f} MB")

    for name, matching in FILTERS.items():
        show(f"nearest 20, {name}", spread(search(index, source, centres, matching)))
    changes = {f"p{n}": product(n) for n in range(min(points, 2000))}
    taken = seconds(lambda: index.replace_fields("products", changes))
    show("replace_fields", f"{len(changes) / taken:,.0f} documents/s")
    ids = [f"p{n}" for n in range(20)]
    show("fetch 20", spread([seconds(lambda: index.fetch("products", ids)) for _ in range(CALLS)]))
    index.close()

    index = EdgeVectorIndex(folder / "index")
    show("open again", f"{seconds(lambda: index.count('products')) * 1000:.0f} ms")
    show("nearest 20, reopened", spread(search(index, source, centres, EVERYTHING)))
    index.close()


def batches(
    source: np.random.Generator, centres: Matrix, points: int
) -> Iterator[list[IndexedDocument]]:
    for start in range(0, points, BATCH):
        numbers = range(start, min(points, start + BATCH))
        vectors = near_centres(source, centres, len(numbers))
        yield [
            IndexedDocument(f"p{n}", product(n), {"text": vector})
            for n, vector in zip(numbers, vectors, strict=True)
        ]


def near_centres(source: np.random.Generator, centres: Matrix, count: int) -> Matrix:
    """Unit vectors around random centres, shape ``[count, DIMENSION]``."""
    chosen = centres[source.integers(0, len(centres), count)]
    vectors = chosen + source.standard_normal((count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def product(number: int) -> dict[str, object]:
    return {
        "product_id": f"p{number}",
        "brand": f"brand {number % 300}",
        "categories": [f"c{number % 40}", f"c{number % 40}/d{number % 400}"],
        "price": (number * 7919 % 100_000) / 100,
        "currency": "USD",
        "in_stock": number % 3 > 0,
        "item_group_id": f"g{number // 3}",
        "language": "zh" if number % 2 else "en",
        "product": {"title": f"product {number} " * 4, "description": "some words " * 30},
        "text_fingerprint": f"{number:032x}",
    }


def search(
    index: EdgeVectorIndex, source: np.random.Generator, centres: Matrix, matching: Filter
) -> list[float]:
    queries = near_centres(source, centres, CALLS)
    index.nearest("products", NearestQuery(queries[0], 20, matching))
    return [
        seconds(lambda vector=vector: index.nearest("products", NearestQuery(vector, 20, matching)))
        for vector in queries
    ]


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def spread(times: list[float]) -> str:
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return f"p50 {p50:6.2f} ms   p95 {p95:6.2f} ms"


def memory() -> str:
    """Anonymous pages are ours for good; file pages the system takes back when it needs them."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    held = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in status if "Rss" in line}
    return f"{held['RssAnon']} MB own, {held['RssFile']} MB of files"


def disk(folder: Path) -> float:
    """MB really taken; the engine's files have holes."""
    files = (path.stat() for path in folder.rglob("*") if path.is_file())
    return sum(file.st_blocks for file in files) * 512 / 1e6


def show(what: str, figure: str) -> None:
    print(f"{what:24} {figure}", flush=True)


if __name__ == "__main__":
    main()
