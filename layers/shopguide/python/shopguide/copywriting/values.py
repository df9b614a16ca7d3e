"""Values of a record in the language of a text: units and colours are known, other words are not.

A value that cannot be said in the language without translating it is not said at all.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from shopguide.text.colours import colour_names, find_colours
from shopguide.text.language import HAN, Language
from shopguide.text.normalise import clean_text, fold
from shopguide.text.quantities import find_quantities
from shopguide.text.unit_names import amount_in
from shopguide.text.value_words import words_in

_SAID_IN_BOTH = frozenset("Micro Mini Type Windows macOS iPadOS Android mAh Tritan".split())
_HAN = re.compile(f"[{HAN}]")


def value_in(value: str, language: Language) -> str:
    """The value as it is said in a language; empty where it cannot be without translating it."""
    if language == "en" and not _HAN.search(value):
        return value
    if language == "zh" and _HAN.search(value):
        return value
    whole = _whole(value, language)
    if whole:
        return whole
    said = _with_units(clean_text(value), language)
    said = " ".join(words_in(said, language).split())
    is_foreign = _HAN.search(said) if language == "en" else _has_words(said)
    return "" if is_foreign else said


def _has_words(text: str) -> bool:
    """Whether Latin words are left that are no codes, units or names: "sleeve", not ``USB-C``."""
    words = re.findall(r"[A-Za-z]{3,}", text)
    return any(not word.isupper() and word not in _SAID_IN_BOTH for word in words)


def _whole(value: str, language: Language) -> str:
    """A value that is one colour."""
    folded = fold(value)
    mentions = find_colours(folded)
    if len(mentions) != 1 or mentions[0].end - mentions[0].start != len(folded):
        return ""
    if language == "en":
        return mentions[0].value
    return _chinese_colours().get(mentions[0].value, "")


@lru_cache(maxsize=1)
def _chinese_colours() -> Mapping[str, str]:
    return {
        value: next(name for name in names if _HAN.search(name))
        for value, names in colour_names().items()
        if any(_HAN.search(name) for name in names)
    }


def _with_units(text: str, language: Language) -> str:
    """The text with the names of its units in a language, its numbers as they were."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    parts, position = [], 0
    for start, end, quantity in find_quantities(folded):
        digits = re.match(r"[\d.,]+", text[start:end])
        amount = amount_in(digits[0], quantity.unit, language) if digits else None
        if amount is None:
            continue
        parts += [text[position:start], amount]
        position = end
    return "".join([*parts, text[position:]])
