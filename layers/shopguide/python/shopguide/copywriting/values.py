"""Values of a record in the language of a text: units and colours are known, other words are not.

A value that cannot be said in the language without translating it is not said at all.
"""

import re

from shopguide.text.colours import colour_names, one_colour
from shopguide.text.language import Language, has_han
from shopguide.text.named_values import name_in
from shopguide.text.normalise import clean_text, fold
from shopguide.text.quantities import find_quantities
from shopguide.text.unit_names import amount_in
from shopguide.text.value_words import words_in

_SAID_IN_BOTH = frozenset("Micro Mini Type Windows macOS iPadOS Android mAh Tritan".split())


def value_in(value: str, language: Language) -> str:
    """The value as it is said in a language; empty where it cannot be without translating it."""
    if language == "en" and not has_han(value):
        return value
    if language == "zh" and has_han(value):
        return value
    if colour := one_colour(value):
        return name_in(colour_names(), colour, language)
    said = _with_units(clean_text(value), language)
    said = " ".join(words_in(said, language).split())
    is_foreign = has_han(said) if language == "en" else _has_words(said)
    return "" if is_foreign else said


def _has_words(text: str) -> bool:
    """Whether Latin words are left that are no codes, units or names: "sleeve", not ``USB-C``."""
    words = re.findall(r"[A-Za-z]{3,}", text)
    return any(not word.isupper() and word not in _SAID_IN_BOTH for word in words)


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
