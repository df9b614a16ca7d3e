"""Which of our two languages a text is in."""

import re
from typing import Literal

from shopguide.domain.errors import InvalidParameterError

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
"""Chinese characters, as a range inside the brackets of a regular expression."""

_HAN = re.compile(rf"[{HAN}\uf900-\ufaff]")
_OURS = re.compile(rf"[A-Za-z\u00c0-\u024f\u1e00-\u1eff{HAN}\uf900-\ufaff]")
_SHOWN = 20
_LATIN_WORD = re.compile(r"[A-Za-z]+")

Language = Literal["zh", "en"]


def detect_language(text: str) -> Language:
    """``zh`` where Chinese characters are at least a third as many as Latin words, else ``en``.

    Product names keep Latin brand and model words inside Chinese sentences, so words count, not
    letters.
    """
    han = len(_HAN.findall(text))
    words = len(_LATIN_WORD.findall(text))
    return "zh" if han and han * 3 >= words else "en"


def is_in_other_letters(text: str) -> bool:
    """Whether most letters of a text are neither Chinese nor Latin: Japanese, Russian, Arabic.

    What the encoder makes of them means nothing to us. Other languages in Latin letters are not
    told apart, nor is Japanese in Chinese characters alone.
    """
    if text.isascii():
        return False
    letters = sum(map(str.isalpha, text))
    return 2 * len(_OURS.findall(text)) < letters


def our_language(name: str) -> Language:
    """The language of this name where it is one of ours, else English."""
    return "zh" if name == "zh" else "en"


def check_language(name: str) -> None:
    """Raise `InvalidParameterError` unless it is ``zh``, ``en`` or left open (empty)."""
    if name not in ("", "zh", "en"):
        raise InvalidParameterError(
            f"The language {name[:_SHOWN]!r} is not one that ShopGuide speaks.",
            fix="Send 'zh' or 'en', or leave it out.",
            field="language",
        )


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in a text."""
    return _HAN.search(text) is not None
