"""Answers questions from cited evidence, or says honestly that the shop's data does not."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.answer.background import Background
from shopguide.answer.confidence import (
    CALIBRATIONS,
    RankedEvidence,
    calibration_for,
    rank_evidence,
)
from shopguide.answer.encoder_check import EncoderCheck
from shopguide.answer.evidence import Evidence, EvidenceFinder
from shopguide.answer.extract import extract_answer
from shopguide.answer.generate import Generated, generate_answer
from shopguide.answer.question import language_of, read_question
from shopguide.answer.vectors import PassageVectors
from shopguide.answer.wording import join_sentences
from shopguide.domain.answer import Answer, AnswerNote, Citation, Compose, ComposedBy, Question
from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.ports.clock import Clock
from shopguide.ports.encoder import Encoder
from shopguide.ports.generator import Generator
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.abstention import ABSTENTION
from shopguide.text.background_questions import BACKGROUND_QUESTIONS
from shopguide.text.evidence_features import evidence_features
from shopguide.text.product_mentions import without_product_name

CLOSEST = 3
"""Passages that an abstention shows instead."""


@dataclass(frozen=True, slots=True)
class _Composed:
    """Sentences, the passages each cites, and how they came about; none to abstain."""

    sentences: Sequence[str]
    cited: Sequence[Sequence[Passage]]
    by: ComposedBy
    notes: Sequence[AnswerNote] = ()


class AnswerService:
    """Questions to answers, in Chinese and English.

    Args:
        index: Holds products and passages.
        encoder: The one that the index was built with.
        load_generator: Gives the generator on first use, or None where there is none.
        clock: Says when price and stock were read.
        threshold: Confidence below which the answer is an abstention.
    """

    def __init__(
        self,
        index: VectorIndex,
        encoder: Encoder,
        load_generator: Callable[[], Generator | None],
        clock: Clock,
        threshold: float = 0.5,
    ) -> None:
        self._encoder = encoder
        self._load_generator = load_generator
        self._clock = clock
        self._threshold = threshold
        self._evidence = EvidenceFinder(index, PassageVectors(encoder))
        self._background = Background(encoder)
        self._encoder_check = EncoderCheck(index, encoder)
        calibration = calibration_for(encoder.bundle.name)
        self._calibration = calibration or CALIBRATIONS[0]
        self._calibrated = calibration is not None

    def warm_up(self) -> None:
        """Make now what the first question would otherwise wait for."""
        for language in BACKGROUND_QUESTIONS:
            self._background.of(language)

    def answer(self, question: Question) -> Answer:
        """Answer from evidence, or abstain.

        Raises:
            InvalidParameterError: the question is empty or too long, or its language unknown.
            ProductNotFoundError: the shop has no product of this id.
            EncoderMismatchError: the index was built with another encoder.
        """
        question = read_question(question)
        self._encoder_check.require()
        vector = self._encode_question(question)
        ranked = self._rank(question, vector, self._evidence.find(question, vector))
        return self._conclude(question, ranked)

    def answer_from(
        self, question: Question, passages: Sequence[Passage], product: Product | None = None
    ) -> Answer:
        """Answer from these passages alone: ranked, judged, composed and verified as any others.

        Args:
            question: What is asked.
            passages: The evidence, in place of what `answer` would find in the shop.
            product: The product they are about, where it is known.

        Raises:
            InvalidParameterError: the question is empty or too long, or its language unknown.
        """
        question = read_question(question)
        return self._conclude(question, self._rank_given(question, passages, product))

    def rank(
        self, question: Question, passages: Sequence[Passage], product: Product | None = None
    ) -> RankedEvidence:
        """The order of these passages, and how sure the first one answers; as in `answer_from`.

        Raises:
            InvalidParameterError: the question is empty or too long, or its language unknown.
        """
        return self._rank_given(read_question(question), passages, product)

    def _rank_given(
        self, question: Question, passages: Sequence[Passage], product: Product | None
    ) -> RankedEvidence:
        evidence = self._evidence.of_passages(passages, product)
        return self._rank(question, self._encode_question(question), evidence)

    def _conclude(self, question: Question, ranked: RankedEvidence) -> Answer:
        if ranked.confidence < self._threshold or not ranked.evidence:
            return self._abstain(question, ranked)
        return self._reply(question, ranked)

    def _encode_question(self, question: Question) -> Vector:
        vector: Vector = self._encoder.encode_queries([question.text])[0]
        return vector

    def _rank(
        self, question: Question, vector: Vector, evidence: Sequence[Evidence]
    ) -> RankedEvidence:
        if not evidence:
            return RankedEvidence((), (), 0.0)
        features = evidence_features(
            question.text,
            self._ask_each(question.text, vector, evidence),
            [item.read_as for item in evidence],
            np.stack([item.vector for item in evidence]),
            [item.title for item in evidence],
            self._background.of(language_of(question)),
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

    def _abstain(
        self, question: Question, ranked: RankedEvidence, notes: Sequence[AnswerNote] = ()
    ) -> Answer:
        return Answer(
            answer_id=_new_id(),
            question=question.text,
            text=ABSTENTION[language_of(question)],
            abstained=True,
            confidence=ranked.confidence,
            composed_by=ComposedBy.NONE,
            language=question.language,
            product_id=question.product_id,
            closest=_closest(ranked),
            notes=(*notes, *self._calibration_notes()),
            answered_at=self._clock.now(),
        )

    def _reply(self, question: Question, ranked: RankedEvidence) -> Answer:
        composed = self._compose(question, ranked)
        if not composed.sentences:
            return self._abstain(question, ranked, composed.notes)
        scores: dict[str, float] = {}
        for item, score in zip(ranked.evidence, ranked.scores, strict=True):
            scores.setdefault(item.passage.passage_id, score)
        citations = tuple(
            Citation(number, passage, scores[passage.passage_id])
            for number, passages in enumerate(composed.cited)
            for passage in passages
        )
        about = question.product_id or citations[0].passage.product_id
        return Answer(
            answer_id=_new_id(),
            question=question.text,
            text=join_sentences(composed.sentences),
            abstained=False,
            confidence=ranked.confidence,
            composed_by=composed.by,
            language=question.language,
            product_id=about,
            citations=citations,
            notes=(*composed.notes, *self._notes(question, citations, about)),
            answered_at=self._clock.now(),
        )

    def _compose(self, question: Question, ranked: RankedEvidence) -> _Composed:
        if question.compose is not Compose.GENERATE:
            return _extract(question, ranked)
        generated = self._generate(question, ranked)
        if generated.note is AnswerNote.GENERATION_ABSTAINED:
            return _Composed((), (), ComposedBy.NONE, (generated.note,))
        if generated.note is not None:
            return _extract(question, ranked, (generated.note,))
        return _Composed(
            [claim.sentence for claim in generated.claims],
            [claim.passages for claim in generated.claims],
            ComposedBy.GENERATION,
        )

    def _generate(self, question: Question, ranked: RankedEvidence) -> Generated:
        if question.language != "en":
            return Generated(note=AnswerNote.GENERATION_NOT_IN_LANGUAGE)
        return generate_answer(question.text, ranked.evidence, self._load_generator)

    def _notes(
        self, question: Question, citations: Sequence[Citation], about: str
    ) -> list[AnswerNote]:
        notes = []
        if any(citation.passage.language != question.language for citation in citations):
            notes.append(AnswerNote.EVIDENCE_IN_OTHER_LANGUAGE)
        if about and not question.product_id:
            notes.append(AnswerNote.PRODUCT_NOT_NAMED)
        return [*notes, *self._calibration_notes()]

    def _calibration_notes(self) -> list[AnswerNote]:
        return [] if self._calibrated else [AnswerNote.CONFIDENCE_NOT_CALIBRATED]


def _extract(
    question: Question, ranked: RankedEvidence, notes: Sequence[AnswerNote] = ()
) -> _Composed:
    best = ranked.evidence[0]
    passage, sentences = best.passage, extract_answer(question.text, best.read_as)
    return _Composed(sentences, [[passage]] * len(sentences), ComposedBy.EXTRACTION, notes)


def _closest(ranked: RankedEvidence) -> tuple[Passage, ...]:
    passages = {item.passage.passage_id: item.passage for item in ranked.evidence}
    return tuple(passages.values())[:CLOSEST]


def _new_id() -> str:
    return uuid.uuid4().hex
