"""Names of a few fixed values, such as colours, found in running text of both languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shopguide.text.language import HAN
from shopguide.text.simplified import simplify

ALONE = rf".(?<![{HAN}].)(?![{HAN}])"
"""A context for `NamedValues`: a Chinese character with no other one on either side."""

_LATIN_LETTER = "a-z0-9\u00df-\u024f"
_WORD = f"[{_LATIN_LETTER}]+"
_ONE_WAY = str.maketrans({"-": " ", "\u2019": "'"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A value that a text names, and where: ``text[start:end]`` is the name as it stands there."""

    value: str
    start: int
    end: int


class NamedValues:
    """Finds names in text; the longest name wins, and mentions never overlap.

    Latin names are whole words, written in any case, with a space or a hyphen between their words.
    Chinese has no such borders: its names must be long enough to be clear by themselves. It is
    looked up by the first word or character, for a pattern of all names takes 30 ms to compile.

    Args:
        names: The names of each value.
        signs: Single Chinese characters, by the value that each means in a `sign_context`.
        sign_context: A regular expression that matches from such a character on, written ``.``.
        traps: Phrases that hold a name and do not mean it: "black friday", "烟灰缸".
    """

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        *,
        signs: Mapping[str, str] | None = None,
        sign_context: str = ALONE,
        traps: Iterable[str] = (),
    ) -> None:
        values = {_one_way(name): value for value, those in names.items() for name in those}
        values.update((_one_way(trap), "") for trap in traps)
        self._values = values
        self._signs = {sign: value for value, sign in (signs or {}).items()}
        self._context = re.compile(sign_context)
        firsts = "".join({name[0] for name in (*values, *self._signs) if not name.isascii()})
        self._first = re.compile(f"{_WORD}|[{firsts}]" if firsts else _WORD)
        self._beginning: dict[str, list[str]] = {}
        for name in sorted(values, key=len, reverse=True):
            self._beginning.setdefault(self._first_of(name), []).append(name)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Every mention in a text that `normalise.clean_text` or `fold` has made, in order."""
        text = _one_way(text)
        mentions = []
        position = 0
        for first in self._first.finditer(text):
            start = first.start()
            if start < position:
                continue
            end, value = self._named(text, start, first[0])
            if end:
                position = end
                if value:
                    mentions.append(Mention(value, start, end))
        return tuple(mentions)

    def _named(self, text: str, start: int, first: str) -> tuple[int, str]:
        """End and value of the name that begins here; the end is 0 where none does."""
        for name in self._beginning.get(first, ()):
            end = start + len(name)
            if text.startswith(name, start) and not (name.isascii() and _goes_on(text, end)):
                return end, self._values[name]
        if first in self._signs and self._context.match(text, start):
            return start + 1, self._signs[first]
        return 0, ""

    def _first_of(self, name: str) -> str:
        first = self._first.match(name)
        return first[0] if first else name


def name_in(names: Mapping[str, Sequence[str]], value: str, language: str) -> str:
    """What a value is called in Chinese; in any other language, or without such a name, itself.

    Args:
        names: Of all values, in both languages, the commonest first.
        value: Canonical: it is its own English name.
        language: Of who reads it.
    """
    if language != "zh":
        return value
    return next((name for name in names.get(value, ()) if not name.isascii()), value)


def _goes_on(text: str, end: int) -> bool:
    """Whether a Latin word does not end here."""
    after = text[end : end + 1]
    return after.isalnum() and not "\u3400" <= after <= "\u9fff"


def _one_way(text: str) -> str:
    """In lower case, simplified characters, and one way of joining words; as long as it was."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return simplify(lower).translate(_ONE_WAY)
