"""An uploaded file, whatever its format, as a header and rows."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from shopguide.catalog.reading.decoding import TextFile
from shopguide.catalog.reading.delimited import DelimitedSource, open_delimited
from shopguide.catalog.reading.facts import FileFormat, Guess, SourceFacts
from shopguide.catalog.reading.header import Header
from shopguide.catalog.reading.json_rows import JsonSource
from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.catalog.reading.shopify import ShopifySource
from shopguide.catalog.reading.shopify_columns import is_shopify
from shopguide.catalog.reading.xml_rows import XmlSource
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.text.catalog_columns import COLUMNS, Columns, header_word

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

_LIST_IN_OBJECT = re.compile(
    r"""\{(?P<before>(?:\s*"[^"]{0,60}"\s*:\s*(?:"[^"]{0,200}"|[\w.+-]{1,40})\s*,)*)"""
    r"""\s*"[^"]{0,60}"\s*:\s*\[\s*\{"""
)
_NAME = re.compile(r'"([^"]*)"\s*:')


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
    text = TextFile(stream, file)
    columns, mapping = COLUMNS[kind], mapping or ColumnMapping()
    form = _format_of(text.start, file, columns)
    if form is FileFormat.XML:
        return XmlSource(text, file, columns, mapping)
    if form is not FileFormat.CSV:
        return JsonSource(text, file, columns, mapping, form)
    header, delimiter, rows = open_delimited(text, file, columns, mapping)
    if kind.family == "products" and is_shopify(header.fields) and not mapping.columns:
        return ShopifySource(text, file, columns, mapping, header, delimiter, iter(rows))
    return DelimitedSource(text, file, columns, mapping, header, delimiter, rows)


def _format_of(start: str, file: str, columns: Columns) -> FileFormat:
    """What a file is that begins with these characters."""
    if start.startswith("<"):
        return FileFormat.XML
    if start.startswith("["):
        return FileFormat.JSON
    if not start.startswith("{"):
        return FileFormat.CSV
    if file.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return FileFormat.JSON_LINES
    first, *others = start.split("\n", 2)
    ends = first.rstrip().endswith("}")
    next_begins = bool(others) and others[0].lstrip().startswith("{")
    if _leads_to_list(start, columns, is_line=ends and next_begins):
        return FileFormat.JSON
    return FileFormat.JSON if others and not ends and not next_begins else FileFormat.JSON_LINES


def _leads_to_list(start: str, columns: Columns, *, is_line: bool) -> bool:
    """Whether an object begins with a list of objects, or with facts about it and no row's own."""
    found = _LIST_IN_OBJECT.match(start)
    if found is None or not found["before"]:
        return found is not None
    words = map(header_word, _NAME.findall(found["before"]))
    return not is_line and not any(word in columns.synonyms for word in words)
