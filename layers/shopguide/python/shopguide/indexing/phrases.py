"""Phrases that titles repeat: what a shop can suggest before it knows what its shoppers ask.

A phrase is one to four words in a row. Two words make one where they meet more often than chance
would have it (normalised pointwise mutual information; Bouma, GSCL 2009).
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shopguide.indexing.pruned_counts import PrunedCounts
from shopguide.text.surface_words import SHORTEST_WORD

LONGEST = 4
"""Words in a phrase."""

_MIN_INFORMATION = 0.2
"""Normalised pointwise mutual information that the weakest joint of a phrase must have."""

_MAX_IN_ONE = 0.9
"""A phrase that stands in one longer phrase this often is only a part of it."""

_ROOM = 300_000
_LETTER = r"a-z\u00df-\u00f6\u00f8-\u024f"
_TOKEN = rf"[{_LETTER}0-9]+(?:[-.'+][{_LETTER}0-9]+)*"
_STRETCH = re.compile(rf"{_TOKEN}(?: {_TOKEN})*")
"""Words with nothing but single spaces between them: no phrase reaches across punctuation."""

_NEVER_AT_THE_EDGE = frozenset(
    "a an and are as at by for from in into is it its no not of off on or out per than that the "
    "this to up via w was with without x xl xs you your".split()
)

_Gram = tuple[str, ...]


class PhraseCounts:
    """Counts phrases, by titles, in bounded memory; then tells which are worth suggesting."""

    def __init__(self, room: int = _ROOM) -> None:
        self._grams: PrunedCounts[_Gram] = PrunedCounts(room)
        self._titles = 0

    def add(self, folded_title: str) -> None:
        """Count the phrases of one title, each once."""
        self._titles += 1
        self._grams.add(dict.fromkeys(_grams(folded_title)))

    def phrases(self, min_titles: int) -> Mapping[str, int]:
        """Phrases that so many titles have, by the number of titles that do."""
        kept = {
            gram: count
            for gram, count in self._grams.at_least(min_titles)
            if _reads_well(gram) and self._keeps_together(gram, count)
        }
        inside = _most_frequent_extension(kept)
        return {
            " ".join(gram): count
            for gram, count in kept.items()
            if len(gram) <= LONGEST and inside.get(gram, 0) < _MAX_IN_ONE * count
        }

    def _keeps_together(self, gram: _Gram, count: int) -> bool:
        return all(
            self._information(gram[:n], gram[n:], count) >= _MIN_INFORMATION
            for n in range(1, len(gram))
        )

    def _information(self, left: _Gram, right: _Gram, together: int) -> float:
        if together >= self._titles:
            return 1.0
        apart = max(self._grams[left], together) * max(self._grams[right], together)
        return math.log(together * self._titles / apart) / math.log(self._titles / together)


def _grams(folded_title: str) -> Iterator[_Gram]:
    for stretch in _STRETCH.findall(folded_title):
        words = stretch.split(" ")
        for length in range(1, LONGEST + 2):  # one more, to know what goes on
            for start in range(len(words) - length + 1):
                yield tuple(words[start : start + length])


def _reads_well(gram: Sequence[str]) -> bool:
    """Whether it begins with a word, ends in no function word, and says more than a measure."""
    first, last = gram[0], gram[-1]
    if len(set(gram)) < len(gram):
        return False
    if first in _NEVER_AT_THE_EDGE or last in _NEVER_AT_THE_EDGE:
        return False
    if first[0].isdigit() or len(first) < SHORTEST_WORD - (len(gram) > 1):
        return False
    return any(len(word) >= SHORTEST_WORD and not word[0].isdigit() for word in gram)


def _most_frequent_extension(grams: Mapping[_Gram, int]) -> dict[_Gram, int]:
    """By phrase: how often the most frequent phrase with one word more is seen."""
    most: dict[_Gram, int] = {}
    for gram, count in _longer_than_one(grams.items()):
        for part in (gram[:-1], gram[1:]):
            if count > most.get(part, 0):
                most[part] = count
    return most


def _longer_than_one(grams: Iterable[tuple[_Gram, int]]) -> Iterator[tuple[_Gram, int]]:
    return ((gram, count) for gram, count in grams if len(gram) > 1)
