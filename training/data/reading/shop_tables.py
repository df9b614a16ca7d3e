"""A shop's own files as tables.

    shop = read_shop(Path("shop"))
    shop.reviews.select("product_id", "text", "rating").collect()

Each file is read once, row by row, in any encoding that an import understands, and laid down as
Parquet in a temporary folder, which polars scans as often as it is asked until Python exits. So
memory holds one batch of rows, whatever the size of the files; the disk holds a copy of the columns
that are used.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.data.reading.attributes import merged_attributes
from training.data.reading.columns import COLUMNS, KINDS, Columns, Kind, ValueType
from training.data.reading.decoding import open_lines
from training.data.reading.dropped import DropLog
from training.data.reading.rows import Row, read_delimited, read_json_lines
from training.data.reading.shop_files import ShopFile, find_shop_files
from training.data.reading.staging import new_staging_folder
from training.errors import TrainingInputError

if TYPE_CHECKING:
    import polars as pl

BATCH_ROWS = 20_000
MAX_UNREADABLE_SHARE = 0.2
"""A file with more rows than this that cannot be read is refused: it is not what its name says."""


@dataclass(frozen=True)
class ShopTables:
    """A shop as polars tables, each with `file` and `line` of its rows beside their columns.

    Columns are those of `columns.COLUMNS`, empty text where a file has none; `attributes` is a JSON
    object of all attributes, ``rating`` a Float64, ``date`` and ``time`` a Datetime in UTC (null
    where empty). A kind without files is an empty table. `dropped` counts unreadable rows.
    """

    products: "pl.LazyFrame"
    qa: "pl.LazyFrame"
    reviews: "pl.LazyFrame"
    articles: "pl.LazyFrame"
    interactions: "pl.LazyFrame"
    queries: "pl.LazyFrame"
    rows: Mapping[Kind, int]
    dropped: DropLog

    def table(self, kind: Kind) -> "pl.LazyFrame":
        """The table of one kind."""
        table: pl.LazyFrame = getattr(self, kind)
        return table


def read_shop(folder: Path) -> ShopTables:
    """Read the files of a shop: ``products.csv``, ``qa.csv``, … or ``products/*.csv``, ….

    Raises:
        TrainingInputError: the folder holds no such file, or one of them has no rows, lacks a
            column, has a column of another type, or is no delimited text. It names the file, and
            the line and column where they are known.
    """
    files = find_shop_files(folder)
    staging = new_staging_folder()
    dropped = DropLog()
    rows: dict[Kind, int] = dict.fromkeys(KINDS, 0)
    for number, file in enumerate(files):
        target = staging / file.kind / f"{number:04}"
        rows[file.kind] += _stage(file, target, dropped)
    tables = {kind: _scan(staging / kind, kind) for kind in KINDS}
    return ShopTables(**tables, rows=rows, dropped=dropped)


def schema_of(kind: Kind) -> "pl.Schema":
    """The columns of a table and their types."""
    import polars as pl

    types: dict[ValueType, Any] = {
        "text": pl.String(),
        "number": pl.Float64(),
        "time": pl.Datetime("us", "UTC"),
    }
    columns = COLUMNS[kind]
    schema = {name: types[columns.types.get(name, "text")] for name in _table_columns(kind)}
    return pl.Schema({**schema, "file": pl.String(), "line": pl.Int64()})


def _table_columns(kind: Kind) -> Sequence[str]:
    return [name for name in COLUMNS[kind].names if name != "product_detail"]


def _scan(folder: Path, kind: Kind) -> "pl.LazyFrame":
    import polars as pl

    if not folder.exists():
        return pl.LazyFrame(schema=schema_of(kind))
    return pl.scan_parquet(folder / "*" / "*.parquet")


def _stage(file: ShopFile, target: Path, dropped: DropLog) -> int:
    """Lay the file down as Parquet, a part a batch; how many rows it has."""
    import polars as pl

    target.mkdir(parents=True)
    reader = _FileReader(file, dropped)
    with open_lines(file.path, file.name) as lines:
        values = reader.values(lines)
        part = 0
        while batch := list(islice(values, BATCH_ROWS)):
            frame = pl.DataFrame(batch, schema=schema_of(file.kind), orient="row")
            frame.write_parquet(target / f"{part:05}.parquet", compression="lz4")
            part += 1
    reader.check_readable()
    if part == 0:
        pl.DataFrame(schema=schema_of(file.kind)).write_parquet(target / "00000.parquet")
    return reader.read


class _FileReader:
    """Turns the rows of one file into values, and counts those that have none."""

    def __init__(self, file: ShopFile, dropped: DropLog) -> None:
        self._file = file
        self._dropped = dropped
        self._columns: Columns = COLUMNS[file.kind]
        self._first_defect: tuple[int, str, str] | None = None
        self._unreadable = 0
        self.read = 0

    def values(self, lines: Iterator[str]) -> Iterator[tuple[object, ...]]:
        """The values of each readable row, in the order of the schema."""
        read = read_json_lines if self._file.is_json_lines else read_delimited
        for row in read(lines, self._columns, self._file.name):
            self.read += 1
            try:
                yield self._values_of(row)
            except _UnreadableError as error:
                self._unreadable += 1
                self._first_defect = self._first_defect or (row.line, error.column, error.reason)
                self._dropped.of(self._file.kind, error.reason).add(
                    self._file.name, row.line, error.value
                )

    def check_readable(self) -> None:
        """Refuse a file without rows, or with too many that cannot be read."""
        if not self.read:
            raise TrainingInputError(
                f"{self._file.name}: the file has a header, but no rows.",
                fix="Add rows, or remove the file.",
            )
        if self._first_defect and self._unreadable > MAX_UNREADABLE_SHARE * self.read:
            line, column, reason = self._first_defect
            where = f"line {line}, column {column}" if column else f"line {line}"
            raise TrainingInputError(
                f"{self._file.name}: {self._unreadable:,} of {self.read:,} rows cannot be read;"
                f" the first is {where}: {reason}.",
                fix="Correct the column, or leave it out; docs/data-formats.md has the formats.",
                field=column or None,
            )

    def _values_of(self, row: Row) -> tuple[object, ...]:
        if row.defect:
            raise _UnreadableError("", row.defect)
        fields = dict(zip(self._columns.names, row.fields, strict=True))
        if self._file.kind == "products":
            fields["attributes"] = _attributes(fields, row.others or {})
        types = self._columns.types
        values = [_value(fields[name], name, types) for name in _table_columns(self._file.kind)]
        return (*values, self._file.name, row.line)


class _UnreadableError(Exception):
    """A row has a value that is none of its column."""

    def __init__(self, column: str, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.value = value


def _attributes(fields: Mapping[str, str], others: Mapping[str, str]) -> str:
    try:
        return merged_attributes(fields["attributes"], fields["product_detail"], others)
    except (ValueError, RecursionError) as error:
        reason = "attributes is no JSON object"
        raise _UnreadableError("attributes", reason, fields["attributes"]) from error


def _value(text: str, column: str, types: Mapping[str, ValueType]) -> object:
    kind = types.get(column, "text")
    if kind == "text":
        return text
    if not text:
        return None
    try:
        return float(text) if kind == "number" else parse_time(text)
    except (ValueError, OverflowError) as error:
        wanted = "number" if kind == "number" else "ISO 8601 time"
        raise _UnreadableError(column, f"{column} is no {wanted}", text) from error


def parse_time(text: str) -> datetime:
    """A moment in UTC from ISO 8601 (UTC where it names no zone) or from a count since 1970.

    A count is taken for seconds, milliseconds or microseconds by its length.

    Raises:
        ValueError, OverflowError: it is neither.
    """
    if text.isdecimal() and text.isascii() and len(text) >= 9:
        count = int(text)
        for factor in (1, 1_000, 1_000_000):
            if count < 100_000_000_000 * factor:
                return datetime.fromtimestamp(count / factor, UTC)
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
