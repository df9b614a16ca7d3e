"""Hybrid candidates out of an engine's answers; imports no engine, so both adapters share it.

For the query's filter, and for each of its subsets, an engine is asked for the nearest by meaning
and for the nearest by each wording; and then for the other scores of what only some of them found.
So every candidate has all scores, however it was found.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Candidates, Matrix, Vector

Answer: TypeAlias = Sequence[tuple[UUID, float]]
"""Keys and scores, as one question was answered."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What an engine answered, about the query's filter first and then about each subset.

    Attributes:
        by_meaning: Nearest by meaning, for each filter.
        by_words: For each wording, its nearest for each filter; none for one without terms.
        other_cosines: Of documents that may have been found by words alone.
        other_words: For each wording, scores of documents that others may have found alone.
    """

    by_meaning: Sequence[Answer]
    by_words: Sequence[Sequence[Answer]]
    other_cosines: Answer
    other_words: Sequence[Answer]


def candidates_of(answers: Answers) -> Candidates:
    """Join the answers; candidates come in the order of their keys."""
    # Keys count as their integers here: a UUID is hashed and compared in Python, an int in C.
    keys: dict[int, UUID] = {}
    for answer in chain(answers.by_meaning, *answers.by_words):
        keys.update((key.int, key) for key, _ in answer)
    cosines = _scores((*answers.by_meaning, answers.other_cosines))
    order = sorted(keys)
    words = _words(order, answers)
    return Candidates(
        [keys[number] for number in order],
        _column([cosines.get(number) for number in order]),
        words[:, 0],
        _members({number: row for row, number in enumerate(order)}, answers),
        words[:, 1:],
    )


def _scores(answers: Iterable[Iterable[tuple[UUID, float]]]) -> Mapping[int, float]:
    return {key.int: score for answer in answers for key, score in answer}


def _column(cosines: Sequence[float | None]) -> Vector:
    """A document without a dense vector takes the lowest."""
    lowest = min((cosine for cosine in cosines if cosine is not None), default=0.0)
    return np.array([lowest if one is None else one for one in cosines], dtype=np.float32)


def _words(order: Sequence[int], answers: Answers) -> Matrix:
    """Scores by each wording, ``[count, wordings]``; 0 where no term is shared."""
    words = np.empty((len(order), len(answers.by_words)), dtype=np.float32)
    pairs = zip(answers.by_words, answers.other_words, strict=True)
    for column, (found, others) in enumerate(pairs):
        scores = _scores((*found, others))
        words[:, column] = [scores.get(number, 0.0) for number in order]
    return words


def _members(rows: Mapping[int, int], answers: Answers) -> NDArray[np.bool_]:
    """Who was found for a subset is in it: `depth` is the same for all, so none is missed."""
    members = np.zeros((len(rows), len(answers.by_meaning) - 1), dtype=np.bool_)
    for found in (answers.by_meaning, *answers.by_words):
        for subset, answer in enumerate(found[1:]):
            members[[rows[key.int] for key, _ in answer], subset] = True
    return members
