"""What the one-machine vector index costs: writing, searching, memory, disk.

    python -m tests.benchmarks.vector_index --points 20000
    python -m tests.benchmarks.vector_index --points 20000 --dense-only

Clustered 384-d unit vectors, some 60 terms a product out of a vocabulary by Zipf's law, fields as
of products. "Filtered" is category + price + stock (about 2% pass); "in stock" passes two thirds.
A query has 2 to 5 terms, drawn from a product's. Each figure of a call is over 300 calls of one
thread. Run it once more with --dense-only to see what sparse vectors cost.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.domain.filters import EVERYTHING, Filter, HasId, Match, Range
from shopguide.domain.indexed import (
    FieldKind,
    HybridQuery,
    IndexedDocument,
    IndexSchema,
    Matrix,
    NearestQuery,
    SparseVector,
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
SUBSETS = (
    Filter((Match("categories", ("c3",)),)),
    Filter((Match("brand", ("brand 7", "brand 8")),)),
    Filter((HasId(("p1", "p2", "p3")),)),
)
"""What a search raises or buries: a category, two brands, three products."""
SMALL = ("product_id", "brand", "price", "item_group_id")
"""What a search needs of each of 50 hits before it shows a page."""
TERMS_OF_A_PRODUCT = 60
VOCABULARY = 60_000
CANDIDATES = {
    "no subsets": (0, 0),
    "1 subset": (1, 0),
    "3 subsets": (3, 0),
    "2 variants": (0, 2),
    "3 subsets, 2 variants": (3, 2),
}
"""Numbers of subsets and of further wordings."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--points", type=int, default=20_000)
    parser.add_argument("--dense-only", action="store_true", help="as an index of layout 1")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), asked.points, sparse=not asked.dense_only)


def measure(folder: Path, points: int, *, sparse: bool) -> None:
    source = np.random.default_rng(0)
    centres = source.standard_normal((200, DIMENSION)).astype(np.float32)
    index = EdgeVectorIndex(folder / "index")
    index.create("products", replace(SCHEMA, sparse=("terms",) if sparse else ()))
    show("points", f"{points:,}")
    show("memory before", memory())

    writes, flushes = [], []
    for documents in batches(source, centres, points, sparse=sparse):
        writes.append(seconds(lambda documents=documents: index.upsert("products", documents)))
        flushes.append(seconds(index.flush))
    show("upsert + flush", f"{points / (sum(writes) + sum(flushes)):,.0f} documents/s")
    show(f"upsert of {BATCH}", spread(writes))
    show(f"flush after {BATCH}", spread(flushes))
    show("memory after writing", memory())
    show("disk", f"{disk(folder):,.0f} MB")

    for name, matching in FILTERS.items():
        show(f"nearest 20, {name}", spread(search(index, source, centres, matching)))
    if sparse:
        measure_search(index, source, centres)
    changes = {f"p{n}": product(n) for n in range(min(points, 2000))}
    taken = seconds(lambda: index.replace_fields("products", changes))
    show("replace_fields", f"{len(changes) / taken:,.0f} documents/s")
    prices = {f"p{n}": {"price": n + 0.5} for n in range(min(points, 2000))}
    taken = seconds(lambda: index.merge_fields("products", prices))
    show("merge_fields", f"{len(prices) / taken:,.0f} documents/s")
    ids = [f"p{n}" for n in range(20)]
    show("fetch 20", spread([seconds(lambda: index.fetch("products", ids)) for _ in range(CALLS)]))
    index.close()

    index = EdgeVectorIndex(folder / "index")
    show("open again", f"{seconds(lambda: index.count('products')) * 1000:.0f} ms")
    show("nearest 20, reopened", spread(search(index, source, centres, EVERYTHING)))
    if sparse:
        show("candidates, reopened", spread(candidates(index, source, centres)))
    show("memory, reopened", memory())
    index.close()


def measure_search(index: EdgeVectorIndex, source: np.random.Generator, centres: Matrix) -> None:
    """What a search asks: candidates under filters, by subsets and variants, facets, an order."""
    queries = [query_terms(source) for _ in range(CALLS)]
    ask = [NearestQuery(one, 50, vector_name="terms", fields=SMALL) for one in queries]
    taken = [seconds(lambda one=one: index.nearest("products", one)) for one in ask]
    show("terms 50", spread(taken))
    for name, (subsets, variants) in CANDIDATES.items():
        taken = candidates(index, source, centres, subsets=subsets, variants=variants)
        show(f"candidates, {name}", spread(taken))
    for name in ("filtered", "in stock"):
        taken = candidates(index, source, centres, matching=FILTERS[name])
        show(f"candidates, {name}", spread(taken))
    for name, matching in FILTERS.items():
        taken = [seconds(lambda m=matching: index.facet("products", "brand", m)) for _ in queries]
        show(f"facet, {name}", spread(taken))
    taken = [
        seconds(lambda: index.ordered("products", "price", FILTERS["in stock"], limit=50))
        for _ in queries
    ]
    show("ordered 50, in stock", spread(taken))


def candidates(
    index: EdgeVectorIndex,
    source: np.random.Generator,
    centres: Matrix,
    *,
    subsets: int = 0,
    variants: int = 0,
    matching: Filter = EVERYTHING,
) -> list[float]:
    queries = [
        HybridQuery(
            vector,
            terms := query_terms(source),
            matching,
            subsets=SUBSETS[:subsets],
            variants=tuple(reworded(terms, source) for _ in range(variants)),
        )
        for vector in near_centres(source, centres, CALLS)
    ]
    return [seconds(lambda query=query: index.candidates("products", query)) for query in queries]


def reworded(terms: SparseVector, source: np.random.Generator) -> SparseVector:
    """The same terms, but for the first, which is another: as a synonym rewords a query."""
    other = query_terms(source).indices[:1]
    indices = np.unique(np.concatenate([other, terms.indices[1:]]))
    return SparseVector(indices, np.ones(len(indices), np.float32))


def product_terms(source: np.random.Generator) -> SparseVector:
    """Terms by Zipf's law with exponent 1.05; the most frequent are in two products of three."""
    drawn = source.zipf(1.05, TERMS_OF_A_PRODUCT * 4)
    indices = source.permutation(np.unique(drawn[drawn < VOCABULARY]))[:TERMS_OF_A_PRODUCT]
    return SparseVector(
        indices.astype(np.uint32), source.uniform(0.3, 2, len(indices)).astype(np.float32)
    )


def query_terms(source: np.random.Generator) -> SparseVector:
    indices = source.choice(product_terms(source).indices, source.integers(2, 6), replace=False)
    return SparseVector(indices, np.ones(len(indices), np.float32))


def batches(
    source: np.random.Generator, centres: Matrix, points: int, *, sparse: bool
) -> Iterator[list[IndexedDocument]]:
    for start in range(0, points, BATCH):
        numbers = range(start, min(points, start + BATCH))
        vectors = near_centres(source, centres, len(numbers))
        yield [
            IndexedDocument(
                f"p{n}",
                product(n),
                {"text": vector},
                {"terms": product_terms(source)} if sparse else {},
            )
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
