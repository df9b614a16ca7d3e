"""How sure we may be that a passage answers a question: two small linear models.

The first ranks passages; the second says how likely the best one answers. Both read
`text/evidence_features.py`. Their weights are what

    python -m training.evaluate.answer_confidence

prints; docs/evidence-ranking.md has the figures they reach and the data they were fitted on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.answer.evidence import Evidence
from shopguide.text.evidence_features import Features


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of both models for one encoder, one for each of `FEATURES`, on their own scales."""

    encoder: str
    rank_weights: Sequence[float]
    rank_bias: float
    confidence_weights: Sequence[float]
    confidence_bias: float


CALIBRATIONS = (
    Calibration(
        encoder="multilingual-e5-small",
        rank_weights=(0, 24.44, 3.018, 2.461, 2.573, 21.98, 2.752, -1.938, 0.3853, -0.2615),
        rank_bias=-21.08,
        confidence_weights=(
            4.555,
            18.4,
            2.273,
            1.853,
            1.938,
            16.55,
            2.072,
            -1.459,
            0.9104,
            -0.1969,
        ),
        confidence_bias=-19.87,
    ),
    Calibration(
        encoder="shopguide-e5-small",
        rank_weights=(0, 12.58, 5.119, 1.396, 1.983, 15.23, 1.529, -1.367, 0.392, -0.25),
        rank_bias=-14.4,
        confidence_weights=(
            -6.223,
            11.63,
            4.736,
            1.291,
            1.834,
            14.09,
            1.414,
            -1.264,
            1.071,
            -0.2313,
        ),
        confidence_bias=-8.324,
    ),
    Calibration(
        encoder="all-MiniLM-L6-v2",
        rank_weights=(0, 4.525, -2.011, 3.34, 2.855, 5.802, 0.6077, -2.211, 0.4491, -0.2571),
        rank_bias=-4.497,
        confidence_weights=(
            -0.56,
            3.708,
            -1.648,
            2.737,
            2.34,
            4.755,
            0.4981,
            -1.812,
            0.7908,
            -0.2107,
        ),
        confidence_bias=-3.528,
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
    best = features[order[0]]
    confidence = best @ np.asarray(calibration.confidence_weights) + calibration.confidence_bias
    return RankedEvidence(
        [evidence[n] for n in order],
        [_probability(logits[n]) for n in order],
        _probability(confidence),
    )


def _probability(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -50, 50))))
