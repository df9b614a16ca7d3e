"""What became of every row of a shop's files, to read and to parse."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from training.data.reading.dropped import DropLog, DroppedRows


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table: rows read and kept, and the kept ones by split and by language."""

    read: int
    kept: int
    splits: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a table that dropped nothing: how many rows, and what was done."""

    table: str
    what: str
    rows: int


@dataclass(frozen=True, slots=True)
class LeakageCheck:
    """A way in which training could see what it is measured on: rows found, what became of them."""

    meaning: str
    rows: int
    outcome: str


@dataclass(frozen=True)
class DataReport:
    """The whole account: for each table ``read = kept + dropped``."""

    tables: Mapping[str, TableReport]
    dropped: DropLog
    notes: Sequence[Note]
    checks: Sequence[LeakageCheck]
    borders: Mapping[str, str]
    fingerprint: str

    def to_json(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "fingerprint": self.fingerprint,
            "tables": {name: asdict(table) for name, table in self.tables.items()},
            "dropped": [
                {"table": table, "reason": reason, "rows": rows.count, "samples": _samples(rows)}
                for table, reason, rows in self.dropped
            ],
            "notes": [asdict(note) for note in self.notes],
            "leakage": [asdict(check) for check in self.checks],
            "interactions_split_at": dict(self.borders),
        }

    def dumps(self) -> str:
        """`to_json` as indented text."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"

    def render(self) -> str:
        """The account as plain text: a table of rows, then what was dropped, noted and checked."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield f"Data {self.fingerprint}"
        yield ""
        header = ("table", "read", "dropped", "kept", "train", "dev", "test", "zh", "en")
        rows = [self._cells(name, table) for name, table in self.tables.items() if table.read]
        yield from aligned([header, *rows])
        for title, lines in (
            ("Dropped", list(self._dropped_lines())),
            ("Noted", [f"{n.table}: {n.what}: {n.rows:,}" for n in self.notes]),
            ("Leakage", [f"{c.meaning}: {c.rows:,} ({c.outcome})" for c in self.checks]),
        ):
            yield from ("", title, *(f"  {line}" for line in lines or ["nothing"]))
        if self.borders:
            dev, test = self.borders["dev_from"], self.borders["test_from"]
            yield from ("", f"Interactions: train before {dev}, dev before {test}, then test")

    def _cells(self, name: str, table: TableReport) -> tuple[str, ...]:
        splits = [table.splits.get(split, 0) for split in ("train", "dev", "test")]
        languages = [table.languages.get(language, 0) for language in ("zh", "en")]
        counts = [table.read, self.dropped.count(name), table.kept, *splits, *languages]
        return (name, *(f"{count:,}" for count in counts))

    def _dropped_lines(self) -> Iterator[str]:
        for table, reason, rows in self.dropped:
            if rows.count:
                yield f"{table}: {reason}: {rows.count:,}"
                for row in rows.samples[:3]:
                    value = f": {row.value}" if row.value else ""
                    yield f"    {row.file} line {row.line}{value}"


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as lines with columns of one width, the first to the left and the others to the right.

    Chinese characters are two columns wide in a terminal; the first column may have them.
    """
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _samples(rows: DroppedRows) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows.samples]
