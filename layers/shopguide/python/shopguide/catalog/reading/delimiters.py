"""Which character stands between the fields of a delimited file."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from shopguide.catalog.reading.csv_rows import RowReader
from shopguide.catalog.reading.facts import Guess
from shopguide.domain.errors import CatalogFileError
from shopguide.text.catalog_columns import header_word

DELIMITERS = (",", "\t", ";", "|")

_ONE_COLUMN = 0.5


def guess_delimiter(lines: Sequence[str], known: Iterable[str], *, is_whole: bool) -> Guess:
    """The delimiter of a file that begins with these lines, the header first.

    The one that makes most columns of the header known; then the one by which most rows have as
    many fields as the header; then the one with most columns.

    Args:
        lines: With their line ends.
        known: Words of headers that mean something.
        is_whole: Whether the file ends with them; else the last row may be cut off.
    """
    words = frozenset(known)
    fits = [_fit(lines, delimiter, words, is_whole=is_whole) for delimiter in DELIMITERS]
    best = max(fits)  # the first of equals, as max does
    rivals = [fit for fit in fits if fit is not best and fit.columns > 1]
    rival = max((fit.even for fit in rivals if fit.known >= best.known), default=0.0)
    sure = best.even / (best.even + rival) if best.even else 0.0
    confidence = sure if best.columns > 1 else _ONE_COLUMN
    return Guess(best.delimiter, round(confidence, 3))


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a delimiter fits; `even` is the share of rows with as many fields as the header."""

    delimiter: str
    known: int
    even: float
    columns: int

    def __lt__(self, other: "_Fit") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, float, int]:
        return self.known, self.even if self.columns > 1 else 0.0, self.columns


def _fit(lines: Sequence[str], delimiter: str, known: frozenset[str], *, is_whole: bool) -> _Fit:
    counts: list[int] = []
    names: Sequence[str] = ()
    with suppress(CatalogFileError):  # a quotation mark may be closed only after these lines
        for row in RowReader(lines, delimiter, ""):
            names = names or row.fields
            counts.append(len(row.fields))
    if len(counts) > 2 and not is_whole:
        del counts[-1]
    header, *rows = counts or [0]
    even = sum(count == header for count in rows) / len(rows) if rows else 1.0
    recognised = sum(header_word(name) in known for name in names) if header > 1 else 0
    return _Fit(delimiter, recognised, even, header)
