"""Rows of delimited text and of JSON lines, with their line numbers, one at a time."""

import csv
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shopguide.text.catalog_columns import header_word
from shopguide.text.normalise import clean_text
from training.data.reading.columns import NOT_ATTRIBUTES, Columns
from training.errors import TrainingInputError

MAX_FIELD_CHARACTERS = 1_000_000
_Rank = Callable[[str], tuple[bool, int]]
_DELIMITERS = (",", "\t", ";", "|")


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
    rank = _rank(columns)
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
        yield _row_of_object(number, record, columns, rank)


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
    """Where each known column stands; of several headers for one, the best known counts."""
    words: dict[str, int] = {}
    for place, header in enumerate(names):
        word = header_word(header)
        if word in words and _native(word, columns) in columns.names:
            raise TrainingInputError(
                f"{name}: two columns of the header mean {_native(word, columns)!r}.",
                fix="Rename or remove one of them.",
                field=_native(word, columns),
            )
        words[word] = place
    positions: dict[str, int] = {}
    for word in sorted(words, key=_rank(columns)):
        if (native := _native(word, columns)) in columns.names:
            positions.setdefault(native, words[word])
    for required in columns.required:
        if required not in positions:
            shown = ", ".join(repr(header[:40]) for header in names[:20])
            raise TrainingInputError(
                f"{name}: line 1: there is no column {required!r}, only {shown}.",
                fix=f"Name the column {required!r}; docs/data-formats.md has all names.",
                field=required,
            )
    return positions


def _native(word: str, columns: Columns) -> str:
    """The column that a header word stands for: itself, if it is none's."""
    return word if word in columns.names else columns.synonyms.get(word, word)


def _rank(columns: Columns) -> _Rank:
    """Orders header words by how well known they are; native names come first."""
    ranks = {word: rank for rank, word in enumerate(columns.synonyms)}
    return lambda word: (word not in columns.names, ranks.get(word, len(ranks)))


def _extra_columns(names: Sequence[str], taken: set[int], columns: Columns) -> dict[str, int]:
    if not columns.keeps_others:
        return {}
    extra: dict[str, int] = {}
    for place, header in enumerate(names):
        if place not in taken and (attribute := _attribute(header, columns)):
            extra.setdefault(attribute, place)
    return extra


def _attribute(header: str, columns: Columns) -> str:
    """The attribute that a column is, ``color`` for 颜色; empty if nothing is learned from it."""
    word = header_word(header)
    native = _native(word, columns)
    if native in NOT_ATTRIBUTES:
        return ""
    is_attribute = native != word and native not in columns.names
    return native if is_attribute else clean_text(header)


def _json_object(line: str) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
        if "\\u" in line:  # half of a surrogate pair is no text
            json.dumps(record, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _row_of_object(number: int, record: Mapping[str, Any], columns: Columns, rank: _Rank) -> Row:
    known: dict[str, str] = {}
    others: dict[str, str] = {}
    for header in sorted(record, key=lambda header: rank(header_word(header))):
        native = _native(header_word(header), columns)
        if native in columns.names and native not in known:
            known[native] = as_text(record[header])
        elif columns.keeps_others and (attribute := _attribute(header, columns)):
            others.setdefault(attribute, as_text(record[header]))
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
