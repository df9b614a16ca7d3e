"""Answers questions from cited evidence, or says honestly that the shop's data does not.

Read the question -> refuse or greet -> answer its parts one by one -> ask the shelf -> compare the
products that it names -> ask the record -> find evidence, judge, compose, verify -> conclude. Each
stage is a file of its own beside this one; the first that has a draft wins.
"""

from collections.abc import Callable, Sequence

from shopguide.answer.asked import Asked, ask
from shopguide.answer.comparing import compare_named, products_compared
from shopguide.answer.concluding import Concluding, KeepsAnswers, OpensCases
from shopguide.answer.confidence import RankedEvidence
from shopguide.answer.courtesy import answer_politely
from shopguide.answer.draft import Draft
from shopguide.answer.encoder_check import EncoderCheck
from shopguide.answer.evidence import EvidenceFinder
from shopguide.answer.evidence_answers import EvidenceAnswers
from shopguide.answer.extract import Extractor
from shopguide.answer.judging import EvidenceJudge
from shopguide.answer.known_questions import KnowsVerified, answer_from_verified
from shopguide.answer.naming import NamedProducts
from shopguide.answer.opinions import TellsOpinions, answer_from_reviews, say_no_reviews
from shopguide.answer.parts import join_answers, next_part, parts_of
from shopguide.answer.settling import (
    answer_from_record,
    answer_with_plain_fact,
    asks_plain_fact,
    asks_record,
)
from shopguide.answer.shelf.service import ShelfAnswers
from shopguide.answer.shelving import answer_from_shelf
from shopguide.answer.vectors import PassageVectors
from shopguide.domain.answer import Answer, Question
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.domain.question import QuestionKind
from shopguide.domain.stages import happened
from shopguide.ports.clock import Clock
from shopguide.ports.encoder import Encoder
from shopguide.ports.generator import Generator
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints


