"""Weights of the two models of `answer/confidence.py` for each encoder.

They are what

    python -m training.evaluate.answer_confidence

prints; docs/evidence-ranking.md has the figures they reach and the data they were fitted on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of both models for one encoder, on the columns' own scales.

    Attributes:
        encoder: Name of its bundle.
        rank_weights: One for each of `text.evidence.features.FEATURES`.
        rank_bias: Of the first model.
        confidence_weights: One for each of `text.evidence.trust.TRUST_FEATURES`, by its name.
        confidence_bias: Of the second model.
    """

    encoder: str
    rank_weights: Sequence[float]
    rank_bias: float
    confidence_weights: Mapping[str, float]
    confidence_bias: float


CALIBRATIONS = (
    Calibration(
        encoder="multilingual-e5-small",
        rank_weights=(0, 24.44, 3.018, 2.461, 2.573, 21.98, 2.752, -1.938, 0.3853, -0.2615),
        rank_bias=-21.08,
        confidence_weights={
            "cosine": -0.113,
            "above_background": 16.37,
            "above_pool": -4.574,
            "coverage": 1.083,
            "topic": -0.08373,
            "said_cosine": 12.06,
            "community_above_pool": 15.62,
            "community_coverage": 0.3566,
            "qa": -0.5007,
            "hedged": -0.6305,
            "review": -1.212,
            "description": -0.5142,
            "attribute": -0.5351,
            "article": 0.1746,
            "alone": 1.642,
            "chinese": 1.116,
            "opinion": 0.6976,
            "order_review": -0.05805,
            "order_alone": 0.297,
            "order_chinese": 2.085,
            "order_opinion": 0.3075,
            "record_lead": 0.9486,
        },
        confidence_bias=-11.19,
    ),
    Calibration(
        encoder="shopguide-e5-small",
        rank_weights=(0, 12.58, 5.119, 1.396, 1.983, 15.23, 1.529, -1.367, 0.392, -0.25),
        rank_bias=-14.4,
        confidence_weights={
            "cosine": 2.469,
            "above_background": 6.809,
            "above_pool": -0.8374,
            "coverage": 0.9861,
            "topic": 0.4628,
            "said_cosine": 10.1,
            "community_above_pool": 7.962,
            "community_coverage": -0.1943,
            "qa": -0.5607,
            "hedged": -0.6748,
            "review": -1.321,
            "description": -0.574,
            "attribute": -1.045,
            "article": 0.01829,
            "alone": 1.454,
            "chinese": 3.291,
            "opinion": 1.181,
            "order_review": -0.117,
            "order_alone": 0.295,
            "order_chinese": 1.735,
            "order_opinion": 0.1675,
            "record_lead": 0.9113,
        },
        confidence_bias=-10.47,
    ),
    Calibration(
        encoder="all-MiniLM-L6-v2",
        rank_weights=(0, 4.525, -2.011, 3.34, 2.855, 5.802, 0.6077, -2.211, 0.4491, -0.2571),
        rank_bias=-4.497,
        confidence_weights={
            "cosine": -0.4329,
            "above_background": 2.149,
            "above_pool": -1.126,
            "coverage": 0.5869,
            "topic": 0.5667,
            "said_cosine": 3.142,
            "community_above_pool": 2.986,
            "community_coverage": 0.6271,
            "qa": -1.679,
            "hedged": -0.4906,
            "review": -1.923,
            "description": -0.6349,
            "attribute": -1.186,
            "article": -0.007821,
            "alone": 1.36,
            "chinese": -0.8021,
            "opinion": 1.017,
            "order_review": -0.1633,
            "order_alone": 0.3961,
            "order_chinese": 2.713,
            "order_opinion": 0.08822,
            "record_lead": 0.6662,
        },
        confidence_bias=-1.103,
    ),
)
"""One a known encoder; the first also serves for an unknown one, and the answer says so."""


def calibration_for(encoder: str) -> Calibration | None:
    """The calibration fitted for an encoder, by the name of its bundle."""
    return next((row for row in CALIBRATIONS if row.encoder == encoder), None)
