"""Ranks evidence for a question, and says how sure the best of it answers."""

from collections.abc import Sequence

import numpy as np

from shopguide.answer.asked import Asked
from shopguide.answer.background import Background
from shopguide.answer.confidence import (
    CALIBRATIONS,
    RankedEvidence,
    calibration_for,
    rank_evidence,
)
from shopguide.answer.evidence import Evidence
from shopguide.domain.answer import AnswerNote
from shopguide.domain.indexed import Matrix, Vector
from shopguide.ports.encoder import Encoder
from shopguide.text.background_questions import BACKGROUND_QUESTIONS
from shopguide.text.evidence_features import evidence_features
from shopguide.text.product_mentions import without_product_name


class EvidenceJudge:
    """Puts evidence in order, with the weights that were fitted for an encoder."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._background = Background(encoder)
        calibration = calibration_for(encoder.bundle.name)
        self._calibration = calibration or CALIBRATIONS[0]
        self._calibrated = calibration is not None

    @property
    def notes(self) -> list[AnswerNote]:
        """What to say of every confidence."""
        return [] if self._calibrated else [AnswerNote.CONFIDENCE_NOT_CALIBRATED]

    def warm_up(self) -> None:
        """Make now what the first question would otherwise wait for."""
        for language in BACKGROUND_QUESTIONS:
            self._background.of(language)

    def vector_of(self, asked: Asked) -> Vector:
        """The unit vector of a question."""
        vector: Vector = self._encoder.encode_queries([asked.text])[0]
        return vector

    def rank(self, asked: Asked, vector: Vector, evidence: Sequence[Evidence]) -> RankedEvidence:
        """The evidence, best first.

        Args:
            asked: The question.
            vector: What `vector_of` gives for it.
            evidence: The pool, in any order.
        """
        if not evidence:
            return RankedEvidence((), (), 0.0)
        features = evidence_features(
            asked.text,
            self._ask_each(asked.text, vector, evidence),
            [item.read_as for item in evidence],
            np.stack([item.vector for item in evidence]),
            [item.title for item in evidence],
            self._background.of(asked.language),
        )
        return rank_evidence(evidence, features, self._calibration)

    def _ask_each(self, question: str, vector: Vector, evidence: Sequence[Evidence]) -> Matrix:
        """The question to each passage, without the name of its product; one vector a passage."""
        products = {item.product.product_id: item.product for item in evidence if item.product}
        asked = {key: without_product_name(question, row) for key, row in products.items()}
        texts = [text for text in dict.fromkeys(asked.values()) if text != question]
        known = {question: vector}
        if texts:
            known.update(zip(texts, self._encoder.encode_queries(texts), strict=True))
        return np.stack([known[asked.get(item.passage.product_id, question)] for item in evidence])
