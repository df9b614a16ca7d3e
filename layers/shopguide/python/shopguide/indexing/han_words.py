"""Chinese words that a catalogue itself shows: runs of characters that keep together.

No dictionary knows a shop's words, so they are found as new words are: a run counts as a word where
its characters meet far more often than chance would have it (cohesion), and where it is not just a
part of one longer word (freedom). See Luo, Sun, "Two-Character Chinese Word Extraction Based on
Hybrid of Internal and Contextual Measures", SIGHAN 2003.
"""

from collections.abc import Iterable, Mapping

from shopguide.indexing.pruned_counts import PrunedCounts

LONGEST = 4
"""Characters in a word."""

MIN_TITLES = 2
"""Titles that a word must be seen in."""

_MIN_COHESION = 6.0
"""How much more often than by chance the two parts of a word must meet, at its weakest joint."""

_MAX_IN_ONE = 0.85
"""A run that stands inside one longer run this often is a part of that, and no word."""

_ROOM = 400_000


class HanWordCounts:
    """Counts runs of characters, by titles, in bounded memory; then tells which are words."""

    def __init__(self, room: int = _ROOM) -> None:
        self._grams: PrunedCounts[str] = PrunedCounts(room)
        self._characters = 0

    def add(self, runs: Iterable[str]) -> None:
        """Count the runs of Chinese characters of one title."""
        grams: set[str] = set()
        for run in runs:
            self._characters += len(run)
            for length in range(1, LONGEST + 2):
                grams.update(run[n : n + length] for n in range(len(run) - length + 1))
        self._grams.add(sorted(grams))

    def words(self) -> Mapping[str, int]:
        """Words of 2 to `LONGEST` characters, by the number of titles that have them."""
        grams = self._grams
        inside = self._most_frequent_extension()
        return {
            gram: count
            for gram, count in grams.at_least(MIN_TITLES)
            if 2 <= len(gram) <= LONGEST
            and inside.get(gram, 0) < _MAX_IN_ONE * count
            and self._cohesion(gram, count) >= _MIN_COHESION
        }

    def _most_frequent_extension(self) -> dict[str, int]:
        """By run: how often the most frequent run with one character more is seen."""
        most: dict[str, int] = {}
        for gram, count in self._grams.at_least(MIN_TITLES):
            for part in (gram[:-1], gram[1:]):
                if count > most.get(part, 0):
                    most[part] = count
        return most

    def _cohesion(self, gram: str, count: int) -> float:
        grams = self._grams
        return min(
            count * self._characters / max(grams[gram[:n]] * grams[gram[n:]], 1)
            for n in range(1, len(gram))
        )
