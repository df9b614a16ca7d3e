"""Counts of more different things than memory should hold."""

from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)


class PrunedCounts(Generic[_Key]):
    """Counts in which what is rare is forgotten whenever there are too many.

    Lossy counting (Manku, Motwani, "Approximate Frequency Counts over Data Streams", VLDB 2002),
    with the forgetting set off by the number of entries: a count is never too high, and too low by
    at most `forgotten`.

    Args:
        room: Entries above which the rare ones are forgotten.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._counts: dict[_Key, int] = {}
        self.forgotten = 0

    def add(self, keys: Iterable[_Key]) -> None:
        """Count each of these once more."""
        counts = self._counts
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
        while len(counts) > self._room:
            self.forgotten += 1
            counts = {key: count for key, count in counts.items() if count > self.forgotten}
            self._counts = counts

    def __getitem__(self, key: _Key) -> int:
        return self._counts.get(key, 0)

    def __len__(self) -> int:
        return len(self._counts)

    def at_least(self, count: int) -> Iterator[tuple[_Key, int]]:
        """Those counted so often or more, in the order in which they were first counted."""
        return ((key, seen) for key, seen in self._counts.items() if seen >= count)
