"""Delimited text as a source of rows: comma, tab, semicolon or bar between fields."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from shopguide.catalog.reading.broken_text import refuse_broken, refuse_unmended
from shopguide.catalog.reading.csv_rows import RowReader
from shopguide.catalog.reading.decoding import TextFile
from shopguide.catalog.reading.delimiters import DELIMITERS, guess_delimiter
from shopguide.catalog.reading.facts import FileFormat, Guess, SourceFacts
from shopguide.catalog.reading.header import header_of_row, settle_price
from shopguide.catalog.reading.raw_row import RawRow
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.text.catalog_columns import (
    REASON,
    REJECTING_IMPORT,
    REPORT_COLUMNS,
    Columns,
    header_word,
)

_SAMPLED_LINES = 100
_SAMPLED_CHARACTERS = 256 * 1024
_EXCEL_SEPARATOR = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


class DelimitedSource:
    """Rows of delimited text.

    Args:
        text: The file.
        file: The object key, for messages.
        columns: Of the kind of file.
        mapping: What its columns are, where their headers do not say.
        header: The first row.
        delimiter: What stands between fields.
        rows: The rows after it.

    Raises:
        CatalogFileError: ``missing_column``, ``duplicate_column``, ``broken_header``.
    """

    grows = False

    def __init__(
        self,
        text: TextFile,
        file: str,
        columns: Columns,
        mapping: ColumnMapping,
        header: RawRow,
        delimiter: Guess,
        rows: Iterable[RawRow],
    ) -> None:
        self._text = text
        self._delimiter = delimiter
        self._rows = rows
        self.header = header_of_row(header, delimiter.value, columns, mapping, file)

    @property
    def facts(self) -> SourceFacts:
        """What the file is."""
        return SourceFacts(FileFormat.CSV, self._text.guess, self._delimiter, self._text.is_gzip)

    def __iter__(self) -> Iterator[RawRow]:
        """Each row.

        Raises:
            CatalogFileError: ``broken_quotes``, ``gzip_damaged``, ``file_too_large``,
                ``wrong_encoding``.
        """
        has_list_prices = bool(self.header.list_prices)
        mended, reason = self._mended_columns()
        for row in self._rows:
            if has_list_prices:
                settle_price(row.fields, self.header)
            if self._text.is_broken:
                refuse_broken(row, self._text.encoding)
            if mended:
                refuse_unmended(row, mended, reason)
            yield row

    def _mended_columns(self) -> tuple[Sequence[int], int]:
        """Of a ``rejected.csv`` the file's own columns, none of any other; and that of reasons."""
        words = list(map(header_word, self.header.names))
        if REJECTING_IMPORT not in words or REASON not in words:
            return (), 0
        own = [place for place, word in enumerate(words) if word not in REPORT_COLUMNS]
        return own, words.index(REASON)


def open_delimited(
    text: TextFile, file: str, columns: Columns, mapping: ColumnMapping
) -> tuple[RawRow, Guess, RowReader]:
    """The header as a row, the delimiter, and a reader that goes on with the row after it.

    Blank lines before the header are left out, and so is Excel's ``sep=;``.

    Raises:
        CatalogFileError: ``empty_file``, ``broken_quotes``.
    """
    pieces = text.pieces()
    line, first = _first_line(pieces, file)
    separator = _EXCEL_SEPARATOR.fullmatch(first)
    if separator and separator[1] in DELIMITERS:
        delimiter = Guess(separator[1], 1.0)
        skipped, first = _first_line(pieces, file)
        line += skipped
        sample: Sequence[str] = [first]
    else:
        sample, is_whole = _sample(first, pieces)
        mapped = (*mapping.columns.values(), *(mapping.attributes or {}).values())
        known = {*columns.synonyms, *columns.known, *map(header_word, mapped), *REPORT_COLUMNS}
        delimiter = guess_delimiter(sample, known, is_whole=is_whole)
    rows = RowReader(chain(sample, pieces), delimiter.value, file, first_line=line)
    header = next(iter(rows), None)
    if header is None:
        raise _only_blank(file)
    words = map(header_word, header.fields)
    if any(word in columns.synonyms and not word.isascii() for word in words):
        text.trust()  # by chance, another encoding has no word of ours in its header
    return header, delimiter, rows


def _first_line(pieces: Iterator[str], file: str) -> tuple[int, str]:
    """The next line that is not blank, and its number counted from here."""
    for number, piece in enumerate(pieces, 1):
        line = piece.lstrip("\ufeff")
        if line.strip():
            return number, line
    raise _only_blank(file)


def _only_blank(file: str) -> CatalogFileError:
    return CatalogFileError(
        "The file has only blank lines.",
        file=file,
        reason="empty_file",
        fix="Upload a file with a header and rows.",
    )


def _sample(first: str, pieces: Iterator[str]) -> tuple[Sequence[str], bool]:
    """Enough lines to judge by, and whether the file ends with them."""
    sample = [first]
    size = len(first)
    while len(sample) < _SAMPLED_LINES and size < _SAMPLED_CHARACTERS:
        piece = next(pieces, None)
        if piece is None:
            return sample, True
        sample.append(piece)
        size += len(piece)
    return sample, False
