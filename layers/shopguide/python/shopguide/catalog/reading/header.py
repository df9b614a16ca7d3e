"""The header of a catalogue file: what its columns are called, and what they mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shopguide.catalog.reading.broken_text import readable
from shopguide.catalog.reading.column_meanings import ColumnMeanings, listed
from shopguide.catalog.reading.decoding import BROKEN
from shopguide.catalog.reading.raw_row import RawRow
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.text.catalog_columns import COLUMNS, Columns, header_word
from shopguide.text.normalise import clean_text

MAX_COLUMNS = 10_000
"""More different names than this are no columns: rows are named by their values then."""

_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says.

    `names` are the columns as the file writes them; `positions` (0-based) those of known columns by
    their native name (two may share one), `attributes` those of further ones by attribute name,
    `ignored` the rest. `constants` has values that every row has, by native name; `currency` (ISO
    4217) and `decimal_mark` are those of amounts that name none; empty where nobody said.
    `list_prices` has the position of the price if that is the one from before a reduction.

    Where each row names its own columns (JSON, XML), names and positions grow while rows are
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
    list_prices: Sequence[int] = ()

    @property
    def grows(self) -> bool:
        """Whether each row names its own columns."""
        return not self.delimiter

    def has(self, native: str) -> bool:
        """Whether the file has a known column, or a value for all of it."""
        return native in self.positions or native in self.constants


def header_of_row(
    row: RawRow, delimiter: str, columns: Columns, mapping: ColumnMapping, file: str
) -> Header:
    """The header that a row of column names is.

    Raises:
        CatalogFileError: ``missing_column``, ``duplicate_column``, ``broken_header``.
    """
    _check_readable(row, file)
    names = tuple(clean_text(text) for text in row.fields)
    meanings = ColumnMeanings(columns, mapping, file)
    meanings.add(names, 0, row.line)
    refuse_missing(meanings, names, columns, file, row.line)
    return Header(
        delimiter,
        names,
        meanings.positions,
        meanings.attributes,
        meanings.ignored,
        mapping.constants,
        mapping.currency or meanings.price_currency,
        mapping.decimal_mark,
        meanings.list_prices,
    )


def settle_price(fields: list[str], header: Header) -> None:
    """Where a row has no price from before a reduction, make what is to be paid its price."""
    price, sale_price = header.list_prices[0], header.positions["sale_price"]
    if max(price, sale_price) < len(fields) and not fields[price].strip(" 0.,"):
        fields[price], fields[sale_price] = fields[sale_price], ""


class GrowingHeader:
    """A header that grows by the names that rows bring along.

    `header` is one object throughout.
    """

    def __init__(self, columns: Columns, mapping: ColumnMapping, file: str) -> None:
        self._columns = columns
        self._file = file
        self._meanings = ColumnMeanings(columns, mapping, file)
        self._names: list[str] = []
        self._places: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._known = 0
        self.header = Header(
            "",
            self._names,
            self._meanings.positions,
            self._meanings.attributes,
            self._meanings.ignored,
            mapping.constants,
            mapping.currency,
            mapping.decimal_mark,
            self._meanings.list_prices,
        )

    def fields_of(self, record: Mapping[str, str], line: int) -> list[str]:
        """The fields of a row that gives them by name.

        Raises:
            CatalogFileError: ``too_many_columns``.
        """
        for name in record:
            if name not in self._places:
                self._add(name, line)
        places = [self._places[name] for name in record]
        fields = [""] * (max(places, default=-1) + 1)
        for place, text in zip(places, record.values(), strict=True):
            fields[place] = fields[place] or text
        self._mean_new(line)
        return fields

    def check(self) -> None:
        """Refuse a file that was read to its end, if what is required never came.

        Raises:
            CatalogFileError: ``missing_column``.
        """
        if self._names:
            refuse_missing(self._meanings, self._names, self._columns, self._file, None)

    def _add(self, name: str, line: int) -> None:
        """Give a name its place: that of another spelling, or a new one."""
        shown = readable(clean_text(name)[:_MAX_NAME])
        word = header_word(shown)
        if word not in self._words:
            self._words[word] = len(self._names)
            self._names.append(shown)
        self._places[name] = self._words[word]
        if max(len(self._names), len(self._places) // 10) > MAX_COLUMNS:
            raise CatalogFileError(
                f"By line {line} there are more than {MAX_COLUMNS:,} different column names.",
                file=self._file,
                reason="too_many_columns",
                line=line,
                fix="Name columns alike in every row; put what differs into 'attributes'.",
            )

    def _mean_new(self, line: int) -> None:
        if self._known < len(self._names):
            self._meanings.add(self._names[self._known :], self._known, line)
            self._known = len(self._names)


def refuse_missing(
    meanings: ColumnMeanings, names: Sequence[str], columns: Columns, file: str, line: int | None
) -> None:
    """Refuse a header without a required column, or without one that its mapping names.

    Raises:
        CatalogFileError: ``missing_column``.
    """
    if absent := meanings.missing_headers(names):
        raise CatalogFileError(
            f"The mapping names the column {absent[0]!r}; the file has {listed(names)}.",
            file=file,
            reason="missing_column",
            line=line,
            column=absent[0],
            fix="Write the header into the mapping as it stands in the file.",
        )
    if column := meanings.missing_column(names):
        words = columns.headers_of(column)
        latin = [word for word in words if word.isascii()][:5]
        chinese = [word for word in words if not word.isascii()][:4]
        raise CatalogFileError(
            f"There is no column {column!r}{_instead(columns, column)}; the file has"
            f" {listed(names)}.",
            file=file,
            reason="missing_column",
            line=line,
            column=column,
            fix=_other_folder(columns, names)
            + f"Name the column by one of: {', '.join((*latin, *chinese))}. Or have a"
            f" mapping proposed: shopguide catalog map {file.rpartition('/')[2]}",
        )


def _instead(columns: Columns, column: str) -> str:
    """What else would do where a file could update what the shop has; empty otherwise."""
    if column in columns.required or not columns.updates:
        return ""
    return ", nor another one to update such as 'price' or 'availability'"


def _other_folder(columns: Columns, names: Sequence[str]) -> str:
    """A sentence that sends a file to where its columns belong; empty where there is no such."""
    words = set(map(header_word, names))
    for kind, others in COLUMNS.items():
        found = {others.synonyms.get(word, word) for word in words}
        if others is not columns and not others.missing(found):
            return f"These are columns of {kind.value}: upload the file as {kind.value}. "
    return ""


def _check_readable(row: RawRow, file: str) -> None:
    reason = row.defect.reason if row.defect else ""
    if any(BROKEN in text for text in row.fields):
        reason = "it has a byte that is no text in the file's encoding"
    if reason:
        raise CatalogFileError(
            f"The header, line {row.line}, cannot be read: {reason}.",
            file=file,
            reason="broken_header",
            line=row.line,
            fix="Begin the file with one line of column names.",
        )
