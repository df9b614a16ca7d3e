"""Products files for items that one only has titles, keywords or ids of."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from training.evaluate.records import Records, read_records

ITEM_COLUMN = "s3_item_id"
"""Marks a file of the S3-Rec data sets' items: ``s3_item_id, asin, …keywords, title``."""


@contextmanager
def items_as_products(file: Path | None, items: Sequence[str]) -> Iterator[Path]:
    """A products file: `file` itself, one made of its S3-Rec items, or one of bare ids.

    Raises:
        EvaluationInputError: `file` cannot be read.
    """
    if file is not None and ".tsv" not in file.suffixes:
        yield file
        return
    records = None if file is None else read_records(file)
    if file is not None and records is not None and ITEM_COLUMN not in records.columns:
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="shopguide-items-") as folder:
        made = Path(folder) / "items.csv"
        write_products(made, ((i, i) for i in items) if records is None else _titles(records))
        yield made


def write_products(file: Path, rows: Iterable[tuple[str, str]]) -> None:
    """Write a products file of ids and titles."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "title"))
        writer.writerows(rows)


def _titles(records: Records) -> Iterator[tuple[str, str]]:
    """The title of each item, or else its keywords, or else its id."""
    keywords = [column for column in records.columns if "keywords" in column]
    for row in records.rows:
        texts = (row["title"], *(row[column] for column in keywords), row[ITEM_COLUMN])
        yield row[ITEM_COLUMN], next(filter(None, texts))
