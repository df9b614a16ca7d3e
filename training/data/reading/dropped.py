"""Rows that were left out, counted by reason with a few samples of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

SAMPLES = 5
"""How many rows of each reason are shown."""

_SHOWN_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class DroppedRow:
    """One row that was left out: where it stands, and what it says (cut short)."""

    file: str
    line: int
    value: str = ""


@dataclass(slots=True)
class DroppedRows:
    """How many rows one reason left out, and the first `SAMPLES` of them."""

    count: int = 0
    samples: list[DroppedRow] = field(default_factory=list)

    def add(self, file: str, line: int, value: str = "") -> None:
        """Count one row."""
        self.count += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(DroppedRow(file, line, value[:_SHOWN_CHARACTERS]))


class DropLog:
    """Dropped rows of all tables by table and reason."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], DroppedRows] = {}

    def of(self, table: str, reason: str) -> DroppedRows:
        """The rows of `table` that were dropped for `reason`, to look at or to add to."""
        return self._rows.setdefault((table, reason), DroppedRows())

    def count(self, table: str) -> int:
        """All dropped rows of a table."""
        return sum(rows.count for (name, _), rows in self._rows.items() if name == table)

    def __iter__(self) -> Iterator[tuple[str, str, DroppedRows]]:
        """Table, reason and rows, those with most rows first within a table."""
        entries = [(table, reason, rows) for (table, reason), rows in self._rows.items()]
        return iter(sorted(entries, key=lambda entry: (entry[0], -entry[2].count, entry[1])))

    def copy(self) -> "DropLog":
        """A log that starts with these rows."""
        log = DropLog()
        for table, reason, rows in self:
            log._rows[table, reason] = DroppedRows(rows.count, list(rows.samples))
        return log
