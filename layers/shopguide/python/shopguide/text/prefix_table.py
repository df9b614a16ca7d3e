"""Texts that can be found by any beginning of any of their words.

A suffix array over the places where words begin (Manber, Myers, "Suffix Arrays: A New Method for
On-Line String Searches", SODA 1990): the places are kept in the order of the text that follows
them, so all that begin alike lie side by side and are found by bisection. In Chinese every
character begins a word, because none is marked.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.uint32]
"""Byte offsets, or numbers of texts; shape ``[count]``."""

_ORDERED_BYTES = 24
"""So much of the text after a place decides its order."""

_MOST_COMPARED = 4096
"""Longer prefixes are compared with at most so many texts that share their first bytes."""

_END = b"\n"


class TextList:
    """Texts in one block of bytes, decoded when they are asked for; none has a line end in it."""

    __slots__ = ("_starts", "block")

    def __init__(self, block: bytes) -> None:
        self.block = block
        ends = np.flatnonzero(np.frombuffer(block, np.uint8) == _END[0])
        self._starts = np.concatenate(([0], ends + 1)).astype(np.uint32)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "TextList":
        """A list of these texts."""
        return cls("".join(f"{text}\n" for text in texts).encode())

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        return self.block[self._starts[number] : self._starts[number + 1] - 1].decode()


class PrefixTable:
    """Folded texts by the prefixes of their words; a text is known by its number, from 0.

    Texts are numbered best first, so the best of those found are the ones with lowest numbers.

    Args:
        texts: The texts.
        places: Byte offsets in their block at which words begin, in the order of what follows.
    """

    def __init__(self, texts: TextList, places: Places) -> None:
        self.texts = texts
        self.places = places
        self._block = texts.block
        self._ordered: Sequence[int] = places.data  # plain integers, faster than numpy's own
        ends = np.frombuffer(self._block, np.uint8) == _END[0]
        self._owners: Places = np.cumsum(ends, dtype=np.uint32)[places] if len(ends) else places

    @classmethod
    def of(cls, texts: Sequence[str]) -> "PrefixTable":
        """A table of these texts, ordered anew."""
        listed = TextList.of(texts)
        return cls(listed, _in_order(listed.block, _word_starts("".join(f"{t}\n" for t in texts))))

    def span(self, prefix: bytes, within: tuple[int, int] | None = None) -> tuple[int, int]:
        """Where in `places` the words lie that go on with `prefix`, end exclusive.

        Args:
            prefix: Folded text in UTF-8; what is beyond its first 24 bytes does not count.
            within: Look only here, as for a longer prefix of the same beginning.
        """
        low, high = within or (0, len(self._ordered))
        wanted = prefix[:_ORDERED_BYTES]
        block, length = self._block, len(wanted)

        def following(place: int) -> bytes:
            return block[place : place + length]

        start = bisect_left(self._ordered, wanted, low, high, key=following)
        if start == high or following(self._ordered[start]) != wanted:
            return start, start
        return start, bisect_right(self._ordered, wanted, start, high, key=following)

    def owners(self, prefix: bytes) -> Places:
        """Numbers of the texts that have it at the start of a word, with repetitions."""
        start, end = self.span(prefix)
        if len(prefix) <= _ORDERED_BYTES or start == end:
            return self._owners[start:end]
        end = min(end, start + _MOST_COMPARED)
        places = self.places[start:end].tolist()
        fits = [self._block.startswith(prefix, place) for place in places]
        return self._owners[start:end][fits]

    def best(self, prefix: bytes, limit: int) -> list[int]:
        """The first `limit` texts that have it at the start of a word, best first."""
        return first_of(self.owners(prefix), limit)

    def best_with_all(self, prefixes: Sequence[bytes], limit: int) -> list[int]:
        """The first `limit` texts that have all of these, each at the start of a word."""
        found = sorted((self.owners(prefix) for prefix in prefixes), key=len)
        kept = found[0]
        for owners in found[1:]:
            has = np.zeros(len(self.texts), bool)
            has[owners] = True
            kept = kept[has[kept]]
        return first_of(kept, limit)


def first_of(numbers: Places, limit: int) -> list[int]:
    """The `limit` lowest numbers without repetitions, ascending."""
    room = limit * 8
    if len(numbers) > 4 * room:
        lowest = np.unique(np.partition(numbers, room)[:room])
        if len(lowest) >= limit:
            return [int(number) for number in lowest[:limit]]
    return [int(number) for number in np.unique(numbers)[:limit]]


def _word_starts(text: str) -> Places:
    """Byte offsets, in UTF-8, at which words begin."""
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    widths = 1 + (codes >= 0x80) + (codes >= 0x800) + (codes >= 0x10000)
    offsets = np.cumsum(widths) - widths
    single = _among(codes, (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF))
    joined = _among(
        codes, (0x30, 0x39), (0x61, 0x7A), (0xDF, 0xF6), (0xF8, 0x1FFF), (0xAC00, 0xD7FF)
    )
    after_joined = np.concatenate(([False], joined[:-1]))
    starts: Places = offsets[single | (joined & ~after_joined)].astype(np.uint32)
    return starts


def _among(codes: NDArray[np.uint32], *ranges: tuple[int, int]) -> NDArray[np.bool_]:
    among = np.zeros(len(codes), bool)
    for low, high in ranges:
        among |= (codes >= low) & (codes <= high)
    return among


def _in_order(block: bytes, places: Places) -> Places:
    """The places by the bytes that follow them."""
    if not len(places):
        return places
    padded = np.frombuffer(block + bytes(_ORDERED_BYTES), np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _ORDERED_BYTES)
    keys = np.ascontiguousarray(windows[places]).view(f"S{_ORDERED_BYTES}").ravel()
    return places[np.argsort(keys, kind="stable")]
