"""The rejected rows of a file: counted, kept on disk, and told in the order of the file."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from shopguide.catalog.reading.header import Header
from shopguide.domain.row_problem import ProblemCode, RowProblem
from shopguide.text.catalog_columns import REPORT_COLUMNS, header_word

MAX_KEPT = 100_000
"""Rejected rows beyond this are counted, but neither listed nor written."""


class RejectionLog(AbstractContextManager["RejectionLog"]):
    """Takes rejections in any order; `count` is how many rows of the file they are.

    Args:
        path: A file of its own.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("w+b")
        self._places: list[tuple[int, int]] = []
        self.count = 0

    def add(self, rejection: RowProblem, fields: Sequence[str], rows: int = 1) -> None:
        """Keep a rejection and the row as the file has it; it stands for `rows` of them."""
        self.count += rows
        if len(self._places) < MAX_KEPT:
            self._places.append((rejection.line, self._file.tell()))
            text = json.dumps([asdict(rejection), list(fields)], ensure_ascii=False)
            self._file.write(text.encode() + b"\n")

    def first(self, count: int) -> list[RowProblem]:
        """The first ones by line."""
        return [rejection for rejection, _ in islice(self._in_order(), count)]

    def write_csv(self, target: BinaryIO, header: Header, name: str) -> None:
        """Write ``rejected.csv``: the file's own columns, then line, column, reason and `name`.

        It can be uploaded again once its rows are right: the columns it adds are left out then,
        also when it is rejected again. `name` is that of the import.

        Fields are as they stand in the file, also those that a spreadsheet takes for a formula
        (``=1+1``): a mark against that would be part of what is uploaded again, and whoever opens
        this has opened the file that they come from.
        """
        text = io.TextIOWrapper(target, "utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text)
        width = len(header.names)
        own = [
            at for at, each in enumerate(header.names) if header_word(each) not in REPORT_COLUMNS
        ]
        writer.writerow([*(header.names[at] for at in own), *REPORT_COLUMNS])
        for rejection, fields in self._in_order():
            if len(fields) > width > 0:  # nothing is lost of a field that was cut in several
                fields[width - 1 :] = [header.delimiter.join(fields[width - 1 :])]
            padded = [*fields, *[""] * (width - len(fields))]
            facts = (str(rejection.line), rejection.column, rejection.reason, name)
            writer.writerow([*(padded[at] for at in own), *facts])
        text.detach()

    def _in_order(self) -> Iterator[tuple[RowProblem, list[str]]]:
        self._file.flush()
        for _, place in sorted(self._places):
            self._file.seek(place)
            rejection, fields = json.loads(self._file.readline())
            yield RowProblem(**{**rejection, "code": ProblemCode(rejection["code"])}), fields

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
