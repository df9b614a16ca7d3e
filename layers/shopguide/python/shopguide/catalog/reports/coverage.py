"""How many rows of a file have a value in each of its columns."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from shopguide.catalog.reading.header import Header

MAX_COLUMNS = 10_000
"""Columns beyond this are not counted; no shop's file has them."""

SHOWN_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class ColumnCoverage:
    """One column that is read, and in how many rows it has a value.

    `name` is what it is to us, the native name or the attribute's; `header` how the file writes it.
    """

    name: str
    header: str
    is_attribute: bool
    rows: int


class ColumnCounts:
    """Counts, row by row, which columns have a value; memory grows with the columns alone."""

    def __init__(self) -> None:
        self.rows = 0
        self._filled: Counter[int] = Counter()
        self._header: Header | None = None

    def add(self, header: Header, fields: Sequence[str]) -> None:
        """Count one row; a field of nothing but space has no value."""
        self.rows += 1
        self._header = header
        width = min(len(fields), len(header.names), MAX_COLUMNS)
        self._filled.update(compress(range(width), map(str.strip, fields)))

    def coverage(self) -> tuple[ColumnCoverage, ...]:
        """Known columns as the file orders them, then attributes, the fullest first."""
        if self._header is None:
            return ()
        known = self._of(self._header, self._header.positions.items(), is_attribute=False)
        further = self._of(self._header, self._header.attributes.items(), is_attribute=True)
        further.sort(key=lambda column: (-column.rows, column.name))
        return (*known, *further)[:SHOWN_COLUMNS]

    def _of(
        self, header: Header, columns: Iterable[tuple[str, int]], *, is_attribute: bool
    ) -> list[ColumnCoverage]:
        return [
            ColumnCoverage(name[:100], header.names[place][:100], is_attribute, self._filled[place])
            for name, place in sorted(columns, key=lambda column: column[1])
        ]
