"""Words that values of attributes are made of, in both languages: yes and no, materials, and so on.

`value_words.txt` has them; colours are in `text/colours.py`, units in `text/unit_names.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shopguide.text.language import Language
from shopguide.text.normalise import fold
from shopguide.text.simplified import simplify

_FILE = Path(__file__).with_name("value_words.txt")
_TRUTHS = {"+": True, "-": False, "=": None}


@dataclass(frozen=True, slots=True)
class _Meaning:
    truth: bool | None
    names: Mapping[Language, Sequence[str]]


def truth_of(value: str) -> bool | None:
    """Whether a value that is one word for it is a yes or a no; None where it is neither."""
    meaning = _by_name().get(_key(value))
    return None if meaning is None else meaning.truth


def truth_in(value: str, language: Language) -> str:
    """A yes or no as it is said in a language: ``none`` as 无; empty for any other value."""
    meaning = _by_name().get(_key(value))
    return "" if meaning is None or meaning.truth is None else meaning.names[language][0]


def meaning_of(value: str) -> str:
    """A value in the one form that all its names have, so that 纯棉 is "cotton", and 支持 "yes"."""
    key = _key(value)
    meaning = _by_name().get(key)
    if meaning is None:
        return key
    return meaning.names["en"][0] if meaning.truth is None else "yes" if meaning.truth else "no"


def words_in(text: str, language: Language) -> str:
    """A text with the words in it that are no yes or no, as they are said in a language."""
    if language == "zh":
        return _english().sub(lambda found: _by_name()[found[0].lower()].names["zh"][0], text)
    return _chinese().sub(lambda found: f" {_by_name()[found[0]].names['en'][0]} ", text)


def _key(value: str) -> str:
    return simplify(fold(value)).strip(" .。")


@cache
def _english() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{_any_of('en')})(?![a-z])", re.IGNORECASE)


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile(_any_of("zh"))


def _any_of(language: Language) -> str:
    names = [name for each in _meanings() if each.truth is None for name in each.names[language]]
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


@cache
def _by_name() -> Mapping[str, _Meaning]:
    return {name: each for each in _meanings() for names in each.names.values() for name in names}


@cache
def _meanings() -> Sequence[_Meaning]:
    rows = (line.split(" | ") for line in _FILE.read_text(encoding="utf-8").splitlines())
    return [
        _Meaning(_TRUTHS[row[0]], {"en": row[1].split(", "), "zh": row[2].split(", ")})
        for row in rows
        if row[0] in _TRUTHS
    ]
