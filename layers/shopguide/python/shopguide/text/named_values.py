"""Names of a few fixed values, such as colours, found in running text of both languages."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shopguide.text.language import HAN
from shopguide.text.simplified import simplify

_LATIN_LETTER = "a-z0-9\u00df-\u024f"


@dataclass(frozen=True, slots=True)
class Mention:
    """A value that a text names, and where: ``text[start:end]`` is the name as it stands there."""

    value: str
    start: int
    end: int


class NamedValues:
    """Finds names in text; the longest name wins, and mentions never overlap.

    Latin names are whole words, written in any case, with a space or a hyphen between their words.
    Chinese has no such borders: its names must be long enough to be clear by themselves.

    Args:
        names: The names of each value.
        patterns: Further names as regular expressions (of non-capturing groups), by value.
        traps: Phrases that hold a name and do not mean it: "black friday", "蓝牙".
    """

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        *,
        patterns: Mapping[str, str] | None = None,
        traps: Iterable[str] = (),
    ) -> None:
        self._values = {_key(name): value for value, those in names.items() for name in those}
        self._values.update((_key(trap), "") for trap in traps)
        self._patterns = tuple((patterns or {}).keys())
        latin = sorted(filter(str.isascii, self._values), key=len, reverse=True)
        chinese = sorted((n for n in self._values if not n.isascii()), key=len, reverse=True)
        clear = "|".join(f"({pattern})" for pattern in (patterns or {}).values())
        choices = (
            rf"(?:{_alternatives(latin, word=True)})(?![{_LATIN_LETTER}])",
            _alternatives(chinese),
            clear,
        )
        self._pattern = re.compile("|".join(filter(None, choices)))

    def find(self, text: str) -> tuple[Mention, ...]:
        """Every mention in a text that `normalise.clean_text` or `fold` has made, in order."""
        mentions = []
        for match in self._pattern.finditer(_lower(text)):
            value = self._value_of(match)
            if value:
                mentions.append(Mention(value, match.start(), match.end()))
        return tuple(mentions)

    def _value_of(self, match: re.Match[str]) -> str:
        if match.lastindex is not None:
            return self._patterns[match.lastindex - 1]
        return self._values[_key(match[0])]


def _key(name: str) -> str:
    return name.lower().replace("-", " ").replace("\u2019", "'")


def _lower(text: str) -> str:
    """In lower case and simplified characters, and as long as it was."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return simplify(lower)


def _alternatives(names: Iterable[str], *, word: bool = False) -> str:
    """One regular expression of all names, grouped by the first character to fail early.

    The border before a `word` is looked for after that character, because a search for one of a
    set of characters is much faster than one that begins with a condition.
    """
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name[0], []).append(_pattern_of(name[1:]))
    border = {first: f"(?<![{_LATIN_LETTER}]{re.escape(first)})" * word for first in groups}
    return "|".join(
        f"{re.escape(first)}{border[first]}(?:{'|'.join(rest)})" for first, rest in groups.items()
    )


def _pattern_of(name: str) -> str:
    return re.escape(name).replace(r"\ ", "[ -]").replace("'", "['\u2019]")


def alone(character: str) -> str:
    """A pattern of this character where no Chinese character stands on either side."""
    return f"{character}(?<![{HAN}]{character})(?![{HAN}])"
