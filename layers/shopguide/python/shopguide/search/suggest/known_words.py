"""Whether a text is made of the catalogue's own words alone."""

import re

from shopguide.text.language import HAN, is_han
from shopguide.text.prefix_table import PrefixTable
from shopguide.text.suggestion_table import SuggestionTable

_PART = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_LONGEST_WORD, _SHORTEST_WORD = 6, 2
_AFTER_A_WORD = b"\n !\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"


def are_known(table: SuggestionTable, folded: str) -> bool:
    """Whether every word stands in a title or name as a whole; False where there is no word.

    A run of Chinese characters does if it can be cut into parts that do, from the left and the
    longest first.
    """
    parts = _PART.findall(folded)
    return bool(parts) and all(_is_known(table, part) for part in parts)


def _is_known(table: SuggestionTable, part: str) -> bool:
    known_in = (table.products, table.names)
    if not is_han(part[0]):
        return any(_has_word(texts, part.encode()) for texts in known_in)
    while part:
        for length in range(min(_LONGEST_WORD, len(part)), 0, -1):
            if length < min(_SHORTEST_WORD, len(part)):
                return False
            if any(_has(texts, part[:length].encode()) for texts in known_in):
                part = part[length:]
                break
        else:
            return False
    return True


def _has(texts: PrefixTable, wanted: bytes) -> bool:
    start, end = texts.span(wanted)
    return start < end


def _has_word(texts: PrefixTable, word: bytes) -> bool:
    """Whether it stands as a whole word: that would come first among those it begins."""
    start, end = texts.span(word)
    if start == end:
        return False
    after = int(texts.places[start]) + len(word)
    return texts.texts.block[after : after + 1] in _AFTER_A_WORD
