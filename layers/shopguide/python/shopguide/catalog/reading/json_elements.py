"""The elements of a JSON list, one at a time, in bounded memory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shopguide.catalog.reading.csv_rows import LOOK_AHEAD_CHARACTERS, MAX_ROW_CHARACTERS
from shopguide.catalog.reading.json_records import DECODER
from shopguide.domain.errors import CatalogFileError

_READ_CHARACTERS = 64 * 1024
_BETWEEN = re.compile(r"[\s,\ufeff]*")
_LIST_IN_OBJECT = re.compile(r'"\s*:\s*\[(?=\s*\{)')
_STRUCTURE = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|[{}\[\]"]', re.DOTALL)
_PLAIN_END = re.compile(r"[,\]\n]")


@dataclass(frozen=True, slots=True)
class JsonElement:
    """One element: the line it begins in, its text, and its value where it is known already."""

    line: int
    text: str = ""
    value: object = None
    is_too_long: bool = False


def elements_of(pieces: Iterator[str], file: str) -> Iterator[JsonElement]:
    """Each element of a list, which may be a member of an object: ``{"products": [...]}``.

    An element that is not valid JSON is told from the next one by its brackets.

    Raises:
        CatalogFileError: ``broken_json``, it cannot be seen where an element ends, or there is no
            list of objects.
    """
    yield from _ListReader(pieces, file).elements()


class _ListReader:
    def __init__(self, pieces: Iterator[str], file: str) -> None:
        self._pieces = pieces
        self._file = file
        self._buffer = ""
        self._place = 0
        self._line = 1

    def elements(self) -> Iterator[JsonElement]:
        is_member = self._find_list()
        while self._skip_between():
            if self._buffer[self._place] != "]":
                yield self._element()
                continue
            self._take(self._place + 1)
            if is_member:
                return
            if not self._skip_between():
                return
            if self._buffer[self._place] != "[":
                raise self._broken("there is something behind the list")
            self._take(self._place + 1)
        raise self._broken("the list is never closed; the file seems to be cut off")

    def _find_list(self) -> bool:
        """Go to the first element; whether the list is a member of an object."""
        if not self._skip_between() or self._buffer[self._place] == "[":
            self._take(self._place + 1)
            return False
        found = _LIST_IN_OBJECT.search(self._buffer, self._place)
        if found is None:
            raise self._broken("it holds no list of objects")
        self._take(found.end())
        return True

    def _element(self) -> JsonElement:
        while True:
            try:
                value, end = DECODER.raw_decode(self._buffer, self._place)
            except (ValueError, RecursionError):
                value, end = None, self._end_of_broken()
            # A number may go on behind what was read so far; brackets end for sure.
            is_whole = end and (end < len(self._buffer) or isinstance(value, dict | list))
            if is_whole or not self._read_more():
                break
        if not end:
            raise self._broken("an element is never closed")
        return self._cut(value, end)

    def _cut(self, value: object, end: int) -> JsonElement:
        line, start = self._line, self._place
        if end - start > MAX_ROW_CHARACTERS:
            self._take(end)
            return JsonElement(line, is_too_long=True)
        text = self._buffer[start:end]
        self._take(end)
        return JsonElement(line, text, value)

    def _end_of_broken(self) -> int:
        """Where the broken element ends; 0 if that is not in the buffer."""
        if self._buffer[self._place] not in "{[":
            found = _PLAIN_END.search(self._buffer, self._place + 1)
            return found.start() if found else 0
        depth = 0
        for token in _STRUCTURE.finditer(self._buffer, self._place):
            mark = token[0]
            if mark in "{[":
                depth += 1
            elif mark in "}]":
                depth -= 1
                if not depth:
                    return token.end()
            elif mark == '"' and "\n" not in self._buffer[token.end() :]:
                return 0
            elif mark == '"' or mark[1:].lstrip().startswith(("}", "]", ",")):
                self._line += self._buffer.count("\n", self._place, token.start())
                raise self._broken("a quotation mark stands in the wrong place")
        return 0

    def _skip_between(self) -> bool:
        """Go to the next character that is neither space nor comma; whether there is one."""
        while True:
            found = _BETWEEN.match(self._buffer, self._place)
            self._take(found.end() if found else self._place)
            if self._buffer:
                return True
            if not self._read_more():
                return False

    def _take(self, end: int) -> None:
        """Leave behind what lies before `end`."""
        self._line += self._buffer.count("\n", self._place, end)
        self._place = end
        if self._place >= len(self._buffer):
            self._buffer, self._place = "", 0

    def _read_more(self) -> bool:
        """Read as much again as there is; whether there was any."""
        rest = self._buffer[self._place :]
        if len(rest) > LOOK_AHEAD_CHARACTERS:
            raise self._broken("an element is never closed")
        wanted = max(_READ_CHARACTERS, len(rest))
        parts, size = [rest], 0
        for piece in self._pieces:
            parts.append(piece)
            size += len(piece)
            if size >= wanted:
                break
        if size:
            self._buffer, self._place = "".join(parts), 0
        return size > 0

    def _broken(self, reason: str) -> CatalogFileError:
        return CatalogFileError(
            f"The JSON cannot be read from line {self._line} on: {reason}.",
            file=self._file,
            reason="broken_json",
            line=self._line,
            fix="Check it with a JSON checker; or write one object a line (.jsonl).",
        )
