"""How long the nightly batch takes, and how much memory.

    python -m tests.benchmarks.signals_speed [--interactions 1000000] [--products 20000] [--json]

Generates a lake (products by Zipf's law, sessions), makes the signals in a process of its own, as
`shopguide signals build` does, and prints seconds a stage, seconds of processors (which hardly
depend on what else runs), the peak of its memory, and how busy the machine was before.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.generated_interactions import write_lake


def main() -> None:
    """Generate, make, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--interactions", type=int, default=1_000_000)
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="4GB", help="of the database, then it goes to disk")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake, out = Path(folder) / "lake", Path(folder) / "signals"
        write_lake(lake, options.interactions, options.products)
        figures = _measure(lake, out, options.threads, options.memory)
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for name, figure in figures.items():
        print(f"{name:28s} {figure:>12,}")


def _measure(lake: Path, out: Path, threads: int, memory: str) -> dict[str, float]:
    busy = os.getloadavg()[0]
    command = [sys.executable, "-m", "training.signals", "--lake", str(lake), "--out", str(out)]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--json", "--threads", str(threads), "--memory", memory],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - began
    made, used = json.loads(done.stdout), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "interactions": made["interactions"],
        "shoppers": made["shoppers"],
        "products": made["products"],
        **{f"{stage}, s": took for stage, took in made["seconds"].items()},
        "whole process, s": round(seconds, 1),
        "of the processors, s": round(used.ru_utime + used.ru_stime, 1),
        "peak memory, MB": used.ru_maxrss // 1024,
        "load before, of a minute": round(busy, 2),
    }


if __name__ == "__main__":
    main()
