"""An uploaded file, whatever its format, as a header and rows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Protocol

from shopguide.catalog.reading.decoding import TextFile
from shopguide.catalog.reading.facts import FileFormat, Guess, SourceFacts
from shopguide.catalog.reading.header import Header, open_rows
from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.text.catalog_columns import COLUMNS

__all__ = [
    "FileFormat",
    "Guess",
    "Header",
    "RawRow",
    "RowDefect",
    "RowSource",
    "SourceFacts",
    "open_source",
]


class RowSource(Protocol):
    """One file's rows, read once from front to end."""

    @property
    def header(self) -> Header:
        """Its columns; where the source `grows`, those of the rows that were read so far."""

    @property
    def grows(self) -> bool:
        """Whether each row names its own columns.

        A row may then have fewer fields than the header has names by now; missing ones are empty.
        """

    @property
    def facts(self) -> SourceFacts:
        """What the file is; final once the rows were read to the end."""

    def __iter__(self) -> Iterator[RawRow]:
        """Each row; a row that cannot be read has its defect.

        Raises:
            CatalogFileError: the file as a whole cannot be read any further.
        """


def open_source(
    stream: BinaryIO, file: str, kind: CatalogKind, mapping: ColumnMapping | None = None
) -> RowSource:
    """Find out what a file is, and read its header.

    Args:
        stream: The object's bytes.
        file: Its key, for messages.
        kind: What its rows are.
        mapping: What its columns are, where their headers do not say.

    Raises:
        CatalogFileError: it cannot be read as rows of this kind.
    """
    return _DelimitedSource(stream, file, kind, mapping or ColumnMapping())


class _DelimitedSource:
    grows = False

    def __init__(
        self, stream: BinaryIO, file: str, kind: CatalogKind, mapping: ColumnMapping
    ) -> None:
        text = TextFile(stream, file)
        header, self._rows = open_rows(text.pieces(), COLUMNS[kind], file)
        self.header = replace(
            header,
            constants=mapping.constants,
            currency=mapping.currency,
            decimal_mark=mapping.decimal_mark,
        )
        self.facts = SourceFacts(
            FileFormat.CSV, Guess(text.encoding, 1.0), Guess(self.header.delimiter, 1.0), False
        )

    def __iter__(self) -> Iterator[RawRow]:
        return iter(self._rows)
