"""The shared benchmark data, and where it lies."""

import csv
import os
import sys
from pathlib import Path

from training.evaluate import benchmark_data
from training.evaluate.public_sets import write_icecat_products, write_zh_products

_LINES = ("Avanta", "Borealis", "Cordelia", "Dorado", "Elara", "Fenice", "Galant")
"""Made-up product lines."""


def data_folder() -> Path:
    """``SHOPGUIDE_DATA``, by default ``../shared/data``; exits saying so where it is absent."""
    folder = Path(os.environ.get("SHOPGUIDE_DATA", "../shared/data"))  # noqa: TID251
    if not (folder / "icecat").is_dir():
        sys.exit(f"Skipped: no benchmark data in {folder}. Set SHOPGUIDE_DATA to its folder.")
    return folder


def write_icecat_catalogue(target: Path) -> int:
    """Write the 19,406 Icecat products as one products file; returns their number."""
    return write_icecat_products(data_folder(), target)


def write_repeated_icecat(source: Path, target: Path, count: int) -> None:
    """Write `count` products: those of an Icecat file, over and over, with other ids and titles.

    A copy's title begins with a word of its own kind and ends with a model number of its own, so
    that copies are neither equal texts nor one group of variants.
    """
    with source.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        for number in range(count):
            copy, place = divmod(number, len(rows))
            writer.writerow(_copy_of(rows[place], copy, number))


def _copy_of(row: dict[str, str], copy: int, number: int) -> dict[str, str]:
    if copy == 0:
        return row
    line = _LINES[copy % len(_LINES)]
    return {
        **row,
        "id": f"{row['id']}-{copy}",
        "title": f"{line} {row['title']} {line[:2]}{number}",
    }


def icecat_qrels() -> dict[str, dict[str, int]]:
    """Human ratings 0-3 of the development queries that have a rating above 0."""
    return {q: dict(grades) for q, grades in benchmark_data.icecat_qrels(data_folder()).items()}


def write_zh_catalogue(target: Path) -> int:
    """Write the 2,083 Chinese marketplace titles as one products file; returns their number."""
    return write_zh_products(data_folder(), target)


def zh_queries() -> dict[str, str]:
    """Shopper query -> the id of its one right product."""
    return benchmark_data.zh_queries(data_folder())
