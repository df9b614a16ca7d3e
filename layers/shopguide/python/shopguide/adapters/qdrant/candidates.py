"""Hybrid candidates out of an engine's answers; imports no engine, so both adapters share it.

For the query's filter, and for each of its subsets, one request asks four questions::

    nearest by meaning          the same documents by words
    nearest by words            the same documents by meaning

so that every candidate has both scores, however it was found.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias
from uuid import UUID

import numpy as np

from shopguide.domain.indexed import Candidates, HybridQuery

Answer: TypeAlias = Iterable[tuple[UUID, float]]
"""Keys and scores, as one question was answered."""

QUESTIONS = 4


def questions_per_filter(query: HybridQuery) -> int:
    """How many lists the engine answers for each filter: without terms, meaning alone."""
    return QUESTIONS if query.terms else 1


def candidates_of(
    query: HybridQuery, answers: Sequence[Iterable[tuple[UUID, float]]]
) -> Candidates:
    """Join the answers, `questions_per_filter` for the filter and for each subset in turn.

    Each four are: by meaning, those by words, by words, those by meaning.
    """
    each = questions_per_filter(query)
    found = [dict(answer) for answer in answers]
    groups = [found[start : start + each] for start in range(0, len(found), each)]
    cosines: dict[UUID, float] = {}
    term_scores: dict[UUID, float] = {}
    for group in groups:
        for by_meaning in group[::3]:
            cosines |= by_meaning
        for by_words in group[1:3]:
            term_scores |= by_words
    keys = sorted({*cosines, *term_scores})
    lowest = min(cosines.values(), default=0.0)
    subsets = [set().union(*group) for group in groups[1:]]
    return Candidates(
        keys,
        np.array([cosines.get(key, lowest) for key in keys], dtype=np.float32),
        np.array([term_scores.get(key, 0.0) for key in keys], dtype=np.float32),
        np.array([[key in one for one in subsets] for key in keys], dtype=np.bool_).reshape(
            len(keys), len(subsets)
        ),
    )
