"""Latency of every verb on the sample shop, over HTTP on one connection.

    python -m tests.benchmarks.latency [--rounds 200] [--json]

Prints p50 and p95 of recommendations for shoppers with 50 interactions, one event until the answer
that it is stored, extracted and generated answers. Budgets are in docs/benchmarks.md.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import httpx

from tests.benchmarks.served_shop import serve
from training.evaluate.metrics import percentile

_HISTORY = 50


def main() -> None:
    """Fill a shop, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serve() as shop:
        sample = Path(folder)
        command = [sys.executable, "-m", "infra.local", "sample", folder]
        subprocess.run(command, check=True, capture_output=True)
        shop.upload(sample / "products.csv", "products")
        shop.upload(sample / "qa.csv", "qa")
        results = _measure(shop.client, sample, arguments.rounds)
    if arguments.json:
        print(json.dumps(results, indent=2))
        return
    for verb, figures in results.items():
        print(f"{verb:28s} p50 {figures['p50']:7.1f} ms   p95 {figures['p95']:7.1f} ms")


def _measure(client: httpx.Client, sample: Path, rounds: int) -> dict[str, dict[str, float]]:
    products = [row["id"] for row in _rows(sample / "products.csv")]
    asked = [(r["question"], r["product_id"]) for r in _rows(sample / "qa.csv")]
    in_english = [(question, product) for question, product in asked if question.isascii()]
    numbers = iter(range(10**9))

    def post_event() -> None:
        number = next(numbers)
        event = {
            "event_id": f"bench-{number}",
            "event_name": "view_item",
            "shopper_id": f"bench-{number // _HISTORY}",
            "product_id": products[number % len(products)],
        }
        client.post("/v1/events", json={"events": [event]}).raise_for_status()

    def ask(compose: str, pairs: list[tuple[str, str]]) -> Callable[[], None]:
        questions = cycle(pairs)

        def post_question() -> None:
            question, product_id = next(questions)
            body = {"question": question, "product_id": product_id, "compose": compose}
            client.post("/v1/answers", json=body).raise_for_status()

        return post_question

    def recommend() -> None:
        parameters = {"shopper_id": "bench-0", "limit": 20}
        client.get("/v1/recommendations", params=parameters).raise_for_status()

    results = {"event": _timed(post_event, max(rounds, _HISTORY))}
    results["recommendations"] = _timed(recommend, rounds)
    results["answer, extracted"] = _timed(ask("extract", asked), rounds)
    results["answer, generated"] = _timed(ask("generate", in_english), max(10, rounds // 10))
    return results


def _timed(verb: Callable[[], None], rounds: int) -> dict[str, float]:
    for _ in range(3):
        verb()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        verb()
        times.append((time.perf_counter() - start) * 1000)
    return {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95)}


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


if __name__ == "__main__":
    main()
