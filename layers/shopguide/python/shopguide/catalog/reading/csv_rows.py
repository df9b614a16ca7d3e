"""Rows of delimited text, with their line numbers, in bounded memory.

Python's csv module alone would take a file with one unclosed quotation mark for one endless field,
and could not go on after a field that is too long. So this module finds where each row ends, and
csv only takes apart rows that are known to be whole.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import ProblemCode

MAX_FIELD_CHARACTERS = 100_000
MAX_ROW_CHARACTERS = 1_000_000
LOOK_AHEAD_CHARACTERS = 32_000_000
"""How far to look for the quotation mark that closes a field."""

_LINE_ENDS = ("\n", "\r")
_ESCAPED_QUOTE = re.compile(r'(?<!\\)((?:\\\\)*)\\"')

# csv's own limit on a field is process-wide and lower; rows are bounded before they reach it.
csv.field_size_limit(2 * MAX_ROW_CHARACTERS)


class RowReader:
    r"""Takes a text file apart into rows; blank ones are left out.

    A row with a quotation mark in the wrong place costs itself, not the rows after it. Quotation
    marks inside a quoted field are written twice, or as databases export them (``\"``), from the
    first row on that can be read in no other way.

    Args:
        pieces: Lines with their line ends; a long line may come in several pieces.
        delimiter: What stands between fields.
        file: The object key, for messages.
        first_line: Number of the first line of `pieces`.
    """

    def __init__(
        self, pieces: Iterable[str], delimiter: str, file: str, *, first_line: int = 1
    ) -> None:
        self._pieces = iter(pieces)
        self._given_back: deque[str] = deque()
        self._delimiter = delimiter
        self._blank = f"{delimiter} \t\r\n\ufeff"
        self._file = file
        self._line = first_line
        self._width = 0
        self._escapes = False

    def __iter__(self) -> Iterator[RawRow]:
        """Each row.

        Raises:
            CatalogFileError: ``broken_quotes``, a quotation mark is never closed.
        """
        while (piece := self._next()) is not None:
            if '"' in piece or not piece.endswith(_LINE_ENDS):
                row = self._read_quoted(piece) or self._read_long(piece)
            else:
                row = RawRow(self._line, piece.rstrip("\r\n").split(self._delimiter))
                self._line += 1
            if "\0" in piece and row.defect is None:
                row.defect = _find_nul(row.fields)
            self._width = self._width or len(row.fields)
            if row.defect or any(piece.strip(self._blank) for piece in row.fields):
                yield row

    def _next(self) -> str | None:
        return self._given_back.popleft() if self._given_back else next(self._pieces, None)

    def _read_quoted(self, piece: str) -> RawRow | None:
        """The row if this piece is all of it and its quotation marks are in order: most are."""
        if not piece.endswith(_LINE_ENDS):
            return None
        fields = self._fields(self._unescaped(piece))
        if '\\"' in piece and not self._escapes and (not fields or len(fields) != self._width):
            escaped = self._fields(_unescape(piece))
            if escaped and len(escaped) == self._width:
                self._escapes, fields = True, escaped
        if fields is None:
            return None
        row = RawRow(self._line, fields)
        self._line += 1
        return row

    def _fields(self, piece: str) -> list[str] | None:
        try:
            return next(csv.reader((piece,), delimiter=self._delimiter, strict=True))
        except csv.Error:
            return None

    def _unescaped(self, piece: str) -> str:
        return _unescape(piece) if self._escapes and '\\"' in piece else piece

    def _read_long(self, piece: str) -> RawRow:
        """The row that begins with this piece, and has quotation marks or several pieces."""
        row = _LongRow(self._delimiter, self._line)
        row.add(self._unescaped(piece))
        while not row.is_whole:
            following = self._next()
            if following is None:
                break
            row.add(self._unescaped(following))
            if row.size > LOOK_AHEAD_CHARACTERS and row.is_quoted:
                break
        if (row.is_quoted or row.is_misplaced) and row.has_escapes and not self._escapes:
            self._escapes = True
            self._given_back.extendleft(reversed(row.pieces[1:]))
            return self._read_long(piece)
        if row.is_quoted or (row.is_misplaced and row.is_too_long):
            raise self._never_closed(row.quote_line)
        if row.is_misplaced:
            self._given_back.extendleft(reversed(row.drop_all_but_first_line()))
        self._line = row.next_line
        return row.parse()

    def _never_closed(self, line: int) -> CatalogFileError:
        return CatalogFileError(
            f"The quotation mark that opens a field in line {line} is never closed.",
            file=self._file,
            reason="broken_quotes",
            line=line,
            fix='Close it, or write each quotation mark inside a quoted field twice ("").',
        )


class _LongRow:
    """One row put together from pieces, as much of it as is allowed."""

    def __init__(self, delimiter: str, line: int) -> None:
        self._delimiter = delimiter
        self._line = line
        self.pieces: list[str] = []
        self._tail = delimiter  # a row begins as if after a delimiter
        self._ended = False
        self._inside = False
        self.is_misplaced = False
        self.size = 0
        self.next_line = line
        self.quote_line = line

    @property
    def is_whole(self) -> bool:
        """Whether its last piece ended a line outside quotation marks."""
        return self._ended and not self._inside

    @property
    def is_quoted(self) -> bool:
        """Whether it ends inside quotation marks."""
        return self._inside and self._tail != '"'

    @property
    def has_escapes(self) -> bool:
        """Whether all of it is kept, and a quotation mark stands behind a backslash."""
        return not self.is_too_long and any('\\"' in piece for piece in self.pieces)

    @property
    def is_too_long(self) -> bool:
        """Whether only its beginning is kept."""
        return self.size > MAX_ROW_CHARACTERS

    def add(self, piece: str) -> None:
        """Take the next piece."""
        self.size += len(piece)
        if not self.is_too_long:
            self.pieces.append(piece)
        self._follow_quotes(piece)
        self._ended = piece.endswith(_LINE_ENDS)
        self.next_line += self._ended

    def _follow_quotes(self, piece: str) -> None:
        text = self._tail + piece
        position = 0
        while True:
            if self._inside:
                found = text.find('"', position)
                if found < 0 or found + 1 == len(text):
                    self._tail = text[found:] if found >= 0 else ""
                    return
                position = found + 1
                if text[position] == '"':
                    position += 1
                else:
                    self._inside = False
                    self.is_misplaced |= text[position] not in (self._delimiter, *_LINE_ENDS)
            else:
                found = text.find(f'{self._delimiter}"', position)
                if found < 0:
                    self._tail = text[-1]
                    return
                self._inside = True
                self.quote_line = self.next_line
                position = found + 2

    def drop_all_but_first_line(self) -> list[str]:
        """Keep the row's first line and return the pieces of the others."""
        ends = (n for n, piece in enumerate(self.pieces, 1) if piece.endswith(_LINE_ENDS))
        first = next(ends, len(self.pieces))
        others = self.pieces[first:]
        del self.pieces[first:]
        self.next_line = self._line + 1
        return others

    def parse(self) -> RawRow:
        """The row with its fields, or with its defect."""
        reader = csv.reader(["".join(self.pieces)], delimiter=self._delimiter)
        row = RawRow(self._line, next(reader, []))
        lengths = [len(text) for text in row.fields]
        if lengths and max(lengths) > MAX_FIELD_CHARACTERS:
            reason = f"the field is longer than {MAX_FIELD_CHARACTERS:,} characters"
            row.defect = RowDefect(reason, lengths.index(max(lengths)), ProblemCode.FIELD_TOO_LONG)
        elif self.is_too_long:
            reason = f"the row is longer than {MAX_ROW_CHARACTERS:,} characters"
            row.defect = RowDefect(reason, code=ProblemCode.ROW_TOO_LONG)
        elif self.is_misplaced:
            reason = "a quotation mark stands in the wrong place; inside a quoted field write it"
            row.defect = RowDefect(f'{reason} twice ("")', code=ProblemCode.MISPLACED_QUOTE)
        elif any("\0" in text for text in row.fields):
            row.defect = _find_nul(row.fields)
        return row


def _unescape(piece: str) -> str:
    """The piece with its quotation marks written twice instead of behind a backslash."""
    return _ESCAPED_QUOTE.sub(r'\1""', piece)


def _find_nul(fields: Sequence[str]) -> RowDefect:
    column = next((n for n, text in enumerate(fields) if "\0" in text), None)
    return RowDefect("the field has a NUL byte", column, ProblemCode.NUL_BYTE)
