"""Rows that name their own columns, as JSON, XML and Shopify's products do."""

from collections.abc import Mapping

from shopguide.catalog.reading.broken_text import broken_name, refuse_broken
from shopguide.catalog.reading.csv_rows import MAX_FIELD_CHARACTERS, MAX_ROW_CHARACTERS
from shopguide.catalog.reading.decoding import BROKEN, TextFile
from shopguide.catalog.reading.header import GrowingHeader, Header, settle_price
from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.catalog_columns import Columns


class RecordRows:
    """Makes rows of records, and the header that they need.

    Args:
        text: What they are read from.
        columns: Of the kind of file.
        mapping: What its columns are, where their names do not say.
        file: The object key, for messages.
    """

    def __init__(self, text: TextFile, columns: Columns, mapping: ColumnMapping, file: str) -> None:
        self._text = text
        self._growing = GrowingHeader(columns, mapping, file)

    @property
    def header(self) -> Header:
        """The header by now; always the same object."""
        return self._growing.header

    def row(self, line: int, record: Mapping[str, str], rows: int = 1) -> RawRow:
        """The row of a record that begins in a line; it has a defect if a field cannot be used.

        Raises:
            CatalogFileError: ``too_many_columns``.
        """
        named = record
        if self._text.is_broken:
            named = {name: text for name, text in record.items() if BROKEN not in name}
        fields = self._growing.fields_of(named, line)
        if self.header.list_prices:
            settle_price(fields, self.header)
        row = RawRow(line, fields, rows=rows)
        if self._text.is_broken:
            refuse_broken(row, self._text.encoding)
        if len(named) < len(record):
            row.defect = row.defect or broken_name(self._text.encoding)
        if row.defect is None:
            row.defect = _defect(fields)
        return row

    def check(self) -> None:
        """Refuse the file once it was read, if a required column never came.

        Raises:
            CatalogFileError: ``missing_column``.
        """
        self._growing.check()


def too_long(line: int) -> RawRow:
    """A row of which nothing is kept, because there is too much of it."""
    reason = f"the row is longer than {MAX_ROW_CHARACTERS:,} characters"
    return RawRow(line, [], RowDefect(reason, code=ProblemCode.ROW_TOO_LONG))


def _defect(fields: list[str]) -> RowDefect | None:
    whole = "".join(fields)
    if len(whole) > MAX_FIELD_CHARACTERS:
        column = max(range(len(fields)), key=lambda n: len(fields[n]))
        if len(fields[column]) > MAX_FIELD_CHARACTERS:
            reason = f"the field is longer than {MAX_FIELD_CHARACTERS:,} characters"
            return RowDefect(reason, column, ProblemCode.FIELD_TOO_LONG)
    if "\0" in whole:
        column = next(n for n, text in enumerate(fields) if "\0" in text)
        return RowDefect("the field has a NUL byte", column, ProblemCode.NUL_BYTE)
    return None
