"""Reads interactions from files into one table of text: a lake's JSON lines, CSV, Parquet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingInputError
from training.signals.database import SignalDatabase

COLUMNS = (
    "type",
    "event_id",
    "shopper_id",
    "kind",
    "product_id",
    "occurred_at",
    "device",
    "hour",
    "country",
)
"""What is read of a line; docs/signals.md describes each."""

NEEDED = ("shopper_id", "product_id", "occurred_at")
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


def read_lake(database: SignalDatabase, source: Path) -> ReadCounts:
    """Make the table ``lake`` of `COLUMNS`, all of them text, NULL where nothing was said.

    Args:
        database: Where the table is made.
        source: A file, or a folder with any number of them at any depth; none at all is a lake
            without interactions. Names that begin with a dot or an underscore are left out.

    Raises:
        TrainingInputError: `source` is not there, a file is damaged or of no known format, or
            lacks a column.
    """
    files = _files(source)
    columns = ", ".join(f"{column} VARCHAR" for column in COLUMNS)
    database.execute(f"CREATE OR REPLACE TABLE lake ({columns})")
    rejected = sum(_read(database, kind, found) for kind, found in files.items())
    told = database.execute("SELECT type, COUNT(*) FROM lake GROUP BY type").fetchall()
    lines = {str(kind): int(count) for kind, count in told}
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


def _read(database: SignalDatabase, kind: str, files: Sequence[Path]) -> int:
    """Add files to ``lake``; how many rows do not fit."""
    import duckdb

    try:
        return _READERS[kind](database, files)
    except duckdb.Error as error:
        raise _cannot_read(database, kind, files, error) from error


def _cannot_read(
    database: SignalDatabase, kind: str, files: Sequence[Path], error: Exception
) -> TrainingInputError:
    """The error, naming the first file that alone cannot be read."""
    import duckdb

    for path in files:
        try:
            _READERS[kind](database, [path])
        except duckdb.Error as its:
            reason = str(its).splitlines()[0].replace(str(path.parent), "…")[:200]
            return TrainingInputError(
                f"{path.name} cannot be read: {reason}",
                fix="Write the file again; nothing was made.",
                field="lake",
            )
    return TrainingInputError(str(error).splitlines()[0][:200], field="lake")


def _read_json(database: SignalDatabase, files: Sequence[Path]) -> int:
    """DuckDB gives NULLs for what it cannot read: a line without a known member is broken."""
    columns = dict.fromkeys(COLUMNS, "VARCHAR")
    nothing = f"COALESCE({', '.join(COLUMNS)}) IS NULL"
    database.execute(
        f"""INSERT INTO lake
        SELECT CASE WHEN {nothing} THEN '{_BROKEN}' ELSE COALESCE(type, '{_INTERACTION}') END,
          {", ".join(COLUMNS[1:])}
        FROM read_json($files, format = 'newline_delimited', columns = {columns},
          ignore_errors = true, maximum_object_size = {_LONGEST_LINE})""",  # noqa: S608 ours
        {"files": [str(path) for path in files]},
    )
    return 0


def _read_delimited(database: SignalDatabase, files: Sequence[Path]) -> int:
    rejected = 0
    for path in files:
        source = "read_csv($file, all_varchar = true, header = true, store_rejects = true)"
        _insert(database, path, source)
        rejected += database.number(
            "SELECT COUNT(*) FROM (SELECT DISTINCT file_id, line FROM reject_errors)"
        )
        database.drop("reject_errors", "reject_scans")
    return rejected


def _read_parquet(database: SignalDatabase, files: Sequence[Path]) -> int:
    for path in files:
        _insert(database, path, "read_parquet($file)")
    return 0


def _insert(database: SignalDatabase, path: Path, source: str) -> None:
    """Add a table that has some of the columns."""
    file = {"file": str(path)}
    described = database.execute(f"DESCRIBE SELECT * FROM {source}", file).fetchall()  # noqa: S608
    there = {str(name).lower() for name, *_ in described}
    for column in NEEDED:
        if column not in there:
            raise TrainingInputError(
                f"{path.name} has no column {column}.",
                fix=f"It needs {', '.join(NEEDED)}, and may have {', '.join(COLUMNS)}.",
                field=column,
            )
    told = [f"CAST({name} AS VARCHAR)" if name in there else "NULL" for name in COLUMNS[1:]]
    kind = f"COALESCE(CAST(type AS VARCHAR), '{_INTERACTION}')" if "type" in there else None
    if "kind" not in there:
        told[COLUMNS.index("kind") - 1] = "'view_item'"
    selected = ", ".join([kind or f"'{_INTERACTION}'", *told])
    database.execute(f"INSERT INTO lake SELECT {selected} FROM {source}", file)  # noqa: S608


_READERS = {"json": _read_json, "delimited": _read_delimited, "parquet": _read_parquet}
