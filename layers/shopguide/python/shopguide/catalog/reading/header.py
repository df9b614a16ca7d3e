"""The header of a catalogue file: its delimiter, and which column is what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from shopguide.catalog.reading.csv_rows import RowReader
from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.domain.errors import CatalogFileError
from shopguide.text.catalog_columns import REPORT_COLUMNS, Columns, header_word
from shopguide.text.normalise import clean_text

_DELIMITERS = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says.

    `names` are the columns as the file writes them; `positions` (0-based) those of known columns by
    their native name (two may share one), `attributes` those of further ones by attribute name,
    `ignored` the rest. `constants` has values that every row has, by native name; `currency` (ISO
    4217) and `decimal_mark` are those of amounts that name none; empty where nobody said.

    Where each row names its own columns (JSON, XML), all but the last three grow while rows are
    read: hold on to the collections, not to copies of them.
    """

    delimiter: str
    names: Sequence[str]
    positions: Mapping[str, int]
    attributes: Mapping[str, int] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    decimal_mark: str = ""


def open_rows(pieces: Iterator[str], columns: Columns, file: str) -> tuple[Header, RowReader]:
    """Read the header; the reader goes on with the first row after it.

    Raises:
        CatalogFileError: ``empty_file``, ``missing_column``, ``duplicate_column``,
            ``broken_header``, ``broken_quotes``.
    """
    blank_lines = 0
    for piece in pieces:
        if piece.strip():
            break
        blank_lines += 1
    else:
        raise CatalogFileError(
            "The file has only blank lines.",
            file=file,
            reason="empty_file",
            fix="Upload a file with a header and rows.",
        )
    delimiter = max(_DELIMITERS, key=piece.count)
    rows = RowReader(chain([piece], pieces), delimiter, file, first_line=blank_lines + 1)
    row = next(iter(rows))
    if row.defect:
        raise _unreadable(row.defect, file, row.line)
    return _header_of(row, delimiter, columns, file), rows


def _header_of(row: RawRow, delimiter: str, columns: Columns, file: str) -> Header:
    names = tuple(clean_text(text) for text in row.fields)
    words = [header_word(name) for name in names]
    positions: dict[str, int] = {}
    others: dict[str, int] = {}
    for position, (name, word) in enumerate(zip(names, words, strict=True)):
        native = columns.synonyms.get(word, name)
        key = name if native in words and word != native else native
        if key in positions or key in others:
            raise _duplicate(names, key, file, row.line)
        if key:
            (positions if key in columns.known else others)[key] = position
    for required in columns.required:
        if required not in positions:
            raise _missing(required, names, columns, file, row.line)
    kept = {
        name: position
        for name, position in others.items()
        if columns.keeps_others and name not in REPORT_COLUMNS
    }
    return Header(
        delimiter, names, positions, kept, tuple(name for name in others if name not in kept)
    )


def _unreadable(defect: RowDefect, file: str, line: int) -> CatalogFileError:
    return CatalogFileError(
        f"The header, line {line}, cannot be read: {defect.reason}.",
        file=file,
        reason="broken_header",
        line=line,
        fix="Begin the file with one line of column names.",
    )


def _duplicate(names: Sequence[str], key: str, file: str, line: int) -> CatalogFileError:
    return CatalogFileError(
        f"Two columns of the header mean {key!r}: {_listed(names)}.",
        file=file,
        reason="duplicate_column",
        line=line,
        column=key,
        fix="Rename or remove one of them.",
    )


def _missing(
    column: str, names: Sequence[str], columns: Columns, file: str, line: int
) -> CatalogFileError:
    headers = [word for word, name in columns.synonyms.items() if name == column]
    return CatalogFileError(
        f"The header has no column {column!r}; it has {_listed(names)}.",
        file=file,
        reason="missing_column",
        line=line,
        column=column,
        fix=f"Name the column by one of: {', '.join(headers[:6])}.",
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:20])
    return f"{shown} and {len(names) - 20} more" if len(names) > 20 else shown
