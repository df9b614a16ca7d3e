"""A few rows of a file exactly as an import would read them with a mapping."""

from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from shopguide.catalog.preparation import parser_of
from shopguide.catalog.reading.source import Header, RawRow, RowSource, open_source
from shopguide.catalog.rows.product_updates import ProductUpdates, is_update
from shopguide.catalog.rows.row_parsing import (
    ParsedRow,
    RowError,
    RowParser,
    field_count_error,
    rejection_of,
)
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.row_problem import RowProblem

PREVIEWED_ROWS = 5


@dataclass(frozen=True, slots=True)
class PreviewedRow:
    """One row: what it becomes (`content`, as a batch would carry it), or why it is rejected."""

    line: int
    row_id: str
    content: JsonObject | None
    rejection: RowProblem | None = None
    warnings: tuple[RowProblem, ...] = ()


def preview_rows(
    stream: BinaryIO,
    file: str,
    kind: CatalogKind,
    mapping: ColumnMapping,
    *,
    currency: str = "",
    count: int = PREVIEWED_ROWS,
) -> tuple[PreviewedRow, ...]:
    """The first rows; `currency` is the shop's own, where neither prices nor mapping name one.

    Raises:
        CatalogFileError: with this mapping the file as a whole cannot be imported.
    """
    source = open_source(stream, file, kind, mapping)
    rows = list(islice(source, count))  # where they name their own columns, they all count
    parser = _parser_of(kind, source.header, currency)
    return tuple(_previewed(row, source, parser) for row in rows)


def is_understood_alone(
    stream: BinaryIO, file: str, kind: CatalogKind, mapping: ColumnMapping
) -> bool:
    """Whether a delimited file's header says by itself which columns are native ones."""
    try:
        source = open_source(stream, file, kind)
    except CatalogFileError:
        return False
    header = source.header
    found = {native: header.names[position] for native, position in header.positions.items()}
    return not source.grows and found == dict(mapping.columns)


def _parser_of(kind: CatalogKind, header: Header, currency: str) -> RowParser:
    if kind is CatalogKind.PRODUCTS_DELTA and is_update(header):
        return ProductUpdates(header, currency)
    return parser_of(kind, header, currency)


def _previewed(row: RawRow, source: RowSource, parser: RowParser) -> PreviewedRow:
    row_id = parser.row_id(row.fields)
    try:
        parsed = _parsed(row, source, parser)
    except RowError as error:
        return PreviewedRow(row.line, row_id, None, rejection_of(row.line, row_id, error))
    warnings = tuple(rejection_of(row.line, row_id, warning) for warning in parsed.warnings)
    return PreviewedRow(row.line, parsed.row_id, parsed.content, warnings=warnings)


def _parsed(row: RawRow, source: RowSource, parser: RowParser) -> ParsedRow:
    if row.defect:
        column = row.defect.column
        names = source.header.names
        name = names[column] if column is not None and column < len(names) else ""
        value = row.fields[column] if column is not None else "".join(row.fields[:1])
        raise RowError(name, value, row.defect.reason, row.defect.code)
    error = None if source.grows else field_count_error(row.fields, source.header)
    if error:
        raise error
    return parser.parse(row.fields)
