"""A title as it stands inside a sentence: short, in one line."""

import unicodedata

from shopguide.text.normalise import clean_text
from shopguide.text.title_ends import without_dangling_end

TITLE_WIDTH = 60
"""Columns that a title may take; a Chinese character takes two, a Latin letter one."""

_SHORTEST_SHARE = 0.6
"""Of the room, what is left at least when a title is cut between two words."""


def short_title(title: str, width: int = TITLE_WIDTH) -> str:
    """As much of a title as has room, cut between words where that leaves most of it.

    Args:
        title: Of a product or an article.
        width: Columns, the ellipsis included.

    Returns:
        The title in one line, with "…" where it was cut; empty where there is nothing to read.
    """
    line = clean_text(title)
    cut = _fitting(line, width)
    if cut == line:
        return line
    kept = _fitting(line, width - 1)
    at_word = kept.rfind(" ")
    if not line[len(kept)].isspace() and at_word >= _SHORTEST_SHARE * len(kept):
        kept = kept[:at_word]
    return f"{without_dangling_end(kept)}…"


def _fitting(text: str, width: int) -> str:
    """The longest beginning that has room, never between a letter and its marks."""
    room, end = width, 0
    for place, letter in enumerate(text):
        room -= _columns(letter)
        if room < 0:
            return text[:end]
        if place + 1 == len(text) or _columns(text[place + 1]):
            end = place + 1
    return text


def _columns(letter: str) -> int:
    """0 for a mark on the letter before it, 2 for a wide letter, else 1."""
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
