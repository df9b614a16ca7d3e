"""JSON Lines, and JSON documents that hold a list of objects, as sources of rows."""

import json
import re
from collections.abc import Iterator

from shopguide.catalog.reading.csv_rows import MAX_ROW_CHARACTERS
from shopguide.catalog.reading.decoding import TextFile
from shopguide.catalog.reading.facts import FileFormat, SourceFacts
from shopguide.catalog.reading.json_elements import JsonElement, elements_of
from shopguide.catalog.reading.json_records import as_object, fields_by_name, read_object
from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.catalog.reading.record_rows import RecordRows, too_long
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.catalog_columns import Columns, header_word

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_NESTED = "its lists or objects are nested too deeply"


class JsonSource:
    """Rows of a JSON document, one object each; a member that comes later is a further column.

    An object that is not valid JSON costs its own row.

    Args:
        text: The document.
        file: The object key, for messages.
        columns: Of the kind of file.
        mapping: What its columns are, where their names do not say.
        form: ``JSON_LINES`` or ``JSON``.
    """

    grows = True

    def __init__(
        self,
        text: TextFile,
        file: str,
        columns: Columns,
        mapping: ColumnMapping,
        form: FileFormat,
    ) -> None:
        self._text = text
        self._file = file
        self._form = form
        mapped = {header_word(header): native for native, header in mapping.columns.items()}
        self._synonyms = {**columns.synonyms, **mapped}
        self._rows = RecordRows(text, columns, mapping, file)
        self.header = self._rows.header

    @property
    def facts(self) -> SourceFacts:
        """What the file is."""
        return SourceFacts(self._form, self._text.guess, None, self._text.is_gzip)

    def __iter__(self) -> Iterator[RawRow]:
        """Each row.

        Raises:
            CatalogFileError: ``broken_json``, ``missing_column``, ``too_many_columns``, or what
                decoding raises.
        """
        if self._form is FileFormat.JSON_LINES:
            elements = lines_of(self._text.pieces())
        else:
            elements = elements_of(self._text.pieces(), self._file)
        for element in elements:
            yield self._row(element)
        self._rows.check()

    def _row(self, element: JsonElement) -> RawRow:
        if element.is_too_long:
            return too_long(element.line)
        try:
            record = read_object(element.text) if element.value is None else element.value
            fields = fields_by_name(as_object(record), self._synonyms)
            if _SURROGATE.search(element.text):
                "".join((*fields, *fields.values())).encode()
        except json.JSONDecodeError as error:
            where = f"{error.msg}, character {error.pos + 1} of {element.text[:40]!r}"
            return _bad(element.line, f"it is not valid JSON: {where}")
        except UnicodeEncodeError:
            return _bad(element.line, "it has half of a surrogate pair, such as \\ud800")
        except ValueError as error:
            return _bad(element.line, str(error))
        except RecursionError:
            return _bad(element.line, _NESTED)
        return self._rows.row(element.line, fields)


def lines_of(pieces: Iterator[str]) -> Iterator[JsonElement]:
    """Each line of JSON Lines that is not blank."""
    number, kept, size = 1, [""], 0
    for piece in pieces:
        size += len(piece)
        if size <= MAX_ROW_CHARACTERS:
            kept.append(piece)
        if piece.endswith(("\n", "\r")):
            yield from _line(number, kept, size)
            number, kept, size = number + 1, [], 0
    yield from _line(number, kept, size)


def _line(number: int, kept: list[str], size: int) -> Iterator[JsonElement]:
    if size > MAX_ROW_CHARACTERS:
        yield JsonElement(number, is_too_long=True)
    elif text := "".join(kept).strip("\ufeff \t\r\n"):
        yield JsonElement(number, text)


def _bad(line: int, reason: str) -> RawRow:
    return RawRow(line, [], RowDefect(reason, code=ProblemCode.BAD_JSON))
