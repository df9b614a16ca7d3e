"""Clauses of a review: the pieces of a sentence that each say one thing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shopguide.text.sentences import split_sentences

_BORDER = re.compile(
    r"""
      \s*[,，;；、~～]+\s*
    | \s+[-–—]+\s+ | —+
    | \s+(?=(?:but|although|though|however|except|whereas|while|yet|unfortunately|only\ that)\b)
    | (?=但是|但|不过|可是|然而|只是|就是(?!说)|虽然|尽管|除了|唯一)
    """,
    re.VERBOSE | re.IGNORECASE,
)


_TURNS = re.compile(r"(?:but|however|yet)\b|但是|但|不过|可是|然而", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence exactly as it stands, without the spaces around it, and its clauses in order."""

    text: str
    clauses: tuple[str, ...]


def sentences_with_clauses(text: str) -> Iterator[Sentence]:
    """The sentences of a text, each with its clauses; nothing is left out but borders."""
    for piece in split_sentences(text):
        sentence = piece.strip()
        if sentence:
            yield Sentence(sentence, split_clauses(sentence))


def split_clauses(sentence: str) -> tuple[str, ...]:
    """Clauses of one sentence: at commas, and before "but", 但是 and their like."""
    pieces = (piece.strip() for piece in _BORDER.split(sentence))
    return tuple(piece for piece in pieces if piece)


def turns_round(clause: str) -> bool:
    """Whether a clause takes back what came before: "but ...", 但是……."""
    return _TURNS.match(clause) is not None
