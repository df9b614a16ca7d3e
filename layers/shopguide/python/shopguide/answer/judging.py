"""Ranks evidence for a question, and says how sure the best of it answers."""

from collections.abc import Sequence

import numpy as np

from shopguide.answer.asked import Asked
from shopguide.answer.background import Background
from shopguide.answer.calibrations import CALIBRATIONS, calibration_for
from shopguide.answer.confidence import RankedEvidence, rank_evidence
from shopguide.answer.evidence import Evidence
from shopguide.answer.vectors import PassageVectors
from shopguide.domain.answer import AnswerNote
from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.stages import stage
from shopguide.ports.encoder import Encoder
from shopguide.text.attribute_concepts import concepts_asked
from shopguide.text.evidence.background_questions import BACKGROUND_QUESTIONS
from shopguide.text.evidence.features import evidence_features
from shopguide.text.passage_text import said_text
from shopguide.text.product_mentions import without_product_name

SAID_PASSAGES = 6
"""Passages whose answer is embedded apart from its question: some 17 ms where all are new."""


class EvidenceJudge:
    """Puts evidence in order, with the weights that were fitted for an encoder."""

    def __init__(self, encoder: Encoder, vectors: PassageVectors) -> None:
        self._encoder = encoder
        self._vectors = vectors
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
        with stage("encode"):
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
            self._ask_each(asked, vector, evidence),
            [item.read_as for item in evidence],
            np.stack([item.vector for item in evidence]),
            self._said(vector, evidence),
            [item.title for item in evidence],
            self._background.of(asked.language),
        )
        return rank_evidence(asked, evidence, features, self._calibration)

    def _said(self, vector: Vector, evidence: Sequence[Evidence]) -> Matrix:
        """What each passage says without the question that it once answered.

        Of many only those nearest to the question are embedded; the rest counts as a whole.
        """
        vectors = [item.vector for item in evidence]
        pairs = [row for row, item in enumerate(evidence) if item.passage.question]
        pairs = sorted(pairs, key=lambda row: -float(vectors[row] @ vector))[:SAID_PASSAGES]
        texts = [said_text(evidence[row].read_as) for row in pairs]
        for row, said in zip(pairs, self._vectors.of(texts), strict=True):
            vectors[row] = said
        return np.stack(vectors)

    def _ask_each(self, asked: Asked, vector: Vector, evidence: Sequence[Evidence]) -> Matrix:
        """The question as one would put it to each passage; one vector a passage.

        Without the name of its product; and to a passage in the other language by what it asks for
        in that one, where we know: 多重 is "weight" to an English record.
        """
        texts = [_put_to(item, asked) for item in evidence]
        known = {asked.text: vector}
        others = [text for text in dict.fromkeys(texts) if text != asked.text]
        if others:
            known.update(zip(others, self._encoder.encode_queries(others), strict=True))
        return np.stack([known[text] for text in texts])


def _put_to(item: Evidence, asked: Asked) -> str:
    product, language = item.product, item.passage.language
    text = without_product_name(asked.text, product) if product else asked.text
    concepts = concepts_asked(asked.text) if language != asked.language else ()
    if not concepts:
        return text
    return " ".join([text, *(each.shown("zh" if language == "zh" else "en") for each in concepts)])
