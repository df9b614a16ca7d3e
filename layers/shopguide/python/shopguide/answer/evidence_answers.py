"""Answers from passages: found, ranked, judged, composed and verified."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from shopguide.answer.asked import Asked
from shopguide.answer.composing import compose
from shopguide.answer.confidence import RankedEvidence
from shopguide.answer.draft import Draft, closest_passages
from shopguide.answer.evidence import EvidenceFinder
from shopguide.answer.judging import EvidenceJudge
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.ports.generator import Generator


class EvidenceAnswers:
    """Answers one question from what the shop's texts and records say."""

    def __init__(
        self,
        finder: EvidenceFinder,
        judge: EvidenceJudge,
        load_generator: Callable[[], Generator | None],
        threshold: float,
    ) -> None:
        self._finder = finder
        self._judge = judge
        self._load_generator = load_generator
        self._threshold = threshold

    def answer(self, asked: Asked) -> Draft:
        """Answer from the shop.

        Raises:
            ProductNotFoundError: the shop has no product of this id.
        """
        vector = self._judge.vector_of(asked)
        evidence = self._finder.find(asked.question, vector)
        return self._draft(asked, self._judge.rank(asked, vector, evidence))

    def answer_from(
        self, asked: Asked, passages: Sequence[Passage], product: Product | None
    ) -> Draft:
        """Answer from these passages alone."""
        return self._draft(asked, self.rank(asked, passages, product))

    def rank(
        self, asked: Asked, passages: Sequence[Passage], product: Product | None
    ) -> RankedEvidence:
        """The order of these passages, and how sure the first one answers."""
        evidence = self._finder.of_passages(passages, product)
        return self._judge.rank(asked, self._judge.vector_of(asked), evidence)

    def _draft(self, asked: Asked, ranked: RankedEvidence) -> Draft:
        draft = Draft()
        if ranked.evidence and ranked.confidence >= self._threshold:
            draft = compose(asked, ranked, self._load_generator)
        if draft.abstains:
            draft = replace(draft, closest=closest_passages(ranked))
        notes = (*draft.notes, *self._judge.notes)
        return replace(draft, confidence=ranked.confidence, notes=notes)
