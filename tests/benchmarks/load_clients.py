"""Clients of a shop as an app has them, in a process of their own.

    python -m tests.benchmarks.load_clients PORT CLIENTS SECONDS plan.json

Each client keeps one connection and sends the next request as soon as it has its answer. Bare
`http.client` takes a tenth of the processor time of a full client, so that the server is measured
and not the load. Prints one JSON list: kind, milliseconds and status of every request.
"""

import http.client
import json
import random
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

SHARES = {"search": 40, "suggest": 20, "recommendations": 20, "events": 15, "answers": 5}
"""Of a hundred requests."""

Seen = tuple[str, float, int]
Request = tuple[str, str, str, str | None]


def main() -> None:
    """Run the clients, print what they saw."""
    port, clients, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    plan = json.loads(Path(sys.argv[4]).read_text(encoding="utf-8"))
    seen: list[Seen] = []
    ends_at = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_shop_around, args=(port, plan, ends_at, seen, number))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(seen))


def _shop_around(
    port: int, plan: Mapping[str, Sequence[str]], ends_at: float, seen: list[Seen], number: int
) -> None:
    dice = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    shopper = f"load-{number}"
    while time.perf_counter() < ends_at:
        kind, method, path, body = _next(plan, dice, shopper)
        began = time.perf_counter()
        try:
            connection.request(method, path, body, {"content-type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except OSError:
            connection.close()
            status = 0
        seen.append((kind, (time.perf_counter() - began) * 1000, status))
    connection.close()


def _next(plan: Mapping[str, Sequence[str]], dice: random.Random, shopper: str) -> Request:
    kind = dice.choices(list(SHARES), list(SHARES.values()))[0]
    if kind == "recommendations":
        return kind, "GET", f"/v1/recommendations?shopper_id={shopper}&limit=20", None
    said = dice.choice(plan[kind])
    if kind == "events":
        return kind, "POST", "/v1/events", _event(shopper, said)
    if kind == "answers":
        return kind, "POST", "/v1/answers", said
    return kind, "GET", said, None


def _event(shopper: str, product_id: str) -> str:
    event = {"event_id": uuid4().hex, "event_name": "view_item", "shopper_id": shopper}
    return json.dumps({"events": [{**event, "product_id": product_id}]})


if __name__ == "__main__":
    main()
