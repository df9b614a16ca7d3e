"""Answers from passages: found, ranked, judged, composed, and compared with the record of now."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from shopguide.answer.asked import Asked
from shopguide.answer.composing import compose
from shopguide.answer.confidence import RankedEvidence
from shopguide.answer.draft import Draft, closest_passages
from shopguide.answer.evidence import Evidence, EvidenceFinder
from shopguide.answer.extract import Extractor
from shopguide.answer.judging import EvidenceJudge
from shopguide.domain.answer import AnswerNote, Compose, Verdict
from shopguide.domain.errors import product_not_found
from shopguide.domain.indexed import Vector
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.domain.question import QuestionKind
from shopguide.domain.stages import stage
from shopguide.ports.generator import Generator
from shopguide.text.comparatives import asks_which_of_all
from shopguide.text.policy_titles import titles_named
from shopguide.text.safety.quotable import is_quotable

ATTEMPTS = 3
"""Compositions of one answer, where its product keeps changing meanwhile."""

_OF_THE_SHOP = 0.7
"""How sure a text about the whole shop must be where the question is about one product."""

_OF_SEVERAL = (QuestionKind.COMPARISON, QuestionKind.SHELF)


class EvidenceAnswers:
    """Answers one question from what the shop's texts and records say.

    Args:
        finder: Finds passages.
        judge: Ranks them.
        extractor: Quotes them.
        load_generator: Gives the generator on first use, or None where there is none.
        threshold: Confidence below which nothing is said.
    """

    def __init__(
        self,
        finder: EvidenceFinder,
        judge: EvidenceJudge,
        extractor: Extractor,
        load_generator: Callable[[], Generator | None],
        threshold: float,
    ) -> None:
        self._finder = finder
        self._judge = judge
        self._extractor = extractor
        self._load_generator = load_generator
        self._threshold = threshold

    def answer(self, asked: Asked) -> Draft:
        """Answer from the shop, with price and stock as they are when this returns.

        Composing may take most of a second, in which an import may go live: a draft that cites a
        record which has changed is thrown away, and the new record quoted.

        Raises:
            ProductNotFoundError: the shop has no product of this id.
        """
        vector = self._judge.vector_of(asked)
        draft = self._from_shop_wide(asked, vector)
        if draft is not None:
            return draft
        again: tuple[AnswerNote, ...] = ()
        for _ in range(ATTEMPTS):
            with stage("evidence"):
                evidence = self._finder.find(asked.question, vector)
            draft = self._judged(asked, vector, evidence)
            if self._is_current(draft, evidence):
                break
            if asked.question.compose is Compose.GENERATE:
                again = (AnswerNote.GENERATION_UNSUPPORTED,)
            asked = asked.extracting()
        return replace(draft, notes=(*again, *draft.notes)) if draft else Draft()

    def answer_from(
        self, asked: Asked, passages: Sequence[Passage], product: Product | None
    ) -> Draft:
        """Answer from these passages alone."""
        evidence = self._finder.of_passages(passages, product)
        return self._judged(asked, self._judge.vector_of(asked), evidence)

    def rank(
        self, asked: Asked, passages: Sequence[Passage], product: Product | None
    ) -> RankedEvidence:
        """The order of these passages, and how sure the first one answers."""
        evidence = self._finder.of_passages(passages, product)
        return self._judge.rank(asked, self._judge.vector_of(asked), evidence)

    def product(self, product_id: str) -> Product:
        """A product as it stands now.

        Raises:
            ProductNotFoundError: the shop has no product of this id.
        """
        found = self._finder.products([product_id])
        if not found:
            raise product_not_found(product_id)
        return found[product_id]

    def _from_shop_wide(self, asked: Asked, vector: Vector) -> Draft | None:
        """What the shop as a whole says to a question about how it works."""
        if asked.kind is not QuestionKind.POLICY:
            return None
        pool = _quotable(self._finder.shop_wide(vector))
        named = titles_named(asked.text, [item.passage.title for item in pool])
        titled = [item for item, is_named in zip(pool, named, strict=True) if is_named]
        for evidence in (titled, pool):
            ranked = self._judge.rank(asked, vector, evidence)
            if self._is_sure(asked, ranked):
                return self._draft(asked, vector, ranked)
        return None

    def _judged(self, asked: Asked, vector: Vector, evidence: Sequence[Evidence]) -> Draft:
        """What evidence makes; of an opinion, what reviews make, where they answer."""
        pool = _quotable(evidence)
        if asked.kind is QuestionKind.OPINION:
            reviews = [item for item in pool if item.passage.kind is PassageKind.REVIEW]
            ranked = self._judge.rank(asked, vector, reviews)
            if self._is_sure(asked, ranked):
                return self._draft(asked, vector, ranked)
        return self._draft(asked, vector, self._judge.rank(asked, vector, pool))

    def _is_sure(self, asked: Asked, ranked: RankedEvidence) -> bool:
        """Whether the best evidence is likely enough, and of the kind that can answer at all.

        What one product says never answers which of many is the lightest.
        """
        if not ranked.evidence or ranked.confidence < self._threshold:
            return False
        is_of_product = bool(ranked.evidence[0].passage.product_id)
        if not asked.product_id:
            is_of_several = asked.kind in _OF_SEVERAL or asks_which_of_all(asked.text)
            return not (is_of_several and is_of_product)
        is_due = is_of_product or asked.kind is QuestionKind.POLICY
        return is_due or ranked.confidence >= max(_OF_THE_SHOP, self._threshold)

    def _draft(self, asked: Asked, vector: Vector, ranked: RankedEvidence) -> Draft:
        draft = Draft()
        if self._is_sure(asked, ranked):
            with stage("compose"):
                draft = compose(
                    asked,
                    ranked,
                    lambda item: self._extractor.extract(asked.text, vector, item),
                    self._load_generator,
                )
        if draft.abstains:
            verdict = Verdict.UNKNOWN if asked.is_yes_no else None
            draft = replace(draft, closest=closest_passages(ranked), verdict=verdict)
        notes = (*draft.notes, *self._judge.notes)
        return replace(draft, confidence=ranked.confidence, notes=notes)

    def _is_current(self, draft: Draft, evidence: Sequence[Evidence]) -> bool:
        """Whether every product that is cited still stands as it was read."""
        cited = {passage.product_id for passages in draft.cited for passage in passages}
        known = {item.product.product_id: item.product for item in evidence if item.product}
        used = {key: known[key] for key in sorted(cited & known.keys())}
        return not used or self._finder.products(list(used)) == used


def _quotable(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Evidence that may be repeated: the rest is neither quoted nor generated from."""
    return [item for item in evidence if is_quotable(item.passage)]
