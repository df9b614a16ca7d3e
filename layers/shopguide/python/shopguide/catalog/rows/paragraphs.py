"""Articles cut into paragraphs that one vector can stand for and one citation can show."""

import re
from collections.abc import Iterator

from shopguide.text.language import HAN
from shopguide.text.normalise import tidy_text
from shopguide.text.sentences import split_sentences

MAX_WORDS = 80
_WORD = re.compile(rf"[{HAN}]|[^\W{HAN}]+")
_HAN = re.compile(f"[{HAN}]")
_HAN_WORDS = 0.6
"""A Chinese word has about 1.7 characters."""


def split_paragraphs(text: str) -> list[str]:
    """Paragraphs of at most about `MAX_WORDS` words, in order, cleaned, never empty.

    Line ends always separate; a longer paragraph is cut between sentences, a longer sentence
    between words.
    """
    return [
        paragraph
        for line in re.split(r"[\r\n]+", text)
        for paragraph in _packed(tidy_text(line))
        if paragraph
    ]


def word_count(text: str) -> float:
    """Words; a Chinese character counts as `_HAN_WORDS` of one."""
    words = len(_WORD.findall(text))
    return words - len(_HAN.findall(text)) * (1 - _HAN_WORDS)


def _packed(line: str) -> Iterator[str]:
    if word_count(line) <= MAX_WORDS:
        yield line
        return
    packed = ""
    for sentence in split_sentences(line):
        for part in _cut(sentence):
            if packed and word_count(packed + part) > MAX_WORDS:
                yield packed.strip()
                packed = ""
            packed += part
    yield packed.strip()


def _cut(sentence: str) -> Iterator[str]:
    """The sentence in pieces of at most `MAX_WORDS` words."""
    if word_count(sentence) <= MAX_WORDS:
        yield sentence
        return
    start = 0
    for number, word in enumerate(_WORD.finditer(sentence), 1):
        if number % MAX_WORDS == 0:
            yield sentence[start : word.end()]
            start = word.end()
    yield sentence[start:]
