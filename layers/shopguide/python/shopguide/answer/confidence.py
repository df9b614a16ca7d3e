"""How sure we may be that a passage answers a question: two small logistic models.

The first ranks passages; the second says how likely the best one answers. Both read
`text/evidence_features.py`. Their weights are what

    python -m training.evaluate.answer_confidence

prints; docs/answers.md has the figures they reach and the data they were fitted on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.answer.evidence import Evidence
from shopguide.text.evidence_features import Features

MAX_MARGIN = 2.0
"""The lead over the second passage counts up to here, in units of the first model's logit."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of both models for one encoder, on the features' own scales.

    `rank_weights` belong to `FEATURES`; `confidence_weights` to `FEATURES` of the best passage and
    then its margin.
    """

    encoder: str
    rank_weights: Sequence[float]
    rank_bias: float
    confidence_weights: Sequence[float]
    confidence_bias: float


CALIBRATIONS = (
    Calibration(
        encoder="multilingual-e5-small",
        rank_weights=(0, 28.96, 20.79, 2.239, 1.468),
        rank_bias=-3.669,
        confidence_weights=(13.45, 30.15, -5.788, 0.9534, 2.858, 0.8004),
        confidence_bias=-13.65,
    ),
    Calibration(
        encoder="shopguide-e5-small",
        rank_weights=(0, 15.98, 17.04, 1.764, 1.084),
        rank_bias=-4.104,
        confidence_weights=(11.6, 26.14, -12.95, 0.7769, 2.813, 0.9122),
        confidence_bias=-11.26,
    ),
    Calibration(
        encoder="all-MiniLM-L6-v2",
        rank_weights=(0, 8.119, -0.6662, 2.626, 2.014),
        rank_bias=-3.709,
        confidence_weights=(2.987, 6.392, -4.368, 1.869, 2.861, 0.7717),
        confidence_bias=-3.189,
    ),
)
"""One a known encoder; the first also serves for an unknown one, and the answer says so."""


@dataclass(frozen=True, slots=True, eq=False)
class RankedEvidence:
    """Evidence, best first; `scores` are each passage's probability to answer, by itself.

    `confidence` is the probability that the best passage answers.
    """

    evidence: Sequence[Evidence]
    scores: Sequence[float]
    confidence: float


def calibration_for(encoder: str) -> Calibration | None:
    """The calibration fitted for an encoder, by the name of its bundle."""
    return next((row for row in CALIBRATIONS if row.encoder == encoder), None)


def rank_evidence(
    evidence: Sequence[Evidence], features: Features, calibration: Calibration
) -> RankedEvidence:
    """Order evidence by how likely it answers.

    Args:
        evidence: The pool, in any order.
        features: ``[len(evidence), len(FEATURES)]``.
        calibration: The weights to use.
    """
    if not evidence:
        return RankedEvidence((), (), 0.0)
    logits = features @ np.asarray(calibration.rank_weights) + calibration.rank_bias
    order = np.argsort(-logits, kind="stable")
    best = order[0]
    second = logits[order[1]] if len(order) > 1 else -np.inf
    margin = min(logits[best] - second, MAX_MARGIN)
    signs = np.append(features[best], margin)
    confidence = signs @ np.asarray(calibration.confidence_weights) + calibration.confidence_bias
    return RankedEvidence(
        [evidence[n] for n in order],
        [_probability(logits[n]) for n in order],
        _probability(confidence),
    )


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -50, 50))))
