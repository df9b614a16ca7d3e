"""The words of a text as they are written, which spelling and suggestions are made of.

Unlike `shopguide.text.words` nothing is stemmed and nothing is left out for being common: a
shopper is shown these.
"""

import re

from shopguide.text.language import HAN

SHORTEST_WORD = 3
"""Letters; shorter Latin words say too little to be corrected or suggested."""

_LETTER = r"a-z\u00df-\u00f6\u00f8-\u024f"
_TOKEN = re.compile(rf"[{_LETTER}0-9]+(?:[-.'/+][{_LETTER}0-9]+)*")
_LETTERS = re.compile(rf"[{_LETTER}]+")
_HAN_RUN = re.compile(f"[{HAN}]+")


def surface_words(folded: str) -> list[str]:
    """Latin words and model codes of a folded text, in order, with repetitions.

    A word has three letters or more ("over-ear" is two of them); a code has a letter and a digit,
    and is kept whole ("tn-2110", "wh-1000xm4"). Numbers alone are neither.
    """
    words: list[str] = []
    for token in _TOKEN.findall(folded):
        if token.isalpha():
            words.append(token)
        elif _LETTERS.search(token) is None:
            continue
        elif any(map(str.isdigit, token)):
            words.append(token)
        else:
            words.extend(_LETTERS.findall(token))
    return [word for word in words if len(word) >= SHORTEST_WORD or not word.isalpha()]


def han_runs(text: str) -> list[str]:
    """The runs of Chinese characters in a text, in order."""
    return _HAN_RUN.findall(text)
