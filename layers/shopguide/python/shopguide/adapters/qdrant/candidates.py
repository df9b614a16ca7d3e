"""Hybrid candidates out of an engine's answers; imports no engine, so both adapters share it.

For the query's filter, and for each of its subsets, an engine is asked for the nearest by meaning
and for the nearest by each wording; and then for the other scores of what only some of them found.
So every candidate has all scores, however it was found. Who was found for a subset is in it; where
a candidate may be in it without that, the engine is asked once more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf, nan
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


WhoPasses: TypeAlias = Callable[[Sequence[Sequence[UUID]]], Sequence[Iterable[UUID]]]
"""Takes keys for each subset and gives back those that pass it."""

_ROUNDING = 1e-5
"""What scores of the same document may differ by, relative to them, from question to question."""


def candidates_of(answers: Answers, depth: int, marks: int, who_passes: WhoPasses) -> Candidates:
    """Join the answers; candidates come by their keys.

    Args:
        answers: To questions for `depth` documents each.
        depth: Of the query.
        marks: How many filters there are behind the subsets that bring no candidates in.
        who_passes: Knows the subsets and then the marks.
    """
    # Keys count as their integers here: a UUID is hashed and compared in Python, an int in C.
    lists = chain(answers.by_meaning, *answers.by_words)
    found = {key.int: key for answer in lists for key, _ in answer}
    order = sorted(found)
    keys = [found[number] for number in order]
    scores = _scores(order, answers)
    if len(answers.by_meaning) > 1 or marks:
        members = _members(keys, scores, answers, depth, marks, who_passes)
    else:
        members = np.zeros((len(keys), 0), dtype=np.bool_)
    words = scores[:, 1:]
    words[np.isnan(words)] = 0
    return Candidates(keys, _filled(scores[:, 0]), words[:, 0], members, words[:, 1:])


def _scores(order: Sequence[int], answers: Answers) -> Matrix:
    """By meaning and by each wording, ``[count, 1 + wordings]``; NaN where there is none."""
    found = (answers.by_meaning, *answers.by_words)
    others = (answers.other_cosines, *answers.other_words)
    scores = np.empty((len(order), len(found)), dtype=np.float32)
    for column, (lists, rest) in enumerate(zip(found, others, strict=True)):
        known = {key.int: score for answer in (*lists, rest) for key, score in answer}
        scores[:, column] = [known.get(number, nan) for number in order]
    return scores


def _filled(cosines: Vector) -> Vector:
    """A document without a dense vector takes the lowest."""
    unknown = np.isnan(cosines)
    if not unknown.any():
        return cosines
    lowest = 0.0 if unknown.all() else np.nanmin(cosines)
    return np.where(unknown, np.float32(lowest), cosines)


def _members(
    keys: Sequence[UUID],
    scores: Matrix,
    answers: Answers,
    depth: int,
    marks: int,
    who_passes: WhoPasses,
) -> NDArray[np.bool_]:
    """Who passes which subset and which mark, ``[count, subsets + marks]``."""
    rows = {key.int: row for row, key in enumerate(keys)}
    members = np.zeros((len(keys), len(answers.by_meaning) - 1 + marks), dtype=np.bool_)
    for found in (answers.by_meaning, *answers.by_words):
        for subset, answer in enumerate(found[1:]):
            members[[rows[key.int] for key, _ in answer], subset] = True
    unknown = np.ones((len(keys), marks), dtype=np.bool_)
    doubtful = np.hstack([_doubtful(scores, answers, depth), unknown]) & ~members
    if doubtful.any():
        asked = [[keys[row] for row in np.flatnonzero(column).tolist()] for column in doubtful.T]
        for subset, passing in enumerate(who_passes(asked)):
            members[[rows[key.int] for key in passing], subset] = True
    return members


def _doubtful(scores: Matrix, answers: Answers, depth: int) -> NDArray[np.bool_]:
    """Who may pass a subset though no question found it there, ``[count, subsets]``.

    Whoever scores more than the last of a subset's list and is not on the list does not pass it;
    nor does who has a score at all where the list is not full. That leaves equals of the last, and
    what another subset brought that scores less.
    """
    found = (answers.by_meaning, *answers.by_words)
    doubtful = np.ones((len(scores), len(answers.by_meaning) - 1), dtype=np.bool_)
    for column, lists in enumerate(found):
        for subset, answer in enumerate(lists[1:]):
            doubtful[:, subset] &= ~(scores[:, column] > _end(answer, depth))
    return doubtful


def _end(answer: Answer, depth: int) -> float:
    """No document that scores more than this is missing from the list."""
    if len(answer) < depth:
        return -inf
    last = answer[-1][1]
    return last + _ROUNDING * abs(last)
