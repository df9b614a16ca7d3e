"""Cold start: import and first answer of each HTTP function in a fresh process.

    python -m tests.benchmarks.cold_start [--rounds 5] [--json]

Uploads the sample shop into a folder once; then starts one process a round, which imports the
function and answers one API Gateway event, as a new Lambda container would. Embedded adapters, no
memory or CPU limit: the figure on Lambda follows the function's share of a core.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from training.evaluate.metrics import percentile

_EVENTS = Path(__file__).parent.parent / "events"
_FUNCTIONS = {"shop_api": "api-search.json", "assistant_api": "api-answer.json"}
_QUESTION = "How long does the battery last?"

_FRESH_PROCESS = """
import json, sys, time
start = time.perf_counter()
import importlib
from types import SimpleNamespace
app = importlib.import_module(f"functions.{sys.argv[1]}.app")
imported = time.perf_counter()
context = SimpleNamespace(function_name=sys.argv[1], memory_limit_in_mb=1769, aws_request_id="1",
                          invoked_function_arn="arn:aws:lambda:eu-west-1:1:function:f",
                          function_version="1", get_remaining_time_in_millis=lambda: 30000)
answer = app.lambda_handler(json.load(open(sys.argv[2])), context)
done = time.perf_counter()
assert answer["statusCode"] == 200, answer
print(json.dumps({"import": (imported - start) * 1000, "answer": (done - imported) * 1000}),
      file=sys.__stderr__)
"""


def main() -> None:
    """Measure and print medians over the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder))
        results = {
            function: _measure(function, Path(folder), arguments.rounds) for function in _FUNCTIONS
        }
    if arguments.json:
        print(json.dumps(results, indent=2))
        return
    for function, figures in results.items():
        cells = "  ".join(f"{name} {value:6.0f} ms" for name, value in figures.items())
        print(f"{function:14s} {cells}")


def _fill(folder: Path) -> None:
    shopguide = [sys.executable, "-m", "infra.local"]
    subprocess.run([*shopguide, "sample", str(folder / "sample")], check=True, capture_output=True)
    upload = ["upload", str(folder / "sample" / "products.csv"), "--kind", "products"]
    data = ["--data", str(folder / "data")]
    subprocess.run([*shopguide, *upload, *data], check=True, capture_output=True)


def _event_file(function: str, folder: Path) -> Path:
    """The function's event, asking about a product that this shop has."""
    event = json.loads((_EVENTS / _FUNCTIONS[function]).read_text(encoding="utf-8"))
    if function == "assistant_api":
        with (folder / "sample" / "products.csv").open(encoding="utf-8", newline="") as stream:
            product_id = next(csv.DictReader(stream))["id"]
        event["body"] = json.dumps({"question": _QUESTION, "product_id": product_id})
    target = folder / f"{function}.json"
    target.write_text(json.dumps(event), encoding="utf-8")
    return target


def _measure(function: str, folder: Path, rounds: int) -> dict[str, float]:
    event = str(_event_file(function, folder))
    command = [sys.executable, "-c", _FRESH_PROCESS, function, event]
    runs = []
    for _ in range(rounds):
        finished = subprocess.run(
            command,
            env={
                "SHOPGUIDE_DATA_DIR": str(folder / "data"),
                "HOME": str(Path.home()),
                "PATH": "/usr/bin",
            },
            capture_output=True,
            text=True,
            check=True,
        )
        runs.append(json.loads(finished.stderr.strip().splitlines()[-1]))
    medians = {name: percentile([run[name] for run in runs], 0.5) for name in ("import", "answer")}
    return {**medians, "total": percentile([sum(run.values()) for run in runs], 0.5)}


if __name__ == "__main__":
    main()
