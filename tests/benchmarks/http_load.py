"""Many clients at once against a server on this machine, in a process of their own.

    python -m tests.benchmarks.http_load PORT CLIENTS paths.json

Each client keeps one connection and asks for the next path as soon as it has its answer. Bare
`http.client` takes a tenth of the processor time of a full client, so that on a small machine the
server is measured and not the load. Prints one JSON object.
"""

import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from training.evaluate.metrics import percentile


@dataclass(frozen=True)
class Load:
    """What clients saw: times in milliseconds, and answers that were not 200."""

    requests_per_second: float
    p50: float
    p95: float
    failed: int


def run_load(port: int, clients: int, paths: Sequence[str]) -> Load:
    """Ask for every path once, by so many clients at once."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(list(paths), file)
        file.flush()
        module = [sys.executable, "-m", "tests.benchmarks.http_load"]
        output = subprocess.run(
            [*module, str(port), str(clients), file.name], check=True, capture_output=True
        ).stdout
    return Load(**json.loads(output))


def main() -> None:
    """Run the clients, print what they saw."""
    port, clients = int(sys.argv[1]), int(sys.argv[2])
    paths = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
    print(json.dumps(asdict(_measure(port, clients, paths))))


def _measure(port: int, clients: int, paths: Sequence[str]) -> Load:
    waiting = iter(paths)  # of a list: its next() is one step, which threads cannot break
    times: list[float] = []
    failures: list[int] = []
    threads = [
        threading.Thread(target=_ask, args=(port, waiting, times, failures)) for _ in range(clients)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    return Load(
        len(times) / seconds, percentile(times, 0.5), percentile(times, 0.95), sum(failures)
    )


def _ask(port: int, waiting: Iterator[str], times: list[float], failures: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    for path in waiting:
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != http.client.OK:
            failures.append(1)
    connection.close()


if __name__ == "__main__":
    main()
