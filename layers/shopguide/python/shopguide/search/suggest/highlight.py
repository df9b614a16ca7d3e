"""Where in a suggestion the letters stand that were typed."""

import unicodedata
from collections.abc import Sequence

from shopguide.text.simplified import simplify
from shopguide.text.terms import is_han

NOWHERE = (0, 0)


def typed_span(shown: str, wanted: Sequence[str]) -> tuple[int, int]:
    """Start and end in `shown` of the first of these that begins one of its words.

    Args:
        shown: The suggestion.
        wanted: What to find in it, in `lookup_form`.
    """
    folded = [unicodedata.normalize("NFKC", character).casefold() for character in shown]
    text = simplify("".join(folded))
    for each in wanted:
        place = _at_word_start(text, each)
        if place >= 0:
            return _origin(folded, place), _origin(folded, place + len(each) - 1) + 1
    return NOWHERE


def _at_word_start(text: str, wanted: str) -> int:
    place = text.find(wanted) if wanted else -1
    while place > 0 and text[place - 1].isalnum() and not _is_border(text[place - 1 : place + 1]):
        place = text.find(wanted, place + 1)
    return place


def _is_border(pair: str) -> bool:
    """Whether a word begins between two letters, as on either side of a Chinese character."""
    return any(map(is_han, pair))


def _origin(folded: Sequence[str], place: int) -> int:
    """The character of the shown text that this one of its folded form came from."""
    for number, part in enumerate(folded):
        place -= len(part)
        if place < 0:
            return number
    return len(folded)