class AnswerService:
    """Questions to answers, in Chinese and English.

    Args:
        index: Holds products and passages.
        encoder: The one that the index was built with.
        load_generator: Gives the generator on first use, or None where there is none.
        clock: Says when price and stock were read.
        threshold: Confidence below which the answer is an abstention.
        shelf: Answers what is computed over products; None to answer from passages only.
        insights: Answers what people think; None to quote single reviews only.
        cases: Where abstentions are handed to people; None to open no case.
        kept: Keeps answers for feedback; None to keep none.
        verified: Knows what people answered; None to take verified answers as they are found.
    """

    def __init__(
        self,
        index: VectorIndex,
        encoder: Encoder,
        load_generator: Callable[[], Generator | None],
        clock: Clock,
        threshold: float = 0.5,
        *,
        shelf: ShelfAnswers | None = None,
        insights: TellsOpinions | None = None,
        cases: OpensCases | None = None,
        kept: KeepsAnswers | None = None,
        verified: KnowsVerified | None = None,
    ) -> None:
        vectors = PassageVectors(encoder)
        finder = EvidenceFinder(index, vectors, verified)
        self._judge = EvidenceJudge(encoder, vectors)
        self._evidence = EvidenceAnswers(
            finder, self._judge, Extractor(vectors), load_generator, threshold
        )
        self._encoder_check = EncoderCheck(index, encoder)
        self._named = NamedProducts(index, encoder)
        self._verified = verified
        self._shelf = shelf
        self._insights = insights
        self._concluding = Concluding(clock, cases, kept)

    def warm_up(self) -> None:
        """Make now what the first question would otherwise wait for."""
        self._judge.warm_up()

    def answer(self, question: Question) -> Answer:
        """Answer from evidence, or abstain.

        Raises:
            InvalidParameterError: the question is empty or too long, or its language unknown.
            ProductNotFoundError: the shop has no product of this id.
            EncoderMismatchError: the index was built with another encoder.
        """
        asked = ask(question)
        draft = self._known(asked)
        if draft is None and (texts := parts_of(asked)):
            return self._concluding.keep(self._answer_parts(asked, texts))
        answer, _ = self._conclude(asked, draft or self._draft(asked))
        return self._concluding.keep(answer)

    def answer_shelf(
        self,
        question: Question,
        within: ProductConstraints = ANY_PRODUCT,
        among: Sequence[str] = (),
    ) -> Answer | None:
        """Answer what is computed over products, and nothing else: None for any other question.

        Args:
            question: What is asked.
            within: What a conversation asks of products beside it.
            among: Ids of the products that it is about ("of these"); empty for the shop.

        Raises:
            InvalidParameterError: the question is empty or too long, or its language unknown.
        """
        asked = ask(question)
        draft = answer_from_shelf(asked, self._shelf, within, among)
        if draft is None:
            return None
        return self._concluding.keep(self._concluding.answer(asked, draft))

    def answer_from(
        self, question: Question, passages: Sequence[Passage], product: Product | None = None
    ) -> Answer:
        """Answer from these passages alone: ranked, judged, composed and verified as any others.

        Nothing is kept of it, and an abstention opens no case.

        Args:
            question: What is asked.
            passages: The evidence, in place of what `answer` would find in the shop.
            product: The product they are about, where it is known.

        Raises:
            InvalidParameterError: the question is empty or too long, or its language unknown.
        """
        asked = ask(question)
        return self._concluding.answer(asked, self._evidence.answer_from(asked, passages, product))

    def rank(
        self, question: Question, passages: Sequence[Passage], product: Product | None = None
    ) -> RankedEvidence:
        """The order of these passages, and how sure the first one answers; as in `answer_from`.

        Raises:
            InvalidParameterError: the question is empty or too long, or its language unknown.
        """
        return self._evidence.rank(ask(question), passages, product)

    def _conclude(self, asked: Asked, draft: Draft) -> tuple[Answer, int]:
        """The answer that a draft makes, and how many sentences it has."""
        answer = self._concluding.answer(asked, draft)
        if answer.abstained:
            happened("abstained")
        return self._concluding.report(asked, draft, answer), max(1, len(draft.sentences))

    def _answer_parts(self, asked: Asked, texts: Sequence[str]) -> Answer:
        parts: list[Answer] = []
        counts: list[int] = []
        for text in texts:
            part = next_part(asked, text, parts)
            answer, count = self._conclude(part, self._known(part) or self._draft(part))
            parts.append(answer)
            counts.append(count)
        whole = self._concluding.answer(asked, Draft())
        return join_answers(whole, parts, counts)

    def _known(self, asked: Asked) -> Draft | None:
        """What is said without looking anything up, or word for word as a person answered it."""
        return answer_politely(asked) or answer_from_verified(asked, self._verified)

    def _draft(self, asked: Asked) -> Draft:
        self._encoder_check.require()
        return (
            answer_from_shelf(asked, self._shelf)
            or self._compare(asked)
            or self._settle(asked)
            or answer_from_reviews(asked, asked.product_id, self._insights)
            or self._from_evidence(asked)
        )

    def _from_evidence(self, asked: Asked) -> Draft:
        """What passages say; the plain fact that is asked for where none of the product's does."""
        draft = say_no_reviews(asked, self._evidence.answer(asked), self._insights)
        says_product = any(each.product_id for passages in draft.cited for each in passages)
        if not says_product and asks_plain_fact(asked):
            product = self._evidence.product(asked.product_id)
            return answer_with_plain_fact(asked, product) or draft
        return draft

    def _settle(self, asked: Asked) -> Draft | None:
        """What the record of the product says to a question of yes or no."""
        if not asks_record(asked):
            return None
        return answer_from_record(asked, self._evidence.product(asked.product_id))

    def _compare(self, asked: Asked) -> Draft | None:
        """The named products side by side; None where fewer than two are named."""
        if asked.kind is not QuestionKind.COMPARISON:
            return None
        about = self._evidence.product(asked.product_id) if asked.product_id else None
        products = products_compared(asked, self._named, about)
        return compare_named(asked, products) if len(products) > 1 else None
