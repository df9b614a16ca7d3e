"""Rows of a small delimited file, by the names of its columns and with their line numbers."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shopguide.text.merchandising.file_text import lines_of
from shopguide.text.normalise import fold, tidy_text

_DELIMITERS = (",", "\t", ";", "，")
COMMENT = "#"
_MANY_LINES = re.compile(r"\s*[\r\n]+\s*")
_CLOSE_QUOTES = 'Close it, and write each quotation mark inside a quoted field twice ("").'


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; `line` is where it begins. `defect` and its `fix` say why it cannot be read."""

    line: int
    fields: Sequence[str]
    defect: str = ""
    fix: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.defect and not any(text.strip("\ufeff \t\r\n") for text in self.fields)


def table_rows(text: str) -> Iterator[TableRow]:
    """Every row that is not blank.

    The delimiter is the one that the header has most of, which is the first line that is neither
    blank nor begins with ``#``. A row with a quotation mark in the wrong place costs its first
    line, not the rows after it.
    """
    lines = lines_of(text)
    first = next((line for line in lines if line.strip() and not line.startswith(COMMENT)), "")
    delimiter = max(_DELIMITERS, key=first.count)
    position = 0
    while position < len(lines):
        for row in _rows_from(lines, position, delimiter):
            if not row.is_blank:
                yield row
            position = row.line  # the line after it, should the row be the one that is broken
            if row.defect:
                break
        else:
            return


def _rows_from(lines: Sequence[str], position: int, delimiter: str) -> Iterator[TableRow]:
    """Rows up to the end, or up to and with the first that is broken."""
    pending = (lines[number] for number in range(position, len(lines)))
    reader = csv.reader(pending, delimiter=delimiter, strict=True)
    while True:
        line = position + reader.line_num + 1
        try:
            yield TableRow(line, next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            yield TableRow(line, (), f"The row cannot be read: {_reason(error)}.", _CLOSE_QUOTES)
            return


def _reason(error: csv.Error) -> str:
    message = str(error)
    if message == "unexpected end of data":
        return "a quotation mark is never closed"
    if message.startswith("field larger"):
        return "a field is too long, or a quotation mark is not closed"
    return "a quotation mark stands in the wrong place"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of the `width` columns has which place, from a header in any order.

    `headers` are the columns' names in the file's own words; `unknown` and `repeated` are headers
    that name no column, or one that another names too.
    """

    width: int
    places: Mapping[str, int]
    headers: Mapping[str, str]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]

    def cells(self, row: TableRow) -> dict[str, str]:
        """The row's values by column, tidy; lines inside a quoted field are joined by ``|``."""
        return {
            name: tidy_text(_MANY_LINES.sub("|", row.fields[place].strip()))
            for name, place in self.places.items()
            if place < len(row.fields)
        }


def columns_of(header: Sequence[str], names: Mapping[str, str]) -> Columns:
    """The columns that a header names; `names` gives the column of each header word, folded."""
    places: dict[str, int] = {}
    unknown, repeated = [], []
    for place, shown in enumerate(header):
        word = re.sub(r"[\s\-]+", "_", fold(shown))
        name = names.get(word)
        if name is None:
            unknown += [shown] if word else []
        elif name in places:
            repeated.append(shown)
        else:
            places[name] = place
    headers = {name: tidy_text(header[place]) for name, place in places.items()}
    return Columns(len(header), places, headers, tuple(unknown), tuple(repeated))
