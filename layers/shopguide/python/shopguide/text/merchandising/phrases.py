"""Phrases inside a query: whole Latin words whatever their number, Chinese characters anywhere."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeAlias, TypeVar

from shopguide.text.language import HAN
from shopguide.text.late_pattern import LatePattern
from shopguide.text.words import stem

_TOKEN = re.compile(rf"[{HAN}]|[^\W_{HAN}]+[+#]*")
_PIECE = LatePattern(rf"[{HAN}]+|[^\W_{HAN}]+[+#]*")
_ES_PLURALS = ("sses", "ches", "shes", "xes", "zes")

Phrase: TypeAlias = tuple[str, ...]
"""A phrase as it is compared: one entry a Chinese character and one a word in the singular."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text as phrases have them, and where each one stands in it."""

    words: Phrase
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def words_of(text: str) -> Words:
    """The words of a cleaned text, with their places."""
    tokens = list(_TOKEN.finditer(text))
    return Words(
        tuple(_compared(token[0]) for token in tokens),
        tuple(token.start() for token in tokens),
        tuple(token.end() for token in tokens),
    )


def phrase_of(text: str) -> Phrase:
    """A phrase as it is compared; empty where the text has neither a letter nor a digit."""
    return tuple(map(_compared, _TOKEN.findall(text)))


def pieces_of(text: str) -> tuple[Phrase, ...]:
    """The parts of a phrase that belong together: each Latin word, each run of Chinese."""
    return tuple(phrase_of(piece[0]) for piece in _PIECE.finditer(text))


class PhraseTable(Generic[_Value]):
    """Values by phrase, found inside a text in one pass over its words.

    Args:
        entries: Phrases with what they stand for; the values of equal phrases are kept together, in
            their order. An empty phrase is left out.
    """

    def __init__(self, entries: Iterable[tuple[Phrase, _Value]]) -> None:
        self._values: dict[Phrase, list[_Value]] = {}
        lengths: dict[str, set[int]] = {}
        for phrase, value in entries:
            if phrase:
                self._values.setdefault(phrase, []).append(value)
                lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def __getitem__(self, phrase: Phrase) -> Sequence[_Value]:
        """The values of exactly this phrase."""
        return self._values.get(phrase, ())

    def all_in(self, words: Phrase) -> Iterator[_Value]:
        """The values of every phrase in the text; more than once where it stands there twice."""
        for position in range(len(words)):
            for _, values in self._from(words, position):
                yield from values

    def longest_in(self, words: Phrase) -> Iterator[tuple[int, int, Sequence[_Value]]]:
        """First word, the word after the last one, and values of phrases that do not overlap.

        From left to right, the longest first.
        """
        position = 0
        while position < len(words):
            length, values = next(self._from(words, position), (1, ()))
            if values:
                yield position, position + length, values
            position += length

    def _from(self, words: Phrase, position: int) -> Iterator[tuple[int, Sequence[_Value]]]:
        left = len(words) - position
        for length in self._lengths.get(words[position], ()):
            if length > left:
                continue  # what is left would be taken for a shorter phrase, counted too long
            if values := self._values.get(words[position : position + length]):
                yield length, values


@lru_cache(maxsize=20_000)
def _compared(word: str) -> str:
    folded = word.casefold()
    if folded.endswith(_ES_PLURALS):
        return folded[:-2]
    return folded[:-2] + "y" if folded.endswith("ie") else stem(folded)  # "hoodies" is "hoody"
