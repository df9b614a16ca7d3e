"""Regular expressions that are compiled when they are first used.

Long ones take milliseconds to compile, and a query without a number never needs those for prices.
"""

import re
import sys
from collections.abc import Iterator


class LatePattern:
    """A regular expression like `re.compile` makes, for patterns that many texts do without.

    Args:
        source: The expression. A wrong one fails at the first use, not here.
    """

    __slots__ = ("_compiled", "_source")

    def __init__(self, source: str) -> None:
        self._source = source
        self._compiled: re.Pattern[str] | None = None

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match from `start` on."""
        return self._pattern().search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match that begins at `start`."""
        return self._pattern().match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match of all from `start` to `end`."""
        return self._pattern().fullmatch(text, start, end)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match, from left to right."""
        return self._pattern().finditer(text)

    def _pattern(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self._source)
        return self._compiled
