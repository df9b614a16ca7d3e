"""Entry point of the training container; SageMaker starts it as ``train``.

    python -m training.job --root shopguide-training/encoder-20260101-120000

Exit code: 0 done, 1 training failed, 2 the input is wrong, 128 + n stopped by signal n with a
checkpoint left. The reason is the first line of ``output/failure`` and the last on standard error.
"""

import argparse
import sys
from pathlib import Path

from training.config import read_environment
from training.job.launch import launch
from training.job.layout import find_layout


def main(arguments: list[str] | None = None) -> int:
    """Run the job; returns its exit code."""
    options = _parser().parse_args(arguments)
    environment = read_environment()
    layout = find_layout(options.root, environment)
    return launch(layout, environment, options.root, options.processes)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.job", description="Runs one training job."
    )
    parser.add_argument("command", nargs="?", choices=["train"], default="train")
    parser.add_argument("--root", type=Path, help="stands for /opt/ml, and SM_* do not count")
    parser.add_argument(
        "--processes", type=int, default=0, help="on this machine; default one for each GPU"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
