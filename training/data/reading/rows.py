"""Rows of delimited text and of JSON lines, with their line numbers, one at a time."""

import csv
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shopguide.text.normalise import clean_text
from training.data.reading.columns import NOT_ATTRIBUTES, Columns, header_word
from training.errors import TrainingInputError

MAX_FIELD_CHARACTERS = 1_000_000
_DELIMITERS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins in, and its fields in the order of `Columns.names`.

    `others` has the further columns of a file that keeps them. A row with a `defect` has no fields.
    """

    line: int
    fields: Sequence[str] = ()
    others: Mapping[str, str] | None = None
    defect: str = ""


def read_delimited(lines: Iterator[str], columns: Columns, name: str) -> Iterator[Row]:
    """Rows of CSV, TSV or semicolon-separated text; blank ones are left out.

    Raises:
        TrainingInputError: there is no header, a column is missing or comes twice, or a quotation
            mark is never closed.
    """
    csv.field_size_limit(MAX_FIELD_CHARACTERS)  # of the whole process; nothing else here reads csv
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = _parsed(itertools.chain([first], lines), delimiter, name)
    header = next(rows, Row(1))
    names = [clean_text(text) for text in header.fields]
    positions = _positions(names, columns, name)
    extra = _extra_columns(names, set(positions.values()), columns)
    order = [positions.get(column, len(names)) for column in columns.names]
    for row in rows:
        if row.defect:
            yield row
        elif not any(text.strip() for text in row.fields):
            continue
        elif len(row.fields) == len(names):
            fields = [*row.fields, ""]  # the place of columns that the file does not have
            others = {key: fields[place] for key, place in extra.items() if fields[place]}
            yield Row(row.line, [fields[place].strip() for place in order], others)
        else:
            yield Row(row.line, defect="more or fewer fields than the header")


def read_json_lines(lines: Iterator[str], columns: Columns, name: str) -> Iterator[Row]:
    """Rows of a file with one JSON object a line; null and absent members are empty.

    Raises:
        TrainingInputError: a required column is in none of the first objects.
    """
    checked = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _json_object(line)
        if record is None:
            yield Row(number, defect="no JSON object")
            continue
        if not checked:
            _positions(list(record), columns, name)
            checked = True
        yield _row_of_object(number, record, columns)


def _parsed(lines: Iterator[str], delimiter: str, name: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field larger" in str(error):
                raise _never_closed(name, line) from error
            yield Row(line, defect="a quotation mark in the wrong place")
            continue
        if any("\0" in text for text in fields):
            yield Row(line, defect="a NUL byte")
        else:
            yield Row(line, fields)


def _positions(names: Sequence[str], columns: Columns, name: str) -> dict[str, int]:
    """Where each known column stands; a native name goes before a synonym."""
    words = [header_word(header) for header in names]
    positions: dict[str, int] = {}
    for place, word in enumerate(words):
        native = columns.synonyms.get(word, word)
        if native not in columns.names or (native in words and native != word):
            continue
        if native in positions:
            raise TrainingInputError(
                f"{name}: two columns of the header mean {native!r}.",
                fix="Rename or remove one of them.",
                field=native,
            )
        positions[native] = place
    for required in columns.required:
        if required not in positions:
            shown = ", ".join(repr(header[:40]) for header in names[:20])
            raise TrainingInputError(
                f"{name}: line 1: there is no column {required!r}, only {shown}.",
                fix=f"Name the column {required!r}; docs/data-formats.md has all names.",
                field=required,
            )
    return positions


def _extra_columns(names: Sequence[str], taken: set[int], columns: Columns) -> dict[str, int]:
    if not columns.keeps_others:
        return {}
    return {
        header: place
        for place, header in enumerate(names)
        if place not in taken and header and header_word(header) not in NOT_ATTRIBUTES
    }


def _json_object(line: str) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
        if "\\u" in line:  # half of a surrogate pair is no text
            json.dumps(record, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _row_of_object(number: int, record: Mapping[str, Any], columns: Columns) -> Row:
    known: dict[str, str] = {}
    others: dict[str, str] = {}
    for header, value in record.items():
        word = header_word(header)
        native = columns.synonyms.get(word, word)
        if native in columns.names:
            if native == word or native not in known:
                known[native] = as_text(value)
        elif columns.keeps_others and word not in NOT_ATTRIBUTES:
            others[clean_text(header)] = as_text(value)
    return Row(number, [known.get(column, "") for column in columns.names], others)


def as_text(value: object) -> str:
    """A JSON value as the field of a delimited file would have it; objects stay JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and not any(isinstance(member, dict | list) for member in value):
        return ", ".join(filter(None, map(as_text, value)))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value).strip()


def _never_closed(name: str, line: int) -> TrainingInputError:
    return TrainingInputError(
        f"{name}: the row that begins in line {line} has a quotation mark that is never closed.",
        fix='Close it, or write each quotation mark inside a quoted field twice ("").',
    )
