"""Speed of the served search, with and without its reranker, beside a peer in the same run.

    python -m tests.benchmarks.search_speed [--products 19406 100000] [--peer-up-to 19406] [--json]

Uploads Icecat (repeated with other ids and titles where more products are asked for) to `shopguide
serve` and asks distinct queries over HTTP: the rated ones, the annotated ones, pieces of titles; so
no cache of answers helps. First one client, as budgets count, then many at once. The peer is
tests/benchmarks/peer_hybrid.py, in a process of its own, on the same texts, queries and load.
Needs the extra `bench` (`make bench`).
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from infra.local.openapi import DOCUMENT
from shopguide.config import read_settings
from tests.benchmarks.http_load import run_load
from tests.benchmarks.real_data import (
    icecat_qrels,
    write_icecat_catalogue,
    write_repeated_icecat,
)
from tests.benchmarks.served_shop import ServedShop, free_port, serve
from training.evaluate.metrics import percentile

PAGE = 20
SEED = 7
ANNOTATED = Path(__file__).parents[1] / "data" / "constraint_queries.jsonl"

Figures = dict[str, float]


def main() -> None:
    """Measure each size, print a table for each or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--products", type=int, nargs="+", default=[19_406, 100_000])
    parser.add_argument("--peer-up-to", type=int, default=19_406, help="products; it takes long")
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory(prefix="shopguide-speed-") as folder:
        source = Path(folder) / "icecat.csv"
        write_icecat_catalogue(source)
        for count in options.products:
            file = Path(folder) / f"products-{count}.csv"
            write_repeated_icecat(source, file, count)
            results[count] = _measure(file, options, with_peer=count <= options.peer_up_to)
    if options.json:
        json.dump(results, sys.stdout, indent=2)
        return
    for count, sides in results.items():
        _print_table(count, sides)


def _measure(file: Path, options: argparse.Namespace, *, with_peer: bool) -> dict[str, Figures]:
    rows = _rows(file)
    queries = _queries(rows, options.queries)
    sides = {"ours": _measure_ours(file, queries, options.clients)}
    if with_peer:
        _log("the peer")
        sides["peer"] = _measure_peer(rows, queries, options.clients)
    return sides


def _measure_ours(file: Path, queries: Sequence[str], clients: int) -> Figures:
    """Index once; search it without the reranker, and again with it where its bundle is built."""
    figures: Figures = {}
    with tempfile.TemporaryDirectory(prefix="shopguide-speed-") as folder:
        data = Path(folder)
        with serve(data, SHOPGUIDE_RERANKER="none") as shop:
            _log(f"{file.name}: upload")
            record, seconds = shop.upload(file, "products")
            if record["status"] != "published":
                sys.exit(f"The import ended {record['status']}: {record['problem']}")
            figures["indexed products/s"] = record["counts"]["added"] / seconds
            _log("the catalogue's words")
            figures["words counted s"] = shop.wait_for_words()
            _log("search without the reranker")
            figures |= _ask(shop.client, shop.port, queries, clients, "")
            figures |= _ask_suggest(shop, queries)
            figures["peak MB"] = shop.memory_mb()["peak"]
        if name := _reranker():
            with serve(data, SHOPGUIDE_RERANKER=name) as shop:
                _log("search with the reranker")
                figures |= _ask(shop.client, shop.port, queries, clients, "reranked ")
    return figures


def _reranker() -> str:
    """The name of a reranker's bundle that this machine has."""
    kinds = read_settings().models_dir / "reranker"
    return next((folder.name for folder in sorted(kinds.glob("*")) if folder.is_dir()), "")


def _ask(
    client: httpx.Client, port: int, queries: Sequence[str], clients: int, kind: str
) -> Figures:
    """One client after the other, then all at once; the first queries warm up."""
    paths = [f"/v1/search?{urlencode({'q': query, 'limit': PAGE})}" for query in queries]
    for path in paths[-20:]:
        client.get(path).raise_for_status()
    in_server, seen = [], []
    for path in paths:
        began = time.perf_counter()
        answer = client.get(path)
        seen.append((time.perf_counter() - began) * 1000)
        in_server.append(float(answer.raise_for_status().json()["took_ms"]))
    load = run_load(port, clients, random.Random(SEED).sample(paths, len(paths)))
    if load.failed:
        sys.exit(f"{load.failed} of {len(paths)} requests failed under load.")
    return {
        **_percentiles(f"{kind}search, in the server", in_server),
        **_percentiles(f"{kind}search, over HTTP", seen),
        **{f"{kind}{clients} clients {name}": value for name, value in _of(load).items()},
    }


