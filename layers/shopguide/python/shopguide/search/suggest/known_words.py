"""Whether a text is made of the catalogue's own words alone."""

import re
from collections.abc import Callable

from shopguide.domain.lexicon import Lexicon
from shopguide.text.language import HAN
from shopguide.text.prefix_table import PrefixTable
from shopguide.text.suggestion_table import SuggestionTable
from shopguide.text.terms import is_han

_PART = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[-.'/+][^\W_{HAN}]+)*")
_LONGEST_HAN = 6
_HARMLESS = re.compile(rf"[^\W\d_{HAN}]{{1,2}}|\d{{1,4}}")
"""One or two letters, or a small number, tell little beside a word that is known."""

_AFTER_A_WORD = b"\n !\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"


def says_nothing_personal(lexicon: Lexicon, folded: str) -> bool:
    """Whether every word is one that the catalogue has as well, so no name, no address."""
    names = (lexicon.words, lexicon.brands, lexicon.categories, lexicon.colours, lexicon.sizes)

    def is_known(part: str) -> bool:
        return any(part in each for each in names)

    telling = " ".join(part for part in _PART.findall(folded) if not _HARMLESS.fullmatch(part))
    return _consists_of(telling, is_known)


def is_in_titles(table: SuggestionTable, looked_up: str) -> bool:
    """Whether every word of a text in `lookup_form` stands in a title or name as a whole."""

    def is_known(part: str) -> bool:
        has = _has if is_han(part) else _has_word
        return any(has(texts, part.encode()) for texts in (table.names, table.products))

    return _consists_of(looked_up, is_known)


def _consists_of(folded: str, is_known: Callable[[str], bool]) -> bool:
    """Whether there are words and all are known.

    A compound is where its parts are. A run of Chinese characters is where it can be cut into
    parts of two characters and more that are, from the left and the longest first.
    """
    parts = _PART.findall(folded)
    return bool(parts) and all(_is_made_of(part, is_known) for part in parts)


def _is_made_of(part: str, is_known: Callable[[str], bool]) -> bool:
    if is_known(part):
        return True
    if not is_han(part):
        pieces = re.split(r"[-.'/+]", part)
        return len(pieces) > 1 and all(map(is_known, pieces))
    while part:
        lengths = range(min(_LONGEST_HAN, len(part)), 1, -1)
        length = next((n for n in lengths if is_known(part[:n])), 0)
        if not length:
            return False
        part = part[length:]
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
