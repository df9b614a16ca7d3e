"""Fits the two linear models that order evidence and say how sure its best passage answers.

The first learns which candidate of a question people preferred (`training.evaluate.listwise`), and
is then put on the scale of a probability; the second learns from the passage that the first puts on
top, in pools of all kinds. Both end as `shopguide.answer.calibrations.Calibration`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from shopguide.domain.question import QuestionKind
from shopguide.text.evidence.features import FEATURES
from shopguide.text.evidence.trust import trust_features
from shopguide.text.language import detect_language
from shopguide.text.question.reading import understand_question
from training.evaluate.answer_pools import Pool
from training.evaluate.listwise import fit_listwise
from training.evaluate.logistic import Array, LogisticModel, fit_logistic

RANKED_BY = tuple(name for name in FEATURES if name != "cosine")

GAINS = np.array([0.0, 0.3, 1.0])
"""Of label 0, 1 ("helps") and 2 ("answers")."""

_LIST_RIDGE = 3.0
_TRUST_RIDGE = 15.0

_QUESTIONS = 600
"""So many questions a lesson of weight 1 counts for, however many it has."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pools that the second model learns from.

    Attributes:
        pools: The questions.
        weight: How much all of them count together.
        right: How much one whose best passage answers counts, against one where it does not.
    """

    pools: Sequence[Pool]
    weight: float = 1.0
    right: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """The first over `FEATURES`, where a column that it does not use has weight 0; the second over
    `TRUST_FEATURES`.
    """

    rank: LogisticModel
    trust: LogisticModel

    def judge(self, pool: Pool) -> tuple[Array, float]:
        """Logit of each passage, and the probability that the best one answers."""
        logits = self.rank.logits(pool.features)
        columns = _trust_columns(pool, logits)
        return logits, float(self.trust.probabilities(columns[None])[0])


def fit_models(
    pools: Sequence[Pool], lessons: Sequence[Lesson], ranked_by: Sequence[str] = RANKED_BY
) -> Models:
    """Fit both models on labelled pools.

    Label 1 ("helps") is worth little in the first model and teaches the second nothing.

    Args:
        pools: Questions that teach the order, each of which counts alike; together they need
            labels 0 and 2.
        lessons: What teaches how sure to be.
        ranked_by: Columns of the first model.
    """
    rank = _fit_rank(pools, _columns(ranked_by))
    return Models(rank, _fit_trust(rank, lessons))


def _fit_rank(pools: Sequence[Pool], columns: Sequence[int]) -> LogisticModel:
    features = np.concatenate([pool.features for pool in pools])[:, columns]
    labels = np.concatenate([pool.labels for pool in pools])
    lists = np.repeat(np.arange(len(pools)), [len(pool.labels) for pool in pools])
    found = fit_listwise(features, GAINS[labels], lists, ridge=_LIST_RIDGE)
    clear = labels != 1
    right = (labels[clear] == 2).astype(float)
    scale = fit_logistic((features[clear] @ found)[:, None], right, np.ones(len(right)))
    weights = np.zeros(len(FEATURES))
    weights[list(columns)] = scale.weights[0] * found
    return LogisticModel(weights, scale.bias)


def _fit_trust(rank: LogisticModel, lessons: Sequence[Lesson]) -> LogisticModel:
    inputs, targets, weights = [], [], []
    for lesson in lessons:
        columns, labels = _learnt(rank, lesson.pools)
        right = (labels == 2).astype(float)
        counts = np.where(labels == 2, lesson.right, 1.0)
        inputs.append(columns)
        targets.append(right)
        weights.append(counts * (lesson.weight * _QUESTIONS / counts.sum()))
    return fit_logistic(
        np.concatenate(inputs), np.concatenate(targets), np.concatenate(weights), ridge=_TRUST_RIDGE
    )


def _learnt(rank: LogisticModel, pools: Sequence[Pool]) -> tuple[Array, Array]:
    """Columns and label of each pool's best passage, without those whose best only helps."""
    judged = [(pool, rank.logits(pool.features)) for pool in pools]
    labels = np.array([pool.labels[np.argmax(logits)] for pool, logits in judged])
    columns = np.stack([_trust_columns(pool, logits) for pool, logits in judged])
    return columns[labels != 1], labels[labels != 1]


def _trust_columns(pool: Pool, logits: Array) -> Array:
    return trust_features(
        pool.question.passages,
        pool.features,
        logits,
        is_chinese=detect_language(pool.question.text) == "zh",
        asks_opinion=_asks_opinion(pool.question.text),
    )


@lru_cache(maxsize=20_000)
def _asks_opinion(text: str) -> bool:
    return understand_question(text).kind is QuestionKind.OPINION


def _columns(names: Sequence[str]) -> list[int]:
    return [FEATURES.index(name) for name in names]
