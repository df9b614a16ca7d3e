"""Spelling of Chinese words: characters that sound like those that were meant, and pinyin.

Chinese is typed by sound, so the slip is a character of the same sound (蓝亚耳机 for 蓝牙耳机). It
shows where no word of the catalogue covers a part of the query, and one that sounds like it would.
A part may also be a word that the shop just does not know, so the evidence has to be good: the more
common the character that would be replaced, the more frequent the word has to be.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from shopguide.domain.lexicon import Lexicon
from shopguide.text.pinyin import character_readings
from shopguide.text.query.han_sounds import HanSounds, same_sound
from shopguide.text.surface_words import han_runs

LONGEST = 4
"""Characters in a word that is looked for."""

_SMALL_SHOP = 1_000
"""Products below which two that have a word are enough; above, it takes three."""

_COMMON_CHARACTER = 0.01
_SHARE_AGAINST_COMMON = 0.005
"""Share of products that a word is in which replaces a character of that share and more."""

_FUNCTION_CHARACTERS = frozenset(
    "的了是在和与及或也都就还很把被给让用有能会要我你他她它这那几多么为以到从对不没"
)
"""These stand between words and are never changed."""

_MANY_WORDS = 20
"""A character that ends so many words may stand alone after one: 垫, 包, 机."""


_NOTHING = (-math.inf, "")


class HanCorrection(NamedTuple):
    """Characters ``[start, end)`` of a run and the word that was meant."""

    start: int
    end: int
    corrected: str


class HanSpelling:
    """The Chinese words of one lexicon, made ready to be searched at the first need."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._products = max(1, lexicon.products)
        self._least = 3 if lexicon.products >= _SMALL_SHOP else 2
        self._words = lexicon.words
        self._names = _names(lexicon)

    @property
    def has_words(self) -> bool:
        """Whether the catalogue has any Chinese words."""
        return bool(self._names) or bool(self._frequent)

    def count(self, word: str) -> int:
        """Products that have a Chinese word."""
        return max(self._words.get(word, 0), self._names.get(word, 0))

    def correct(self, run: str) -> Sequence[HanCorrection]:
        """What was meant in a run of Chinese characters, in order."""
        covered = self._covered(run)
        if all(covered) or not self.has_words:
            return ()
        likely = max(self._candidates(run, covered), default=None)
        if likely is None:
            return ()
        _, found = likely
        return (
            *self._moved(run[: found.start], 0),
            found,
            *self._moved(run[found.end :], found.end),
        )

    def spelt(self, syllables: Sequence[str]) -> str:
        """The Chinese words that these syllables of pinyin spell, the most frequent; or empty.

        Words have two syllables or more, because one alone can be anything; only the last may
        follow a word as one of the characters that many words end with (吹风 + 机).
        """
        best: list[tuple[float, str]] = [(0.0, "")] + [_NOTHING] * len(syllables)
        for end in range(2, len(syllables) + 1):
            for start in range(max(0, end - LONGEST), end - 1):
                if best[start] != _NOTHING:
                    best[end] = max(best[end], self._after(best[start], syllables[start:end]))
        if best[-1] == _NOTHING and len(syllables) > 2 and best[-2] != _NOTHING:
            ending = self._ending(syllables[-1])
            return best[-2][1] + ending if ending else ""
        return best[-1][1]

    def _ending(self, syllable: str) -> str:
        """The character read so that ends the most words, if these are many; or empty."""
        likely = (
            (count, character)
            for character, count in self._endings.items()
            if count >= _MANY_WORDS and syllable in character_readings(character)
        )
        return max(likely, default=(0, ""))[1]

    def _after(self, before: tuple[float, str], syllables: Sequence[str]) -> tuple[float, str]:
        """A way to spell extended by the most frequent word that is read so.

        Each word costs its rarity, so that one word is likelier than two that spell it.
        """
        words = ((self.count(word), word) for word in self._sounds.read_as(tuple(syllables)))
        count, word = max(words, default=(0, ""))
        if not word:
            return _NOTHING
        return before[0] + math.log(count / self._products), before[1] + word

    def _moved(self, run: str, by: int) -> Iterator[HanCorrection]:
        for start, end, corrected in self.correct(run):
            yield HanCorrection(start + by, end + by, corrected)

    def _candidates(
        self, run: str, covered: Sequence[bool]
    ) -> Iterator[tuple[tuple[int, int, int], HanCorrection]]:
        """Words that may be meant, the likeliest with the greatest key."""
        for length in range(2, LONGEST + 1):
            for start in range(len(run) - length + 1):
                end = start + length
                window = run[start:end]
                if all(covered[start:end]) or window in self._words:
                    continue
                for word in self._sounds.like_word(window):
                    gain = self._gain(run, covered, start, word)
                    if gain > 0:
                        same = sum(map(str.__eq__, word, window))
                        yield (
                            (same, gain, self.count(word)),
                            HanCorrection(start, end, word),
                        )

    def _gain(self, run: str, covered: Sequence[bool], start: int, word: str) -> int:
        """How many characters more are covered with a word in its place; 0 if it is not likely."""
        end = start + len(word)
        changed = [n for n in range(start, end) if run[n] != word[n - start]]
        if not changed or len(changed) > len(word) // 2:
            return 0
        if not _FUNCTION_CHARACTERS.isdisjoint(run[n] for n in changed):
            return 0
        known = any(covered[n] for n in changed)
        exact = all(same_sound(run[n], word[n - start]) for n in changed)
        least = self._least if len(word) == 2 else 2
        if self.count(word) < max(least, self._needed([run[n] for n in changed], known=known)):
            return 0
        if len(word) == 2:
            fits = exact and not known and not any(covered[start:end])
            return 2 if fits and self._leaves_words(run, covered, start, end) else 0
        if not exact and self.count(word) < 2 * self._least:
            return 0
        after = self._covered(run[:start] + word + run[end:])
        return sum(after) - sum(covered)

    def _needed(self, changed: Sequence[str], *, known: bool) -> float:
        """Products that a word must be in to replace these characters."""
        common = max(self._characters[character] for character in changed)
        if known or common >= _COMMON_CHARACTER * self._products:
            return _SHARE_AGAINST_COMMON * self._products
        return 0

    def _leaves_words(self, run: str, covered: Sequence[bool], start: int, end: int) -> bool:
        """Whether what is not covered around a word of two characters can be words by itself."""
        left, right = start, end
        while left > 0 and not covered[left - 1]:
            left -= 1
        while right < len(run) and not covered[right]:
            right += 1
        alone_after = right - end == 1 and self._endings[run[end]] < _MANY_WORDS
        return start - left != 1 and not alone_after

    def _covered(self, run: str) -> Sequence[bool]:
        """Which characters the words of the catalogue cover, where they cover the most of them."""
        best: list[tuple[int, tuple[bool, ...]]] = [(0, ())]
        for end in range(1, len(run) + 1):
            ways = [(best[end - 1][0], (*best[end - 1][1], False))]
            for length in range(2, min(end, LONGEST) + 1):
                if self.count(run[end - length : end]):
                    covered, before = best[end - length]
                    ways.append((covered + length, (*before, *(True,) * length)))
            best.append(max(ways))
        return best[-1][1]

    @cached_property
    def _frequent(self) -> Sequence[str]:
        return [
            word
            for word, count in self._words.items()
            if count >= 2 and word[0] > "\u33ff" and word[-1] > "\u33ff"
        ]

    @cached_property
    def _sounds(self) -> HanSounds:
        return HanSounds(dict.fromkeys((*self._frequent, *self._names)))

    @cached_property
    def _characters(self) -> Counter[str]:
        """How many products have a character in a word, counting each of the words."""
        counts: Counter[str] = Counter()
        for word in self._frequent:
            for character in set(word):
                counts[character] += self._words[word]
        return counts

    @cached_property
    def _endings(self) -> Counter[str]:
        return Counter(word[-1] for word in self._words)


def _names(lexicon: Lexicon) -> Mapping[str, int]:
    """Chinese runs of brand and category names, by the products of the most frequent name."""
    counts: dict[str, int] = {}
    for names in (lexicon.brands, lexicon.categories):
        for folded, name in names.items():
            for run in han_runs(folded):
                if 2 <= len(run) <= LONGEST:
                    counts[run] = max(counts.get(run, 0), name.count)
    return counts