def _of(load: Any) -> Figures:
    seen = asdict(load)
    names = {"requests_per_second": "requests/s", "p50": "p50 ms", "p95": "p95 ms"}
    return {name: seen[field] for field, name in names.items()}


def _ask_suggest(shop: ServedShop, queries: Sequence[str]) -> Figures:
    """As a shopper types: every beginning of a query."""
    if "/v1/suggest" not in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]:
        return {}
    beginnings = [query[:end] for query in queries for end in range(1, min(len(query), 12))]
    in_server, seen = [], []
    for beginning in random.Random(SEED).sample(beginnings, min(len(beginnings), 1_000)):
        began = time.perf_counter()
        answer = shop.client.get("/v1/suggest", params={"q": beginning})
        seen.append((time.perf_counter() - began) * 1000)
        if answer.status_code != httpx.codes.BAD_REQUEST:  # a beginning that is blank
            took = answer.raise_for_status().json().get("took_ms")
            in_server.extend([] if took is None else [float(took)])
    figures = _percentiles("suggest, over HTTP", seen)
    return (_percentiles("suggest, in the server", in_server) if in_server else {}) | figures


def _measure_peer(
    rows: Sequence[Mapping[str, str]], queries: Sequence[str], clients: int
) -> Figures:
    with _serve_peer(rows) as (client, port):
        figures = _ask(client, port, queries, clients, "")
        told = client.get("/v1/health").json()
    return {
        "indexed products/s": told["products_per_second"],
        **figures,
        "peak MB": told["peak_mb"],
    }


@contextmanager
def _serve_peer(rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[httpx.Client, int]]:
    products = [
        {
            "id": row["id"],
            "title": row["title"],
            "price": row["price"],
            "text": ". ".join(filter(None, (row["title"], row["description"], row["brand"]))),
        }
        for row in rows
    ]
    with tempfile.TemporaryDirectory(prefix="shopguide-peer-") as folder:
        file, port = Path(folder) / "products.json", free_port()
        file.write_text(json.dumps(products), encoding="utf-8")
        command = [sys.executable, "-m", "tests.benchmarks.peer_hybrid", str(file), str(port)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600) as client:
                _wait(client, process)
                yield client, port
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(client: httpx.Client, process: "subprocess.Popen[bytes]") -> None:
    """Until it has indexed; its end, if it ends."""
    while process.poll() is None:
        try:
            client.get("/v1/health").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.5)
        else:
            return
    sys.exit("The peer ended before it served.")


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _queries(rows: Sequence[Mapping[str, str]], count: int) -> list[str]:
    """Distinct ones, at most `count`: rated, annotated in English, and two to four words in a row
    of titles."""
    dice = random.Random(SEED)
    lines = ANNOTATED.read_text(encoding="utf-8").splitlines()
    annotated = [line for line in map(json.loads, lines) if line["language"] == "en"]
    queries = dict.fromkeys([*icecat_qrels(), *(line["query"] for line in annotated)])
    while len(queries) < count:
        words = dice.choice(rows)["title"].split()
        start = dice.randrange(max(1, len(words) - 3))
        queries[" ".join(words[start : start + dice.randint(2, 4)])] = None
    return dice.sample(list(queries), count)


def _percentiles(name: str, times: Sequence[float]) -> Figures:
    return {f"{name}, p50 ms": percentile(times, 0.5), f"{name}, p95 ms": percentile(times, 0.95)}


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _print_table(count: int, sides: Mapping[str, Figures]) -> None:
    """A ratio above 1 says how many times better ours is."""
    ours, peer = sides["ours"], sides.get("peer", {})
    print(f"\n{count:,} products{'ours':>39s}{'peer':>12s}{'ratio':>10s}")
    for name, value in ours.items():
        other = peer.get(name)
        line = f"  {name:40s}{value:12.1f}"
        if other is not None:
            ratio = value / other if name.endswith("/s") else other / value
            line += f"{other:12.1f}{ratio:10.1f}"
        print(line)


if __name__ == "__main__":
    main()
