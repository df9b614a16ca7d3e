"""Latency of every verb on the sample shop, over HTTP on one connection.

    python -m tests.benchmarks.latency [--rounds 200] [--json]

Prints p50 and p95 of recommendations for shoppers with 50 interactions, one event until the answer
that it is stored, extracted and generated answers, answers about the shelf, turns of conversations,
comparisons and insights. Budgets are in docs/benchmarks.md.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, pairwise
from pathlib import Path
from urllib.parse import quote

import httpx

from tests.benchmarks.served_shop import serve
from training.evaluate.metrics import percentile

_HISTORY = 50
_SHELF = (
    "What is the cheapest office chair?",
    "最便宜的耳机是哪个？",
    "How many keyboards do you have under 500 yuan?",
    "有没有100元以下的保温杯？",
    "What do tents cost?",
    "有哪些品牌的台灯？",
)
_CONVERSATIONS = (
    ("a wireless keyboard", "under 500 yuan", "is the first one quiet?", "compare the first two"),
    ("想买个露营帐篷", "便宜一点的", "第二个有多重？", "前两个哪个更轻？"),
    (
        "I need an office chair",
        "something cheaper",
        "what do people say about the first?",
        "thanks",
    ),
    ("推荐一款蓝牙耳机", "黑色的", "它防水吗？", "还有别的吗"),
)


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
        for kind in ("qa", "reviews", "articles"):
            shop.upload(sample / f"{kind}.csv", kind)
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
            body = {"question": question, "product_id": product_id or None, "compose": compose}
            client.post("/v1/answers", json=body).raise_for_status()

        return post_question

    def recommend() -> None:
        parameters = {"shopper_id": "bench-0", "limit": 20}
        client.get("/v1/recommendations", params=parameters).raise_for_status()

    results = {"event": _timed(post_event, max(rounds, _HISTORY))}
    results["recommendations"] = _timed(recommend, rounds)
    results["answer, extracted"] = _timed(ask("extract", asked), rounds)
    results["answer, generated"] = _timed(ask("generate", in_english), max(10, rounds // 10))
    results["answer about the shelf"] = _timed(ask("auto", [(each, "") for each in _SHELF]), rounds)
    results["turn of a conversation"] = _timed(_talk(client), rounds)
    pairs = cycle(pairwise(products))
    results["comparison"] = _timed(lambda: _compare(client, next(pairs)), rounds)
    reviewed = cycle(products)
    results["insights"] = _timed(lambda: _read_insights(client, next(reviewed)), rounds)
    return results


def _talk(client: httpx.Client) -> Callable[[], None]:
    """The next turn, of one conversation after the other."""

    def turns() -> Iterator[None]:
        for texts in cycle(_CONVERSATIONS):
            begun = client.post("/v1/conversations", json={}).raise_for_status().json()
            path = f"/v1/conversations/{begun['conversation_id']}/turns"
            for text in texts:
                client.post(path, json={"text": text}).raise_for_status()
                yield

    spoken = turns()
    return lambda: next(spoken)


def _compare(client: httpx.Client, pair: tuple[str, str]) -> None:
    body = {"product_ids": list(pair), "need": "light and easy to carry"}
    client.post("/v1/compare", json=body).raise_for_status()


def _read_insights(client: httpx.Client, product_id: str) -> None:
    client.get(f"/v1/products/{quote(product_id, safe='')}/insights").raise_for_status()


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
