"""Fits the two linear models that order evidence and say how sure its best passage answers.

The first learns which candidate of a question people preferred (`training.evaluate.listwise`), and
is then put on the scale of a probability; the second learns from the passage that the first puts on
top. Both end as `shopguide.answer.confidence.Calibration`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.text.evidence_features import FEATURES
from training.evaluate.answer_pools import Pool
from training.evaluate.listwise import fit_listwise
from training.evaluate.logistic import Array, LogisticModel, fit_logistic

RANKED_BY = tuple(name for name in FEATURES if name != "cosine")
TRUSTED_BY = ("cosine", "qa")
"""What the second model reads beside the first one's logit. More columns, or the lead over the
second passage, help our own questions and harm ePQA's (docs/evidence-ranking.md)."""

GAINS = np.array([0.0, 0.3, 1.0])
"""Of label 0, 1 ("helps") and 2 ("answers")."""

_LIST_RIDGE = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """Both models over `FEATURES`; a column that a model does not use has weight 0."""

    rank: LogisticModel
    trust: LogisticModel

    def judge(self, pool: Pool) -> tuple[Array, float]:
        """Logit of each passage, and the probability that the best one answers."""
        logits = self.rank.logits(pool.features)
        best = pool.features[np.argmax(logits)]
        return logits, float(self.trust.probabilities(best[None])[0])


def fit_models(pools: Sequence[Pool], ranked_by: Sequence[str] = RANKED_BY) -> Models:
    """Fit both models on labelled pools.

    Label 1 ("helps") is worth little in the first model and teaches the second nothing.

    Args:
        pools: Questions, each of which counts alike; together they need labels 0 and 2.
        ranked_by: Columns of the first model.
    """
    rank = _fit_rank(pools, _columns(ranked_by))
    tops = [int(np.argmax(rank.logits(pool.features))) for pool in pools]
    best = np.stack([pool.features[top] for pool, top in zip(pools, tops, strict=True)])
    labels = np.array([pool.labels[top] for pool, top in zip(pools, tops, strict=True)])
    columns = _columns(TRUSTED_BY)
    fitted = _fit(np.column_stack([rank.logits(best), best[:, columns]]), labels)
    weights = fitted.weights[0] * rank.weights
    weights[columns] += fitted.weights[1:]
    return Models(rank, LogisticModel(weights, fitted.bias + fitted.weights[0] * rank.bias))


def _fit_rank(pools: Sequence[Pool], columns: Sequence[int]) -> LogisticModel:
    features = np.concatenate([pool.features for pool in pools])[:, columns]
    labels = np.concatenate([pool.labels for pool in pools])
    lists = np.repeat(np.arange(len(pools)), [len(pool.labels) for pool in pools])
    found = fit_listwise(features, GAINS[labels], lists, ridge=_LIST_RIDGE)
    scale = _fit((features @ found)[:, None], labels)
    weights = np.zeros(len(FEATURES))
    weights[list(columns)] = scale.weights[0] * found
    return LogisticModel(weights, scale.bias)


def _fit(inputs: Array, labels: Array) -> LogisticModel:
    clear = labels != 1
    right = (labels[clear] == 2).astype(float)
    return fit_logistic(inputs[clear], right, np.ones(len(right)))


def _columns(names: Sequence[str]) -> list[int]:
    return [FEATURES.index(name) for name in names]
