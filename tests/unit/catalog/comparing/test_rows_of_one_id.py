"""Files whose rows all have the same id, or none: the column was the wrong one, or is empty."""

import io
import tracemalloc
from pathlib import Path

import pytest

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.catalog.comparing import difference, duplicates, staging
from shopguide.catalog.preparation import Preparation, PreparedImport
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.live_catalogue import LiveCatalogue

MEGABYTE = 2**20
ROWS = 6_000


@pytest.fixture
def three_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(difference, "MAX_ROWS_OF_ID", 3)
    monkeypatch.setattr(duplicates, "MAX_ROWS_OF_ID", 3)


def prepared(folder: Path, content: str) -> PreparedImport:
    rows = folder / "work"
    rows.mkdir()
    preparation = Preparation(
        FolderObjectStore(folder / "objects"), "0" * 16, CatalogKind.PRODUCTS, "shop.csv", rows
    )
    return preparation.run(io.BytesIO(content.encode()), LiveCatalogue(), 10, dry_run=True)


@pytest.mark.usefixtures("three_at_most")
def test_rows_beyond_the_most_of_one_id_are_rejected_with_what_is_wrong(tmp_path: Path) -> None:
    rows = [f"p1,Lamp,{line} USD,seller {line}" for line in range(2, 6)]
    lines = ["id,title,price,seller", *rows, "p1,Lamp,dear,seller 6", "p1,Lamp,7 USD", "p2,Vase,,"]
    result = prepared(tmp_path, "\n".join(lines) + "\n")
    counts = result.counts
    assert (counts.read, counts.rejected, counts.added, counts.merged) == (7, 3, 2, 2)
    assert [(row.line, row.reason) for row in result.rejections if row.line != 6] == [
        (5, "more than 3 rows of the file have this id"),
        (7, "the row has only 3 of 4 fields"),
    ]
    assert result.rejections[1].column == "price"


@pytest.mark.parametrize("row_id", ["", "same"])
def test_they_take_no_more_memory_than_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row_id: str
) -> None:
    monkeypatch.setattr(staging, "MAX_CHARACTERS_IN_MEMORY", MEGABYTE)
    monkeypatch.setattr(difference, "MAX_ROWS_OF_ID", 100)
    row = f"{row_id},Lamp,5 USD,{'light ' * 400}\n"
    content = "id,title,price,description\n" + row * ROWS
    tracemalloc.start()
    try:
        result = prepared(tmp_path, content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert result.counts.rejected == ROWS - bool(row_id)
    assert peak - len(content) < len(content) // 2 + 4 * MEGABYTE
