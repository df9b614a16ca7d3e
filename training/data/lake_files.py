"""Reads a lake's files into one table: JSON lines, CSV, Parquet.

Whoever learns from what shoppers do reads it here, so that all of them take and skip the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.data.database import Database
from training.errors import TrainingInputError

NEEDED = ("shopper_id", "occurred_at")
"""A table without one of these columns is refused."""

_SUFFIXES = {
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".parquet": "parquet",
}
_LONGEST_LINE = 16 << 20
_BROKEN = "broken"
_INTERACTION = "interaction"


@dataclass(frozen=True, slots=True)
class ReadCounts:
    """What was read.

    Attributes:
        files: Files.
        lines: Their lines, empty ones and headers left out.
        broken: Lines that are no object, or rows that do not fit their table; skipped.
        interactions: Lines of that type.
    """

    files: int = 0
    lines: int = 0
    broken: int = 0
    interactions: int = 0


def read_files(
    database: Database,
    source: Path,
    columns: Mapping[str, str],
    needed: Sequence[str] = NEEDED,
) -> ReadCounts:
    """Make the table ``lake`` of these columns, NULL where nothing was said.

    Args:
        database: Where the table is made.
        source: A file, or a folder with any number of them at any depth; none at all is a lake
            without interactions. Names that begin with a dot or an underscore are left out.
        columns: What is read of a line, with its type; ``type`` first, ``kind`` among them.
        needed: Columns without which a CSV or Parquet file is refused.

    Raises:
        TrainingInputError: `source` is not there, a file is damaged or of no known format, or
            lacks a column.
    """
    files = _files(source)
    told = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    database.execute(f"CREATE OR REPLACE TABLE lake ({told})")
    reader = _Reader(database, columns, needed)
    rejected = sum(reader.read(kind, found) for kind, found in files.items())
    counts = database.execute("SELECT type, COUNT(*) FROM lake GROUP BY type").fetchall()
    lines = {str(kind): int(count) for kind, count in counts}
    return ReadCounts(
        files=sum(len(found) for found in files.values()),
        lines=sum(lines.values()) + rejected,
        broken=lines.get(_BROKEN, 0) + rejected,
        interactions=lines.get(_INTERACTION, 0),
    )


def _files(source: Path) -> Mapping[str, Sequence[Path]]:
    """By kind of format, in the order of their names."""
    if source.is_file():
        kind = _kind(source)
        if kind is None:
            raise TrainingInputError(
                f"{source.name} is of no format that interactions are read from.",
                fix=f"Give {', '.join(_SUFFIXES)}; all but the last may be gzipped (.gz).",
                field="lake",
            )
        return {kind: [source]}
    if not source.is_dir():
        raise TrainingInputError(
            f"{source} is not there.", fix="Name a folder or a file of interactions.", field="lake"
        )
    found: dict[str, list[Path]] = {}
    for path in sorted(source.rglob("*")):
        kind = _kind(path)
        if kind is not None and path.is_file() and not path.name.startswith((".", "_")):
            found.setdefault(kind, []).append(path)
    return found


def _kind(path: Path) -> str | None:
    name = path.with_suffix("") if path.suffix == ".gz" else path
    return _SUFFIXES.get(name.suffix)


class _Reader:
    """Adds files to ``lake``; each method says how many of their rows do not fit."""

    def __init__(
        self, database: Database, columns: Mapping[str, str], needed: Sequence[str]
    ) -> None:
        self._database = database
        self._columns = columns
        self._needed = needed

    def read(self, kind: str, files: Sequence[Path]) -> int:
        import duckdb

        try:
            return self._read(kind, files)
        except duckdb.Error as error:
            raise self._cannot_read(kind, files, error) from error

    def _read(self, kind: str, files: Sequence[Path]) -> int:
        if kind == "json":
            return self._read_json(files)
        return sum(self._read_table(kind, path) for path in files)

    def _cannot_read(
        self, kind: str, files: Sequence[Path], error: Exception
    ) -> TrainingInputError:
        """The error, naming the first file that alone cannot be read."""
        import duckdb

        for path in files:
            try:
                self._read(kind, [path])
            except duckdb.Error as its:
                reason = str(its).splitlines()[0].replace(str(path.parent), "…")[:200]
                return TrainingInputError(
                    f"{path.parent.name}/{path.name} cannot be read: {reason}",
                    fix="Write the file again; nothing was made. In a shop's own lake, delete "
                    f"{path.parent.name}/_SUCCESS, and the next build writes that day again.",
                    field="lake",
                )
        return TrainingInputError(str(error).splitlines()[0][:200], field="lake")

    def _read_json(self, files: Sequence[Path]) -> int:
        """DuckDB gives NULLs for what it cannot read: a line without a known member is broken."""
        names = list(self._columns)
        texts = ", ".join(f"CAST({name} AS VARCHAR)" for name in names)
        self._database.execute(
            f"""INSERT INTO lake
            SELECT CASE WHEN COALESCE({texts}) IS NULL THEN '{_BROKEN}'
                        ELSE COALESCE(type, '{_INTERACTION}') END,
              {", ".join(names[1:])}
            FROM read_json($files, format = 'newline_delimited', columns = {dict(self._columns)},
              hive_partitioning = false, ignore_errors = true,
              maximum_object_size = {_LONGEST_LINE})""",  # noqa: S608 ours
            {"files": [str(path) for path in files]},
        )
        return 0

    def _read_table(self, kind: str, path: Path) -> int:
        if kind == "parquet":
            self._insert(path, "read_parquet($file, hive_partitioning = false)")
            return 0
        self._insert(
            path,
            "read_csv($file, all_varchar = true, header = true, store_rejects = true,"
            " hive_partitioning = false)",
        )
        rejected = self._database.number(
            "SELECT COUNT(*) FROM (SELECT DISTINCT file_id, line FROM reject_errors)"
        )
        self._database.drop("reject_errors", "reject_scans")
        return rejected

    def _insert(self, path: Path, source: str) -> None:
        """Add a table that has some of the columns."""
        file = {"file": str(path)}
        described = self._database.execute(f"DESCRIBE SELECT * FROM {source}", file).fetchall()  # noqa: S608
        there = {str(name).lower() for name, *_ in described}
        for column in self._needed:
            if column not in there:
                raise TrainingInputError(
                    f"{path.name} has no column {column}.",
                    fix=f"It needs {', '.join(self._needed)}, and may have "
                    f"{', '.join(self._columns)}.",
                    field=column,
                )
        told = ", ".join(
            f"TRY_CAST({name} AS {kind})" if name in there else "NULL"
            for name, kind in self._columns.items()
        )
        defaults = f"COALESCE(type, '{_INTERACTION}') AS type" + (
            "" if "kind" in there else ", 'view_item' AS kind"
        )
        self._database.execute(
            f"""INSERT INTO lake SELECT * REPLACE ({defaults})
            FROM (SELECT {told} FROM {source}) AS told ({", ".join(self._columns)})""",  # noqa: S608
            file,
        )
