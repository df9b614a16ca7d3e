"""Real catalogues through the real event path: speed, memory and ranking quality beside a peer.

    python -m tests.benchmarks.search_quality [--dataset icecat|zh] [--json]

Uploads the catalogue to `shopguide serve`, asks the development queries over HTTP, and runs
sentence-transformers + qdrant-client local mode on the same texts in the same run. The peer holds
the same base encoder in full precision, so its ranking is the reference for ours. Needs the extra
`bench` (`make bench`). Protocols: nDCG@10 over all products, an unjudged one counting 0 ("all") or
taken out first ("judged"); MRR@10 and Recall@1 where each query has one right product.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopguide.bootstrap import Container
from shopguide.config import read_settings
from shopguide.domain.product import Product
from shopguide.text.product_text import product_text
from tests.benchmarks.real_data import (
    icecat_qrels,
    write_icecat_catalogue,
    write_zh_catalogue,
    zh_queries,
)
from tests.benchmarks.served_shop import ServedShop, serve
from training.evaluate.metrics import judged_ndcg_at, ndcg_at, percentile, reciprocal_rank_at

_PAGE = 100
_DEEPEST_OFFSET = 1000
_TIMED_ROUNDS = 5


@dataclass(frozen=True)
class Dataset:
    """A catalogue file and what is asked of it."""

    name: str
    file: Path
    queries: Sequence[str]
    qrels: Mapping[str, Mapping[str, int]]
    targets: Mapping[str, str]

    def quality(self, rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
        """The protocol's figures for one set of rankings."""
        if self.qrels:
            return {
                "nDCG@10 all": _mean([ndcg_at(10, rankings[q], g) for q, g in self.qrels.items()]),
                "nDCG@10 judged": _mean(
                    [judged_ndcg_at(10, rankings[q], g) for q, g in self.qrels.items()]
                ),
            }
        ranks = [(rankings[q], target) for q, target in self.targets.items()]
        return {
            "MRR@10": _mean([reciprocal_rank_at(10, r, t) for r, t in ranks]),
            "Recall@1": _mean([float(r[0] == t) for r, t in ranks]),
        }


def main() -> None:
    """Measure each dataset and print one table or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--dataset", choices=["icecat", "zh"], help="only this one")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = {
            name: measure(_load(name, Path(folder)))
            for name in ([arguments.dataset] if arguments.dataset else ["icecat", "zh"])
        }
    if arguments.json:
        json.dump(results, sys.stdout, indent=2)
    else:
        for name, result in results.items():
            _print_table(name, result)


def measure(dataset: Dataset) -> dict[str, Any]:
    """All figures of one dataset: the encoder alone, ShopGuide as served, the peer."""
    texts = _texts(dataset.file)
    _log(f"{dataset.name}: encoder alone on {len(texts)} texts")
    alone = _encoder_alone(list(texts.values()))
    _log(f"{dataset.name}: upload and search over HTTP")
    ours = _measure_served(dataset)
    _log(f"{dataset.name}: the peer")
    peer = _measure_peer(dataset, texts)
    ours["share of the encoder's speed"] = ours["products/s"] / alone
    return {"products": len(texts), "encoder alone, products/s": alone, "ours": ours, "peer": peer}


def _measure_served(dataset: Dataset) -> dict[str, Any]:
    with serve() as shop:
        before = shop.memory_mb()
        record, seconds = shop.upload(dataset.file, "products")
        if record["status"] != "published":
            sys.exit(f"The import ended {record['status']}: {record}")
        after = shop.memory_mb()
        rankings = {query: _deep_ranking(shop, query) for query in dataset.queries}
        served, seen = _latencies(shop, dataset.queries)
    return {
        "products/s": record["counts"]["added"] / seconds,
        "rejected rows": record["counts"]["rejected"],
        "peak MB": after["peak"],
        "anonymous MB before": before["anonymous"],
        "anonymous MB after": after["anonymous"],
        **dataset.quality(rankings),
        "search p50 ms (server)": percentile(served, 0.5),
        "search p95 ms (server)": percentile(served, 0.95),
        "search p50 ms (HTTP)": percentile(seen, 0.5),
        "search p95 ms (HTTP)": percentile(seen, 0.95),
    }


def _measure_peer(dataset: Dataset, texts: Mapping[str, str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        products, queries = Path(folder) / "products.json", Path(folder) / "queries.json"
        rows = [{"id": product_id, "text": text} for product_id, text in texts.items()]
        products.write_text(json.dumps(rows), encoding="utf-8")
        queries.write_text(json.dumps(list(dataset.queries)), encoding="utf-8")
        encoder = read_settings().encoder
        module = "tests.benchmarks.peer_sentence_transformers"
        command = [sys.executable, "-m", module, str(products), str(queries), encoder]
        finished = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    figures = json.loads(finished.stdout)
    return {
        "products/s": figures["products_per_second"],
        "peak MB": figures["peak_mb"],
        **dataset.quality(figures["rankings"]),
        "search p50 ms (in process)": figures["search_p50_ms"],
        "search p95 ms (in process)": figures["search_p95_ms"],
    }


def _encoder_alone(texts: Sequence[str]) -> float:
    settings = read_settings()
    encoder = Container(settings).encoder
    encoder.encode_passages(texts[:64])
    start = time.perf_counter()
    for begin in range(0, len(texts), settings.batch_rows):
        encoder.encode_passages(texts[begin : begin + settings.batch_rows])
    return len(texts) / (time.perf_counter() - start)


def _deep_ranking(shop: ServedShop, query: str) -> list[str]:
    ranking: list[str] = []
    for offset in range(0, _DEEPEST_OFFSET + 1, _PAGE):
        hits = shop.search(query, limit=_PAGE, offset=offset)["hits"]
        ranking += [hit["product"]["product_id"] for hit in hits]
    return ranking


def _latencies(shop: ServedShop, queries: Sequence[str]) -> tuple[list[float], list[float]]:
    served, seen = [], []
    for query in list(queries) * _TIMED_ROUNDS:
        start = time.perf_counter()
        served.append(float(shop.search(query)["took_ms"]))
        seen.append((time.perf_counter() - start) * 1000)
    return served, seen


def _load(name: str, folder: Path) -> Dataset:
    file = folder / f"{name}.csv"
    if name == "icecat":
        write_icecat_catalogue(file)
        qrels = icecat_qrels()
        return Dataset(name, file, list(qrels), qrels, {})
    write_zh_catalogue(file)
    targets = zh_queries()
    return Dataset(name, file, list(targets), {}, targets)


def _texts(file: Path) -> dict[str, str]:
    with file.open(encoding="utf-8", newline="") as stream:
        return {
            row["id"]: product_text(
                Product(
                    row["id"],
                    row["title"],
                    description=row.get("description") or "",
                    brand=row.get("brand") or "",
                )
            )
            for row in csv.DictReader(stream)
        }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _print_table(name: str, result: Mapping[str, Any]) -> None:
    print(f"\n{name}: {result['products']} products")
    print(f"  encoder alone {result['encoder alone, products/s']:.1f} products/s")
    for side in ("ours", "peer"):
        print(f"  {side}")
        for figure, value in result[side].items():
            print(f"    {figure:32s} {value:10.4f}")


if __name__ == "__main__":
    main()
