"""Rows of the files that one evaluates on: CSV, TSV or JSON Lines, plain, ``.gz`` or ``.xz``."""

import csv
import gzip
import io
import json
import lzma
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.evaluate.errors import EvaluationInputError

_MAX_FIELD = 10_000_000
"""Characters of one field; Python's own limit of 131,072 is less than some product pages."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns, all text without space around it, and its 1-based line."""

    line: int
    fields: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.fields.get(column, "")


@dataclass(frozen=True, slots=True)
class Records:
    """All rows of a file, and the columns that it has."""

    path: Path
    columns: Sequence[str]
    rows: Sequence[Row]

    def number(self, row: Row, column: str, lowest: float, highest: float) -> float:
        """A field as a number.

        Raises:
            EvaluationInputError: names the line, the value and the range.
        """
        try:
            value = float(row[column])
        except ValueError:
            value = float("nan")
        if not lowest <= value <= highest:
            raise EvaluationInputError(
                f"{self.path.name}, line {row.line}: {column} is {row[column][:80]!r}.",
                fix=f"Write a number from {lowest:g} to {highest:g}.",
                field=column,
            )
        return value


def read_records(path: Path, *required: str) -> Records:
    """Read a file whole.

    Raises:
        EvaluationInputError: it is missing, empty, damaged or not UTF-8, or lacks a column.
    """
    text = read_text(path)
    kind = _kind_of(path)
    if kind == ".jsonl":
        columns, rows = _json_rows(path, text)
    else:
        columns, rows = _separated_rows(path, text, "\t" if kind == ".tsv" else ",")
    missing = [name for name in required if name not in columns]
    if missing:
        raise EvaluationInputError(
            f"{path.name} has no column {missing[0]!r}; it has {', '.join(columns) or 'none'}.",
            fix=f"Name the columns {', '.join(required)} in the first line.",
            field=missing[0],
        )
    if not rows:
        raise EvaluationInputError(
            f"{path.name} has no rows.", fix="Give a file with at least one row below its header."
        )
    return Records(path, columns, rows)


def read_text(path: Path) -> str:
    """The text of a file, unpacked, without its byte order mark.

    Raises:
        EvaluationInputError: it is missing, empty, damaged or not UTF-8.
    """
    try:
        content = _unpacked(path)
    except FileNotFoundError:
        raise EvaluationInputError(
            f"There is no file {path}.", fix="Check the path; it is read from the current folder."
        ) from None
    except IsADirectoryError:
        raise EvaluationInputError(f"{path} is a folder.", fix="Name a file in it.") from None
    except (EOFError, OSError, lzma.LZMAError, zlib.error) as error:
        raise EvaluationInputError(
            f"{path.name} cannot be read: {error}.", fix="Pack it again, or give it unpacked."
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationInputError(
            f"{path.name} is not UTF-8 (byte {error.start}).",
            fix=f"Convert it: iconv -f GB18030 -t UTF-8 {path.name} (or from its own encoding).",
        ) from error
    if not text.strip():
        raise EvaluationInputError(f"{path.name} is empty.", fix="Give a file with rows.")
    return text


def _unpacked(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".xz":
        return lzma.decompress(path.read_bytes())
    return path.read_bytes()


def _kind_of(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix not in (".gz", ".xz")]
    kind = suffixes[-1] if suffixes else ""
    if kind not in (".csv", ".tsv", ".jsonl"):
        raise EvaluationInputError(
            f"The name {path.name!r} does not say what the file is.",
            fix="Give it the ending .csv, .tsv or .jsonl, and .gz or .xz after it where packed.",
        )
    return kind


def _separated_rows(path: Path, text: str, separator: str) -> tuple[list[str], list[Row]]:
    """Rows of a file with a header; in tab-separated files a quotation mark is a character."""
    csv.field_size_limit(_MAX_FIELD)
    quoting = csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    try:
        columns = [name.strip() for name in next(lines)]
        rows = [
            Row(lines.line_num, dict(zip(columns, map(str.strip, fields), strict=False)))
            for fields in lines
            if any(field.strip() for field in fields)
        ]
    except csv.Error as error:
        raise EvaluationInputError(
            f"{path.name}, line {lines.line_num}: {error}.",
            fix="Save it as a comma-separated file again.",
        ) from error
    return columns, rows


def _json_rows(path: Path, text: str) -> tuple[list[str], list[Row]]:
    rows = list(_json_lines(path, text))
    return list(dict.fromkeys(name for row in rows for name in row.fields)), rows


def _json_lines(path: Path, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict):
            raise EvaluationInputError(
                f"{path.name}, line {number} is not a JSON object.",
                fix="Write one JSON object a line.",
            )
        yield Row(number, {str(key): _as_text(value) for key, value in record.items()})


def _as_text(value: object) -> str:
    return "" if value is None else str(value).strip()
