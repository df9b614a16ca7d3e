"""How likely a text praises: a logistic model on an encoder's vector and the text's own words.

Its weights lie beside this module, in `sentiment_weights.json`, one set an encoder, and are what

    python -m training.evaluate.review_sentiment --write

writes; training/adapters/shopguide-sentiment/CARD.md says from what.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from shopguide.domain.indexed import Vector

WEIGHTS = Path(__file__).with_name("sentiment_weights.json")

MAX_WORDS = 4.0
"""The words of a text count up to here, on either side."""

_WORDS_ALONE = 1.0
"""Logit of one word of praise where no vector is known, as fitted on labelled reviews."""


@dataclass(frozen=True, slots=True, eq=False)
class SentimentModel:
    """Weights for one encoder; an `encoder` without weights judges by words alone.

    Attributes:
        encoder: Name of its bundle.
        weights: ``[dimension]``, of a unit vector; None without any.
        words_weight: Of the words' score.
        bias: The logit of a vector of zeros.
    """

    encoder: str
    weights: Vector | None = None
    words_weight: float = _WORDS_ALONE
    bias: float = 0.0

    def liking(self, vector: Vector | None, words: float) -> float:
        """The probability that a text praises.

        Args:
            vector: Of the text, by this model's encoder; None where there is none.
            words: `sentiment.clause_score` over all its clauses.
        """
        bounded = min(MAX_WORDS, max(-MAX_WORDS, words))
        if self.weights is None or vector is None or len(vector) != len(self.weights):
            logit = _WORDS_ALONE * bounded
        else:
            logit = float(vector @ self.weights) + self.words_weight * bounded + self.bias
        return float(1 / (1 + np.exp(-np.clip(logit, -50, 50))))


def sentiment_model(encoder: str) -> SentimentModel:
    """The model for an encoder, by the name of its bundle; by words alone for an unknown one."""
    return _models().get(encoder) or SentimentModel(encoder)


@cache
def _models() -> Mapping[str, SentimentModel]:
    if not WEIGHTS.is_file():
        return {}
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {
        name: SentimentModel(
            encoder=name,
            weights=np.asarray(row["weights"], dtype=np.float32),
            words_weight=float(row["words_weight"]),
            bias=float(row["bias"]),
        )
        for name, row in stored.items()
    }
