"""Many clients at once on the one-machine server, with the traffic of an app.

    python -m tests.benchmarks.load [--clients 50] [--seconds 300] [--json]

On the sample shop, all of it imported and its words counted: searches in both languages,
suggestions, recommendations to shoppers with a history, events that are written down, answers.
Prints requests a second, errors, and what each kind took; p99 in all is to stay under 5 x p50.
"""

import argparse
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from infra.local.sample_shop.catalogue import sample_products
from infra.local.sample_shop.files import FILES, LAST_DAY
from tests.benchmarks.load_clients import SHARES, Seen
from tests.benchmarks.served_shop import ServedShop, serve
from training.evaluate.metrics import percentile

WARM_UP_SECONDS = 5


def main() -> None:
    """Fill a shop, load it, print what the clients saw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serve() as shop:
        _fill(shop, Path(folder))
        plan = Path(folder) / "plan.json"
        plan.write_text(json.dumps(_plan()), encoding="utf-8")
        _run(shop.port, options.clients, WARM_UP_SECONDS, plan)
        busy = os.getloadavg()[0]
        seen = _run(shop.port, options.clients, options.seconds, plan)
        memory = shop.memory_mb()["now"]
    figures = _figures(seen, options.seconds)
    figures |= {"memory_mb": memory, "load_average_before": busy}
    print(json.dumps(figures, indent=2) if options.json else _table(figures))
    if figures["errors"]:
        sys.exit("There were errors.")


def _fill(shop: ServedShop, folder: Path) -> None:
    """Import the sample shop, one file after the other, and what its shoppers did."""
    subprocess.run(
        [sys.executable, "-m", "infra.local", "sample", str(folder)],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    for kind in ("products", "qa", "reviews", "articles"):
        record, _ = shop.upload(folder / f"{kind}.csv", kind)
        assert record["status"] == "published", record
        if kind == "products":
            shop.wait_for_words()


def _plan() -> Mapping[str, Sequence[str]]:
    """What may be asked, by kind: paths, bodies, or products to view."""
    products = sample_products()
    titles = [product.title for product in products]
    questions = csv.DictReader(io.StringIO(FILES["qa.csv"](LAST_DAY)))
    asked = [
        json.dumps({"question": row["question"], "product_id": row["product_id"]})
        for row in questions
    ]
    return {
        "search": [f"/v1/search?q={quote(_query(title))}&limit=20" for title in titles],
        "suggest": [f"/v1/suggest?q={quote(title[:3])}" for title in titles],
        "events": [product.product_id for product in products],
        "answers": asked,
    }


def _query(title: str) -> str:
    """The first words of a title, or the first signs of a Chinese one."""
    return title[:6] if ord(title[0]) > 0x2FFF else " ".join(title.split()[:3])


def _run(port: int, clients: int, seconds: float, plan: Path) -> list[Seen]:
    module = [sys.executable, "-m", "tests.benchmarks.load_clients"]
    output = subprocess.run(
        [*module, str(port), str(clients), str(seconds), str(plan)], check=True, capture_output=True
    ).stdout
    return [(kind, milliseconds, status) for kind, milliseconds, status in json.loads(output)]


def _figures(seen: Sequence[Seen], seconds: float) -> dict[str, object]:
    kinds = {
        kind: _of([one for one in seen if kind in (one[0], "all")]) for kind in ("all", *SHARES)
    }
    kinds["all"] = _of(seen)
    wrong = Counter(status for _, _, status in seen if status != 200)
    return {
        "requests_per_second": len(seen) / seconds,
        "errors": {str(status): count for status, count in wrong.items()},
        "p99_over_p50": kinds["all"]["p99"] / kinds["all"]["p50"],
        "kinds": kinds,
    }


def _of(seen: Sequence[Seen]) -> dict[str, float]:
    times = [milliseconds for _, milliseconds, _ in seen] or [0.0]
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {"requests": len(seen)} | {
        name: percentile(times, share) for name, share in shares.items()
    } | {"most": max(times)}  # fmt: skip


def _table(figures: Mapping[str, object]) -> str:
    lines = [f"{'':18s}{'requests':>10s}{'p50 ms':>9s}{'p95 ms':>9s}{'p99 ms':>9s}{'most':>9s}"]
    kinds = figures["kinds"]
    assert isinstance(kinds, dict)
    for kind, of in kinds.items():
        times = "".join(f"{of[name]:9.1f}" for name in ("p50", "p95", "p99", "most"))
        lines.append(f"{kind:18s}{of['requests']:10d}{times}")
    whole = ("requests_per_second", "p99_over_p50", "memory_mb", "load_average_before")
    lines += [f"{name:28s}{figures[name]:10.2f}" for name in whole]
    return "\n".join([*lines, f"errors {figures['errors']}"])


if __name__ == "__main__":
    main()
