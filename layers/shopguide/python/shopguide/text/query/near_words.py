"""The words of a vocabulary that lie one or two edits from a word, without trying all of them.

Each word has two signatures: which letters it has, and which twice; and which pairs of letters
follow each other. An edit takes at most one letter away and adds at most one, and breaks at most
three pairs, so words near each other differ in few bits. A pass of numpy over the words of the
right lengths leaves a handful to align. No table of deletions is built, which for 60,000 words
would take seconds and 100 MB.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_LETTERS = range(ord("a"), ord("z") + 1)
_BROKEN_PAIRS = (0, 3, 5)
"""By number of edits. Two could break six: two swaps in one word, which hardly anybody types."""

Bits = NDArray[np.uint64]


class NearWords:
    """A vocabulary that can be searched by likeness.

    Args:
        words: Lower-case ASCII words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words, key=len)
        lengths = [len(word) for word in self._words]
        self._starts = np.searchsorted(lengths, range(max(lengths, default=0) + 2)).tolist()
        codes = _codes(self._words)
        self._letters = _letter_bits(codes)
        self._pairs = _pair_bits(codes)

    def __len__(self) -> int:
        return len(self._words)

    def near(self, word: str, edits: int) -> Iterator[str]:
        """Words that may lie within so many edits (1 or 2): those that do, and a few others."""
        last = len(self._starts) - 1
        start = self._starts[min(max(0, len(word) - edits), last)]
        end = self._starts[min(len(word) + edits + 1, last)]
        letters, pairs = _letters_of(word), _pairs_of(word)
        differing = np.bitwise_count(self._letters[start:end] ^ letters)
        for place in (np.flatnonzero(differing <= 2 * edits) + start).tolist():
            theirs = int(self._letters[place])
            gained, lost = theirs & ~letters, letters & ~theirs
            broken = pairs & ~int(self._pairs[place])
            if (
                gained.bit_count() <= edits
                and lost.bit_count() <= edits
                and broken.bit_count() <= _BROKEN_PAIRS[edits]
            ):
                yield self._words[place]


def _codes(words: Sequence[str]) -> NDArray[np.uint8]:
    """Letters of each word, ``[len(words), longest]``, with zeros behind."""
    encoded = np.array(words or [""], dtype=np.bytes_)
    return encoded.view(np.uint8).reshape(len(encoded), encoded.dtype.itemsize)


def _letter_bits(codes: NDArray[np.uint8]) -> Bits:
    bits = np.zeros(len(codes), dtype=np.uint64)
    for place, letter in enumerate(_LETTERS):
        count = np.count_nonzero(codes == letter, axis=1)
        bits |= (count >= 1).astype(np.uint64) << np.uint64(2 * place)
        bits |= (count >= 2).astype(np.uint64) << np.uint64(2 * place + 1)
    return bits


def _letters_of(word: str) -> int:
    bits = 0
    for letter in word:
        bit = 1 << 2 * (ord(letter) - _LETTERS.start)
        bits |= bit << 1 if bits & bit else bit
    return bits


def _pair_bits(codes: NDArray[np.uint8]) -> Bits:
    bits = np.zeros(len(codes), dtype=np.uint64)
    for left, right in pairwise(codes.T.astype(np.uint64)):
        bit = np.uint64(1) << (left * np.uint64(7) + right) % np.uint64(64)
        bits |= np.where(right, bit, np.uint64(0))
    return bits


def _pairs_of(word: str) -> int:
    bits = 0
    for left, right in pairwise(word.encode("ascii")):
        bits |= 1 << (left * 7 + right) % 64
    return bits
