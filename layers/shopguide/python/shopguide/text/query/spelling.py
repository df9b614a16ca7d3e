"""Correction of a query by the words of the catalogue; nothing is ever corrected in silence."""

import re
from collections.abc import Iterable, Iterator, Sequence

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.query import Correction
from shopguide.text.language import HAN
from shopguide.text.pinyin import split_syllables
from shopguide.text.query.han_spelling import HanSpelling
from shopguide.text.query.latin_spelling import SHORTEST, LatinSpelling
from shopguide.text.query.ordinary_words import is_ordinary_word

_WORD = re.compile(r"(?<![A-Za-zß-ɏ\d_.'’-])[A-Za-zß-ɏ]+(?![A-Za-zß-ɏ\d_’]|['.-][A-Za-zß-ɏ\d])")
"""A word of Latin letters alone: no code (tn-2110), size (3xl), address or part of a-hyphenated."""

_HAN_RUN = re.compile(f"[{HAN}]{{2,}}")

_SETTLED = "\0"
_MOST_CHARACTERS = 200
_MOST_LETTERS = 30
_MOST_HAN = 40
"""Longer queries, words and runs are left as they are: nobody types them, and time is short."""

_MOST_PINYIN_WORDS = 6
_SHORT_SYLLABLES = 3
"""So many syllables it takes where each is written as a short word of its own: ``lan ya er ji``."""


class SpellingIndex:
    """The words of one lexicon, made ready to correct queries; keep it as long as the lexicon.

    Words that are known, in singular or plural, plain English, numbers, units, codes and Latin
    words of less than four letters are never corrected.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._latin = LatinSpelling(lexicon)
        self._han = HanSpelling(lexicon)

    def correct(
        self, query: str, settled: Iterable[tuple[int, int]] = ()
    ) -> tuple[Correction, ...]:
        """What should be searched in place of words of a query, in their order.

        Args:
            query: A cleaned query.
            settled: Spans whose words are understood already (a price, a wish for an order): they
                are left as they are.

        Returns:
            Corrections with folded words, whose spans do not overlap. Words that run together are
            split, a word that was split is joined, and pinyin becomes Chinese.
        """
        if len(query) > _MOST_CHARACTERS:
            return ()
        open_query = list(query)
        for start, end in settled:
            open_query[start:end] = _SETTLED * (end - start)
        text = "".join(open_query)
        found = [*self._latin_corrections(text), *self._han_corrections(text)]
        return tuple(sorted(found, key=lambda correction: correction.start))

    def _han_corrections(self, query: str) -> Iterator[Correction]:
        for run in _HAN_RUN.finditer(query):
            if len(run[0]) > _MOST_HAN:
                continue
            for start, end, corrected in self._han.correct(run[0]):
                first, last = run.start() + start, run.start() + end
                yield Correction(first, last, query[first:last], corrected)

    def _latin_corrections(self, query: str) -> Iterator[Correction]:
        words = [word for word in _WORD.finditer(query) if len(word[0]) <= _MOST_LETTERS]
        folded = [word[0].casefold() for word in words]
        place = 0
        while place < len(words):
            taken, corrected = self._correction(folded, place, _adjacent(query, words, place))
            if corrected:
                start, end = words[place].start(), words[place + taken - 1].end()
                yield Correction(start, end, query[start:end], corrected)
            place += taken

    def _correction(self, words: Sequence[str], place: int, adjacent: int) -> tuple[int, str]:
        """How many of the words from `place` on are corrected together, and to what."""
        if adjacent > 1 and (joined := self._latin.joined(words[place], words[place + 1])):
            return 2, joined
        taken, chinese = self._from_pinyin(words[place : place + adjacent])
        if taken > 1:
            return taken, chinese
        others = (*words[:place], *words[place + 1 :])
        latin = self._latin.correct(words[place], others)
        if chinese and self._latin.count(latin) <= self._han.count(chinese):
            return 1, chinese
        return 1, latin

    def _from_pinyin(self, words: Sequence[str]) -> tuple[int, str]:
        """How many of the words are pinyin, from the first on, and the Chinese that they spell."""
        syllables: list[tuple[str, ...]] = []
        for word in words[:_MOST_PINYIN_WORDS] if self._han.has_words else ():
            own = () if self._is_meant(word) else split_syllables(word)
            if not own:
                break
            syllables.append(own)
        for taken in range(len(syllables), 0, -1):
            sounds = [sound for own in syllables[:taken] for sound in own]
            long_enough = any(len(word) >= SHORTEST for word in words[:taken])
            if long_enough or len(sounds) >= _SHORT_SYLLABLES:
                chinese = self._han.spelt(sounds)
                if chinese:
                    return taken, chinese
        return 0, ""

    def _is_meant(self, word: str) -> bool:
        """Whether a word is what it says; short ones may be syllables whatever else they are."""
        return len(word) >= SHORTEST and (self._latin.count(word) > 0 or is_ordinary_word(word))


def apply_corrections(query: str, corrections: Sequence[Correction]) -> str:
    """The query with each correction in its place."""
    parts: list[str] = []
    end = 0
    for correction in corrections:
        parts += [query[end : correction.start], correction.corrected]
        end = correction.end
    return "".join([*parts, query[end:]])


def _adjacent(query: str, words: Sequence[re.Match[str]], place: int) -> int:
    """How many words from `place` on follow each other with one space between them."""
    last = place
    while last + 1 < len(words) and query[words[last].end() : words[last + 1].start()] == " ":
        last += 1
    return last - place + 1
