import io
from collections.abc import Callable

import pytest

from shopguide.catalog.reading.source import RawRow, RowSource, open_source
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import ColumnMapping

Read = Callable[..., tuple[RowSource, list[RawRow]]]
Records = Callable[..., list[dict[str, str]]]


@pytest.fixture
def read() -> Read:
    """Reads a file to its end: the source, and its rows."""

    def read(
        content: str | bytes,
        file: str = "catalog/products/shop.csv",
        mapping: ColumnMapping | None = None,
        kind: CatalogKind = CatalogKind.PRODUCTS,
    ) -> tuple[RowSource, list[RawRow]]:
        data = content.encode() if isinstance(content, str) else content
        source = open_source(io.BytesIO(data), file, kind, mapping)
        return source, list(source)

    return read


@pytest.fixture
def records(read: Read) -> Records:
    """Reads a file to its end: what each whole row says, by the names of the header."""

    def records(content: str | bytes, file: str = "f", **options: object) -> list[dict[str, str]]:
        source, rows = read(content, file, **options)
        names = source.header.names
        return [
            {name: text for name, text in zip(names, row.fields, strict=False) if text}
            for row in rows
            if row.defect is None
        ]

    return records
