"""The shared benchmark data, and where it lies."""

import os
import sys
from pathlib import Path

from training.evaluate import benchmark_data
from training.evaluate.public_sets import write_icecat_products, write_zh_products


def data_folder() -> Path:
    """``SHOPGUIDE_DATA``, by default ``../shared/data``; exits saying so where it is absent."""
    folder = Path(os.environ.get("SHOPGUIDE_DATA", "../shared/data"))  # noqa: TID251
    if not (folder / "icecat").is_dir():
        sys.exit(f"Skipped: no benchmark data in {folder}. Set SHOPGUIDE_DATA to its folder.")
    return folder


def write_icecat_catalogue(target: Path) -> int:
    """Write the 19,406 Icecat products as one products file; returns their number."""
    return write_icecat_products(data_folder(), target)


def icecat_qrels() -> dict[str, dict[str, int]]:
    """Human ratings 0-3 of the development queries that have a rating above 0."""
    return {q: dict(grades) for q, grades in benchmark_data.icecat_qrels(data_folder()).items()}


def write_zh_catalogue(target: Path) -> int:
    """Write the 2,083 Chinese marketplace titles as one products file; returns their number."""
    return write_zh_products(data_folder(), target)


def zh_queries() -> dict[str, str]:
    """Shopper query -> the id of its one right product."""
    return benchmark_data.zh_queries(data_folder())
