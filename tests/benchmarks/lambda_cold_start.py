"""Cold start, warm time and memory of the functions as SAM built them, within Lambda's limits.

    make sam ric
    python -m tests.benchmarks.lambda_cold_start [--memory 1769] [--case search] [--rounds 5]
        [--out build/lambda.json] [--svg docs/images/cold-start.svg]

Each container is AWS's runtime interface emulator around Lambda's Python 3.12 with the function's
code, its layers and nothing else, in a cgroup with the function's memory and its share of a core
(megabytes / 1,769). AWS is moto and Qdrant our stand-in, both on 127.0.0.1 and outside the limits;
so the wire is shorter than on AWS, and the disk is warm. docs/cold-start-and-cost.md has what it
prints and what that leaves out.
"""

import argparse
import json
import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.on_lambda.account import fill_account, serve_account
from tests.benchmarks.on_lambda.cases import http_cases, index_case
from tests.benchmarks.on_lambda.emulator import find_emulator
from tests.benchmarks.on_lambda.figures import Figures, measure
from tests.benchmarks.on_lambda.limits import can_limit
from tests.benchmarks.on_lambda.packages import BUILT_TEMPLATE, RUNTIME, read_packages
from tests.benchmarks.on_lambda.plot import draw
from tests.benchmarks.on_lambda.replay import ReplayedQdrant

SIZES = (512, 1024, 1769, 3008)


def main() -> int:
    """Measure and print; the exit status is 0 also where this machine cannot measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--template", type=Path, default=BUILT_TEMPLATE, help="as `sam build` left")
    parser.add_argument("--memory", type=int, nargs="+", default=list(SIZES), help="megabytes")
    parser.add_argument("--case", nargs="+", default=[], help="words of the cases' names")
    parser.add_argument("--rounds", type=int, default=5, help="containers of each size")
    parser.add_argument("--out", type=Path, help="a file for the figures as JSON")
    parser.add_argument("--svg", type=Path, help="a file for a drawing of the cold starts")
    arguments = parser.parse_args()
    missing = _missing(arguments.template)
    if missing:
        print(f"Nothing is measured: {missing}")
        return 0
    with tempfile.TemporaryDirectory() as folder, serve_account() as servers, ExitStack() as stack:
        batches = 2 * arguments.rounds * len(arguments.memory)
        deployed, waiting = fill_account(servers, Path(folder), batches)
        qdrant = stack.enter_context(ReplayedQdrant(deployed["SHOPGUIDE_QDRANT_URL"]))
        deployed["SHOPGUIDE_QDRANT_URL"] = qdrant.url
        packages = read_packages(arguments.template, deployed)
        results = []
        for case in (*http_cases(Path(folder) / "sample"), index_case(waiting)):
            if arguments.case and not any(word in case.name for word in arguments.case):
                continue
            for memory in arguments.memory:
                figures = measure(case, packages[case.function], memory, arguments.rounds)
                results.append(figures)
                load = os.getloadavg()[0]
                sys.stderr.write(f"{case.name} {memory}: {figures.cold:.0f} ms, load {load:.1f}\n")
    _print(results)
    if arguments.out:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(json.dumps([asdict(one) for one in results], indent=1))
    if arguments.svg:
        arguments.svg.write_text(draw(results))
    return 0


def _missing(template: Path) -> str:
    """Why nothing can be measured here; empty where it can."""
    if not can_limit():
        return "this machine has no cgroup v1 that we may write."
    if not template.exists() or find_emulator() is None:
        return "run `make sam` first."
    if not (RUNTIME / "runtime").exists():
        return "run `make ric` first."
    return ""


def _print(results: list[Figures]) -> None:
    table = Table(title="Milliseconds; a cold start is init and first request together")
    for name in ("case", "MB", "init", "first", "cold", "median", "worst", "CPU", "warm p50"):
        table.add_column(name, justify="left" if name == "case" else "right")
    table.add_column("p95", justify="right")
    table.add_column("peak MB", justify="right")
    for one in results:
        if one.died:
            table.add_row(one.case, f"{one.memory_mb:,}", "died", one.died[-300:])
            continue
        numbers = (one.init, one.first, one.cold, one.cold_median, one.cold_worst, one.cold_cpu)
        cells = [f"{value:,.0f}" for value in numbers]
        warm = [f"{value:,.1f}" for value in (one.warm_p50, one.warm_p95)]
        table.add_row(one.case, f"{one.memory_mb:,}", *cells, *warm, f"{one.peak_mb:,.0f}")
    Console(width=130).print(table)


if __name__ == "__main__":
    sys.exit(main())
