"""Whatever a file holds, its import comes to an end that can be trusted.

    pytest tests/integration/test_catalog_bad_input.py --cases 20000

Real files cut short and files of every format, whole and damaged, are uploaded into a shop that has
a catalogue, in series: each file meets what the ones before it left. Everything follows from the
number of the series; a failure names it, and keeps the file. Parts can run in processes of their
own (`-k`).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.catalog_import import CatalogKind, ImportCounts, ImportRecord, ImportStatus
from shopguide.domain.row_problem import ProblemCode
from tests.integration.catalogue_files import CatalogueFile, generated_file
from tests.integration.file_damage import damaged
from tests.integration.real_catalogues import real_files
from tests.integration.watched_shop import WatchedShop, first_files

PARTS = 15
FILES_OF_A_SERIES = 10
OF_A_VALUE = {
    ProblemCode.MISSING_VALUE,
    ProblemCode.BAD_ID,
    ProblemCode.BAD_PRICE,
    ProblemCode.BAD_SALE_PRICE,
    ProblemCode.NO_CURRENCY,
    ProblemCode.BAD_AVAILABILITY,
    ProblemCode.BAD_RATING,
    ProblemCode.BAD_DATE,
    ProblemCode.BAD_JSON,
    ProblemCode.NUL_BYTE,
    ProblemCode.BROKEN_TEXT,
}
"""What is wrong with a value, so that the row by itself is as wrong."""


real = cache(real_files)


def a_file(random: Random) -> CatalogueFile:
    """A real file, or a generated one; three of four damaged."""
    if real() and random.random() < 0.4:
        file = random.choice(real())
        kinds = [CatalogKind.PRODUCTS, CatalogKind.PRODUCTS_DELTA]
        file = replace(file, kind=random.choice(kinds * 6 + list(CatalogKind)))
    else:
        file = generated_file(random)
    return file if random.random() < 0.25 else damaged(random, file)


def counted(counts: ImportCounts) -> int:
    """How many rows of the file are accounted for."""
    parts = asdict(counts)
    return sum(parts[name] for name in parts if name not in ("read", "removed", "warnings"))


def changes(counts: ImportCounts) -> int:
    return counts.added + counts.changed_text + counts.changed_fields + counts.removed


def told(record: ImportRecord) -> Sequence[tuple[str, str, str]]:
    """Which row is rejected for which column, and why."""
    return [(each.row_id, each.column, each.code) for each in record.rejections]


class Trial:
    """One file, uploaded into a shop in every way, with all that has to hold."""

    def __init__(self, shop: WatchedShop, file: CatalogueFile) -> None:
        self._shop = shop
        self._file = file

    def run(self) -> ImportRecord:
        """How its import ended."""
        checked = self._check()
        record = self._import()
        ended = ImportStatus.FAILED if record.status is ImportStatus.FAILED else "checked"
        assert (checked.status, checked.counts) == (ended, record.counts)
        assert (checked.problem_code, checked.holds) == (record.problem_code, record.holds)
        if record.status is not ImportStatus.FAILED:
            self._import_again(record)
        if record.counts.rejected:
            self._import_rejected(record)
        return record

    def _check(self) -> ImportRecord:
        before = self._shop.state()
        record = self._shop.run(self._file, check=True)
        self._assert_ended_well(record)
        assert self._shop.state() == before
        return record

    def _import(self) -> ImportRecord:
        before, rows = self._shop.state(), self._shop.rows(self._file.kind.family)
        record = self._shop.run(self._file)
        self._assert_ended_well(record)
        if record.status is not ImportStatus.PUBLISHED:
            assert self._shop.state() == before
            assert self._file.ids is None or record.status is ImportStatus.HELD, record.problem
            return record
        after = self._shop.rows(self._file.kind.family)
        self._shop.assert_documents_follow_manifests()
        counts = record.counts
        assert len(after) == len(rows) + counts.added - counts.removed
        assert len(after.keys() - rows.keys()) == counts.added
        assert len(rows.keys() - after.keys()) == counts.removed
        if self._file.ids is not None:
            assert counts.rejected == 0
            assert self._file.ids <= after.keys()
        return record

    def _import_again(self, first: ImportRecord) -> None:
        before = self._shop.state()
        again = self._shop.run(self._file)
        self._assert_ended_well(again)
        assert (again.status, again.problem_code) == (first.status, first.problem_code)
        assert self._shop.state() == before
        if first.status is ImportStatus.PUBLISHED:
            assert changes(again.counts) == 0
            same = ("read", "rejected", "merged", "warnings")
            assert [getattr(again.counts, each) for each in same] == [
                getattr(first.counts, each) for each in same
            ]

    def _import_rejected(self, first: ImportRecord) -> None:
        """``rejected.csv`` as it is: it removes nothing, and what is wrong is told again."""
        content = self._shop.object(first.rejected_key)
        file = replace(self._file, name="rejected.csv", content=content)
        again = self._shop.run(file)
        self._assert_ended_well(again)
        self._shop.assert_documents_follow_manifests()
        assert again.counts.removed == 0
        if len(first.rejections) == first.counts.rejected and all(
            each.column and each.code in OF_A_VALUE for each in first.rejections
        ):
            assert told(again) == told(first)
            assert again.counts.read == again.counts.rejected == first.counts.rejected

    def _assert_ended_well(self, record: ImportRecord) -> None:
        assert record.status.is_final
        assert record.problem_code != "internal_error", record.problem
        assert record.problem or record.status in (ImportStatus.PUBLISHED, ImportStatus.CHECKED)
        assert record.counts.read == counted(record.counts), record.counts
        self._shop.assert_reported(record)


LIMITS: Sequence[Mapping[str, float]] = (
    {"max_rejected_share": 1.0, "max_removed_share": 1.0, "min_encoding_confidence": 0.0},
    {"max_rejected_share": 0.4, "max_removed_share": 1.0},
    {},
)
"""What holds an import, in one series and another; the last are the defaults."""


@pytest.mark.parametrize("part", range(PARTS))
def test_any_file_ends_well(
    new_container: Callable[..., Container], cases: int, tmp_path: Path, part: int
) -> None:
    ended: Counter[str] = Counter()
    for number in range(part, max(PARTS, cases // FILES_OF_A_SERIES), PARTS):
        random = Random(number)
        shop = WatchedShop(new_container(**random.choice(LIMITS)))
        for file in first_files():
            assert shop.run(file).status is ImportStatus.PUBLISHED
        for place in range(FILES_OF_A_SERIES):
            file = a_file(random)
            try:
                ended[Trial(shop, file).run().status] += 1
            except BaseException as error:
                (tmp_path / "file").write_bytes(file.content)
                (tmp_path / "mapping").write_bytes(file.mapping)
                where = f"series {number}, file {place}: {file.kind} {file.name}, see {tmp_path}"
                error.add_note(where)
                raise
    print(f"{ended.total()} files: {dict(ended)}")
