"""Small shops, written to a folder."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from training.data.cleaning.preparation import PreparedShop, prepare
from training.data.cleaning.splits import SplitShares
from training.data.reading.shop_tables import read_shop

NOW = datetime(2026, 11, 1, tzinfo=UTC)

Rows = Sequence[Mapping[str, object]]


def write_shop(folder: Path, **tables: Rows) -> Path:
    """One CSV file a table; a column is there if any row has it."""
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def prepared(folder: Path, shares: SplitShares | None = None, **tables: Rows) -> PreparedShop:
    """The shop, read and prepared."""
    return prepare(read_shop(write_shop(folder, **tables)), now=NOW, shares=shares)


def products(count: int) -> list[dict[str, object]]:
    """Products that have nothing to do with each other."""
    return [
        {"id": f"P{n}", "title": f"Kettle number {n}", "description": f"It boils {n} cups at once."}
        for n in range(count)
    ]
