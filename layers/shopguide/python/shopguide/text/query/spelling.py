"""Correction of a query by the words of the catalogue; nothing is ever corrected in silence."""

import re
from collections.abc import Iterator, Sequence

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.query import Correction
from shopguide.text.query.latin_spelling import LatinSpelling

_WORD = re.compile(r"(?<![\w.'’-])[^\W\d_]+(?![\w’]|['.-]\w)")
"""A word of letters alone: no code (tn-2110), size (3xl), address or part of a hyphenated word."""

_LATIN = re.compile(r"[A-Za-zß-ɏ]+")


class SpellingIndex:
    """The words of one lexicon, made ready to correct queries; keep it as long as the lexicon.

    Built in about a microsecond a word. Words that are known, in singular or plural, or plain
    English, numbers, units, codes and words of less than four letters are never corrected.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._latin = LatinSpelling(lexicon)

    def correct(self, query: str) -> tuple[Correction, ...]:
        """What should be searched in place of words of a cleaned query, in their order.

        `Correction.corrected` is folded; the spans do not overlap.
        """
        return tuple(self._latin_corrections(query))

    def _latin_corrections(self, query: str) -> Iterator[Correction]:
        words = [word for word in _WORD.finditer(query) if _LATIN.fullmatch(word[0])]
        folded = [word[0].casefold() for word in words]
        place = 0
        while place < len(words):
            first, step = words[place], 1
            corrected = self._joined(query, words, folded, place)
            if corrected:
                step = 2
            else:
                others = folded[:place] + folded[place + 1 :]
                corrected = self._latin.correct(folded[place], others)
            if corrected:
                end = words[place + step - 1].end()
                yield Correction(first.start(), end, query[first.start() : end], corrected)
            place += step

    def _joined(
        self, query: str, words: Sequence[re.Match[str]], folded: Sequence[str], place: int
    ) -> str:
        if place + 1 == len(words):
            return ""
        between = query[words[place].end() : words[place + 1].start()]
        return self._latin.joined(folded[place], folded[place + 1]) if between == " " else ""


def apply_corrections(query: str, corrections: Sequence[Correction]) -> str:
    """The query with each correction in its place."""
    parts: list[str] = []
    end = 0
    for correction in corrections:
        parts += [query[end : correction.start], correction.corrected]
        end = correction.end
    return "".join([*parts, query[end:]])
