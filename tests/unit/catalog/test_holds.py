"""What holds an import, and how it is told."""

from collections.abc import Callable
from typing import Any

import pytest

from shopguide.catalog.holds import HoldLimits, held_text, holds_of, would_hold_text
from shopguide.catalog.reading.facts import FileFormat, Guess, SourceFacts
from shopguide.domain.catalog_import import ImportCounts, ImportStatus

SURE = SourceFacts(FileFormat.CSV, Guess("utf-8", 1.0), Guess(",", 1.0), is_gzip=False)
UNSURE = SourceFacts(FileFormat.CSV, Guess("gb18030", 0.6), Guess(",", 1.0), is_gzip=False)


@pytest.mark.parametrize(
    ("counts", "live_rows", "facts", "codes"),
    [
        (ImportCounts(read=100, rejected=5, added=95), 0, SURE, []),
        (ImportCounts(read=100, rejected=6, added=94), 0, SURE, ["too_many_rejected"]),
        (ImportCounts(read=70, unchanged=70, removed=30), 100, SURE, []),
        (ImportCounts(read=69, unchanged=69, removed=31), 100, SURE, ["too_many_removed"]),
        (ImportCounts(read=9, added=9), 0, UNSURE, ["uncertain_encoding"]),
        (
            ImportCounts(read=2, rejected=1, unchanged=1, removed=9),
            10,
            UNSURE,
            ["too_many_rejected", "too_many_removed", "uncertain_encoding"],
        ),
    ],
)
def test_everything_that_holds_a_file_is_told(
    counts: ImportCounts, live_rows: int, facts: SourceFacts, codes: list[str]
) -> None:
    assert [hold.code for hold in holds_of(counts, live_rows, facts, HoldLimits())] == codes


def test_each_hold_says_what_was_found_and_how_to_go_on() -> None:
    counts = ImportCounts(read=2, rejected=1, unchanged=1, removed=9)
    holds = holds_of(counts, 10, UNSURE, HoldLimits())
    text = held_text(holds, "0123456789abcdef")
    for words in (
        "1 of 2 rows of the file (50.0%) are invalid",
        "rejected.csv",
        "9 of 10 live rows (90.0%) are missing from the file",
        "products-delta",
        "read as gb18030, which is only 60% sure",
        "save the file as UTF-8 (in Excel: Save As",
        "Nothing was changed",
    ):
        assert words in text
    assert text.endswith("`shopguide catalog approve 0123456789abcdef`.")
    assert "catalog approve" not in would_hold_text(holds)


def test_a_short_file_in_a_guessed_encoding_is_held_until_somebody_has_looked(
    new_shop: Callable[..., Any],
) -> None:
    shop = new_shop()
    record = shop.run("products", "id,title\n1,椅子\n".encode("gb18030"))
    assert (record.status, record.holds) == (ImportStatus.HELD, ("uncertain_encoding",))
    shop.approving.approve(record.import_id)
    shop.work()
    assert shop.imports.find(record.import_id).status is ImportStatus.PUBLISHED
    assert shop.products()["1"].title == "椅子"
