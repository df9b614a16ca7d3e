"""Says what a shop's own files hold for training, before any training.

python -m training.data SHOP            # a table, and every reason why rows were dropped
python -m training.data SHOP --json     # the same as one JSON object
"""

import argparse
import sys
from pathlib import Path

from training.data.cleaning.preparation import prepare
from training.data.reading.shop_tables import read_shop
from training.errors import TrainingInputError

FAILED = 1


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m training.data",
        description="Says what a shop's own files hold for training.",
    )
    parser.add_argument("folder", type=Path, help="the shop's files; docs/training-data.md")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    try:
        report = prepare(read_shop(options.folder)).report
    except TrainingInputError as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    print(report.dumps() if options.json else report.render(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
