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
        self._missed: dict[_Key, int] = {}
        """Of those first counted after something was forgotten: how often they may have been."""
        self.forgotten = 0

    def add(self, keys: Iterable[_Key]) -> None:
        """Count each of these once more."""
        counts = self._counts
        for key in keys:
            if key in counts:
                counts[key] += 1
            else:
                counts[key] = 1
                if self.forgotten:
                    self._missed[key] = self.forgotten
        while len(self._counts) > self._room:
            self._forget()

    def _forget(self) -> None:
        """Drop what may not have been seen more often than was forgotten by now."""
        self.forgotten += 1
        missed = self._missed
        self._counts = {
            key: count
            for key, count in self._counts.items()
            if count + missed.get(key, 0) > self.forgotten
        }
        self._missed = {key: count for key, count in missed.items() if key in self._counts}

    def __getitem__(self, key: _Key) -> int:
        return self._counts.get(key, 0)

    def __len__(self) -> int:
        return len(self._counts)

    def at_least(self, count: int) -> Iterator[tuple[_Key, int]]:
        """Those counted so often or more, in the order in which they were first counted."""
        return ((key, seen) for key, seen in self._counts.items() if seen >= count)
