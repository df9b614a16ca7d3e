"""Which texts a query could be taken for, and how well each of them fits.

A pair says that one text is right, but not that the others are wrong: in a catalogue a query fits
many products, and what is called a negative often is none. So nothing is labelled a negative here.
A teacher scores every text for every query, and hard ones are those that the untuned encoder or the
teacher ranks high. The teacher is the sum of what finds texts in different ways: the untuned
encoder, BM25, and where there is one, a second encoder. Such a sum ranks better than its parts
(training/LOG.md), so that the encoder has something to learn from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.data.text_sets import TextSet
from training.evaluate.lexical import Bm25


@dataclass(frozen=True, slots=True)
class Judged:
    """A set of texts with a teacher's word on them.

    Attributes:
        targets: ``[queries, texts]``, float16: the logits that the encoder shall have.
        hard: ``[queries, near]``: positions of texts that are easily taken for right ones.
        queries_of: For each text the queries that are paired with it.
    """

    targets: NDArray[np.float16]
    hard: NDArray[np.int32]
    queries_of: Sequence[Sequence[int]]


def judge(
    texts: TextSet,
    cosines: NDArray[np.float32],
    others: Sequence[tuple[float, NDArray[np.float32]]],
    *,
    temperature: float,
    spread: float,
    near: int,
) -> Judged:
    """Let a teacher score a set.

    The targets have `spread` times the standard deviation of the untuned encoder's own logits. Its
    cosines lie close together, so that what int8 rounds away is a good part of their differences;
    cosines that lie further apart are served as they were trained.

    Args:
        texts: Queries, texts and their pairing.
        cosines: Of the untuned encoder, ``[queries, texts]``.
        others: ``(weight, scores [queries, texts])`` of what else the teacher is made of.
        temperature: Cosines are divided by it to become logits.
        spread: 1 keeps the range of the cosines.
        near: Texts that each of the two rankings adds to the hard ones of a query.
    """
    own = standardised(cosines)
    total = standardised(own + sum(weight * standardised(scores) for weight, scores in others))
    answers = np.asarray(texts.answers)
    total[np.arange(len(answers)), answers] += texts.trusted
    hard = np.concatenate([_first(total, near), _first(own, near)], axis=1)
    scale = spread * float(cosines.std(axis=1).mean()) / temperature
    queries_of: list[list[int]] = [[] for _ in texts.texts]
    for query, answer in enumerate(texts.answers):
        queries_of[answer].append(query)
    return Judged((total * scale).astype(np.float16), hard, queries_of)


def lexical_scores(texts: TextSet) -> NDArray[np.float32]:
    """BM25 of every query over every text, ``[queries, texts]``."""
    index = Bm25(texts.texts)
    return np.stack([index.scores(query) for query in texts.queries])


def standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row with mean 0 and standard deviation 1; a row of equal scores becomes zeros."""
    centred = scores - scores.mean(axis=1, keepdims=True)
    deviation = centred.std(axis=1, keepdims=True)
    return np.divide(centred, deviation, out=np.zeros_like(centred), where=deviation > 0)


def _first(scores: NDArray[np.float32], count: int) -> NDArray[np.int32]:
    """Columns of the `count` highest scores of each row, in no order; all where there are fewer."""
    count = min(count, scores.shape[1])
    return np.argpartition(-scores, count - 1, axis=1)[:, :count].astype(np.int32)
