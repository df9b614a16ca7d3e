"""How sure we may be that a passage answers a question: two small linear models.

The first orders passages by `text/evidence/features.py`; the second says how likely the best one
answers, by `text/evidence/trust.py`. Their weights are in `answer/calibrations.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.answer.asked import Asked
from shopguide.answer.calibrations import Calibration
from shopguide.answer.evidence import Evidence
from shopguide.domain.question import QuestionKind
from shopguide.text.evidence.features import Features
from shopguide.text.evidence.trust import TRUST_FEATURES, trust_features


@dataclass(frozen=True, slots=True, eq=False)
class RankedEvidence:
    """Evidence, best first; `scores` are each passage's probability to answer, by itself.

    `confidence` is the probability that the best passage answers.
    """

    evidence: Sequence[Evidence]
    scores: Sequence[float]
    confidence: float


def rank_evidence(
    asked: Asked, evidence: Sequence[Evidence], features: Features, calibration: Calibration
) -> RankedEvidence:
    """Order evidence by how likely it answers.

    Args:
        asked: The question.
        evidence: The pool, in any order.
        features: ``[len(evidence), len(FEATURES)]``.
        calibration: The weights to use.
    """
    if not evidence:
        return RankedEvidence((), (), 0.0)
    logits = features @ np.asarray(calibration.rank_weights) + calibration.rank_bias
    order = np.argsort(-logits, kind="stable")
    return RankedEvidence(
        [evidence[n] for n in order],
        [_probability(logits[n]) for n in order],
        _confidence(asked, evidence, features, logits, calibration),
    )


def _confidence(
    asked: Asked,
    evidence: Sequence[Evidence],
    features: Features,
    logits: Features,
    calibration: Calibration,
) -> float:
    columns = trust_features(
        [item.read_as for item in evidence],
        features,
        logits,
        is_chinese=asked.language == "zh",
        asks_opinion=asked.kind is QuestionKind.OPINION,
    )
    weights = [calibration.confidence_weights[name] for name in TRUST_FEATURES]
    return _probability(float(columns @ np.asarray(weights)) + calibration.confidence_bias)


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -50, 50))))
