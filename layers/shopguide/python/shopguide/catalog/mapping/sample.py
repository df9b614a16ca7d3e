"""The beginning of a file, with its columns as it names them."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import BinaryIO

from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.catalog.reading.source import SourceFacts, open_source
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.text.catalog_columns import COLUMNS

SAMPLED_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Columns of the first rows of a file.

    `repeated` are headers that stand above more than one column; the first of them is sampled.
    `grows` says whether each row names its own columns, so that later rows may have further ones.
    """

    columns: tuple[SampledColumn, ...]
    rows: int
    facts: SourceFacts
    grows: bool
    repeated: tuple[str, ...] = ()


def read_sample(stream: BinaryIO, file: str, kind: CatalogKind) -> Sample:
    """Read the first `SAMPLED_ROWS` rows that can be read.

    Raises:
        CatalogFileError: it cannot be read as rows.
    """
    source = open_source(stream, file, kind, _nothing_known(kind))
    whole = (row.fields for row in source if row.defect is None)
    rows = list(islice(whole, SAMPLED_ROWS))
    names = list(source.header.names)
    columns = {}
    # Rows may be shorter than the header, and there may be none.
    by_column = zip_longest(*rows, [""] * len(names), fillvalue="")
    for name, values in zip(names, by_column, strict=False):
        if name and name not in columns:
            columns[name] = SampledColumn(name, [value.strip() for value in values[:-1]])
    repeated = tuple(name for name, count in Counter(names).items() if name and count > 1)
    return Sample(tuple(columns.values()), len(rows), source.facts, source.grows, repeated)


def _nothing_known(kind: CatalogKind) -> ColumnMapping:
    """A mapping with which any header can be read: no column means anything yet."""
    return ColumnMapping(constants=dict.fromkeys(COLUMNS[kind].known, "-"), attributes={})
