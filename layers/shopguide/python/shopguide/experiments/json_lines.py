"""Where in a JSON text each value stands, so that a problem can be shown at its line."""

import json
import re
from collections.abc import Mapping
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Names of members and numbers of elements, from the outermost value inwards."""

_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')


def lines_of(text: str) -> Mapping[Path, int]:
    """The 1-based line on which each value begins, of a text that `json.loads` accepts."""
    walk = _Walk()
    for mark in _MARK.finditer(text):
        walk.take(mark.group(), text, mark.start())
    return walk.lines


def path_text(path: Path) -> str:
    """A path as JavaScript writes it: ``[0].variants[1].share``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).lstrip(".")


class _Walk:
    """Goes through the marks, and knows in which member and element it is."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self._steps: list[str | int] = []
        self._is_name = False
        self._counted_to = 0
        self._line = 1

    def take(self, mark: str, text: str, at: int) -> None:
        """The next mark, which stands at `at`."""
        if mark in ("]", "}"):
            self._steps.pop()
            self._is_name = False
        elif mark == ",":
            last = self._steps[-1]
            self._is_name = isinstance(last, str)
            if isinstance(last, int):
                self._steps[-1] = last + 1
        elif mark == ":":
            self._is_name = False
        elif self._is_name:
            self._steps[-1] = _unquoted(mark)
        else:
            self._begin(mark, text, at)

    def _begin(self, mark: str, text: str, at: int) -> None:
        self._line += text.count("\n", self._counted_to, at)
        self._counted_to = at
        self.lines[tuple(self._steps)] = self._line
        if mark == "[":
            self._steps.append(0)
        elif mark == "{":
            self._steps.append("")
            self._is_name = True


def _unquoted(mark: str) -> str:
    return str(json.loads(mark, strict=False))
