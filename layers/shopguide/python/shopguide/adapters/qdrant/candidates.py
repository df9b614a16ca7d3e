"""Hybrid candidates out of an engine's answers; imports no engine, so both adapters share it.

For the query's filter, and for each of its subsets, three questions are asked::

    nearest by meaning
    nearest by words
    the same documents by meaning

and at last one for the words of all that was found by meaning. So every candidate has both scores,
however it was found. Without terms in the query there is the first question alone.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Candidates, HybridQuery, Vector

Answer: TypeAlias = Iterable[tuple[UUID, float]]
"""Keys and scores, as one question was answered."""


def candidates_of(query: HybridQuery, answers: Sequence[Answer], words: Answer) -> Candidates:
    """Join the answers, those about the filter first, then those about each subset.

    Args:
        query: What was asked.
        answers: To the three questions, or the one, for each filter in turn.
        words: To the last question.
    """
    each = 3 if query.terms else 1
    found = [dict(answer) for answer in answers]
    groups = [found[start : start + each] for start in range(0, len(found), each)]
    cosines: dict[UUID, float] = {}
    term_scores = dict(words)
    for by_meaning, *others in groups:
        cosines |= by_meaning
        for by_words, by_meaning_too in [others] if others else []:
            term_scores |= by_words
            cosines |= by_meaning_too
    keys = sorted({*cosines, *term_scores})
    return Candidates(
        keys,
        _column([cosines.get(key) for key in keys]),
        np.array([term_scores.get(key, 0.0) for key in keys], dtype=np.float32),
        _members(keys, [set().union(*group) for group in groups[1:]]),
    )


def _column(cosines: Sequence[float | None]) -> Vector:
    """A document without a dense vector takes the lowest."""
    lowest = min((cosine for cosine in cosines if cosine is not None), default=0.0)
    return np.array([lowest if one is None else one for one in cosines], dtype=np.float32)


def _members(keys: Sequence[UUID], subsets: Sequence[set[UUID]]) -> NDArray[np.bool_]:
    rows = [[key in subset for subset in subsets] for key in keys]
    return np.array(rows, dtype=np.bool_).reshape(len(keys), len(subsets))
