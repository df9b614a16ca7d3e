"""``POST /v1/answers``."""

from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, Field

from shopguide.answer.question import MAX_QUESTION_CHARACTERS
from shopguide.api.schemas.degradable import Degradable
from shopguide.api.schemas.product import ProductCardView
from shopguide.api.schemas.request import Identifier, RequestModel
from shopguide.domain.answer import Answer, Citation, Compose, ComposedBy, Question, Verdict
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.question import QuestionKind


class AnswerRequest(RequestModel):
    """A question, about one product or the shop."""

    # The length counts after cleaning, so it is the service that checks it.
    question: str = Field(
        description="The question, in Chinese or English; its length counts after cleaning.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_QUESTION_CHARACTERS},
    )
    product_id: Identifier | None = Field(
        None, description="The product it is about; without one, the whole shop is asked."
    )
    compose: Compose = Field(
        Compose.AUTO,
        description="'extract' quotes the evidence, 'generate' puts it into words and falls back "
        "to quoting, 'auto' leaves it to ShopGuide (which quotes).",
    )
    language: str | None = Field(
        None, description="'zh' or 'en'; found out from the question if left out."
    )

    def to_question(self) -> Question:
        """The question to the service."""
        return Question(self.question, self.product_id or "", self.compose, self.language or "")


class PassageView(BaseModel):
    """A passage: what the shop's data says, and where."""

    passage_id: str = Field(description="Stable as long as its row stays.")
    kind: PassageKind
    product_id: str | None = Field(description="Null for text about the whole shop.")
    text: str = Field(description="As it stands in the shop's data.")
    question: str | None = Field(description="The question it answers, if it is a Q&A pair.")
    title: str | None = Field(description="Of a review or an article.")
    source: str = Field(description="The catalogue row it comes from.")
    date: str | None = Field(description="ISO 8601, where the row has one.")
    language: str = Field(description="Of its text: 'zh' or 'en'.")

    @classmethod
    def of(cls, passage: Passage) -> Self:
        """The view of a passage."""
        return cls(
            passage_id=passage.passage_id,
            kind=passage.kind,
            product_id=passage.product_id or None,
            text=passage.text,
            question=passage.question or None,
            title=passage.title or None,
            source=passage.source,
            date=passage.date or None,
            language=passage.language,
        )


class CitationView(BaseModel):
    """Which sentence of the answer stands in which passage."""

    sentence: int = Field(description="Number of the sentence, from 0.")
    passage: PassageView
    score: float = Field(description="Probability that this passage, by itself, answers.")

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """The view of a citation."""
        passage = PassageView.of(citation.passage)
        return cls(sentence=citation.sentence, passage=passage, score=round(citation.score, 4))


class AnswerBody(Degradable):
    """One question and its answer, with its evidence, or an abstention with what is closest."""

    answer_id: str = Field(description="Name it in feedback, for 30 days.")
    question: str = Field(description="The question as it was understood, cleaned.")
    text: str = Field(description="The answer; an abstention says so in its language.")
    abstained: bool = Field(description="Whether the shop's data does not answer the question.")
    confidence: float = Field(description="Probability that the evidence answers the question.")
    composed_by: ComposedBy
    language: str = Field(description="Of the answer: 'zh' or 'en'.")
    product_id: str | None = Field(description="The product that the answer is about.")
    citations: list[CitationView] = Field(description="Evidence of every sentence; or none.")
    closest: list[PassageView] = Field(description="Of an abstention: the nearest passages.")
    answered_at: AwareDatetime | None = Field(description="When price and stock were read.")
    kind: QuestionKind | None = Field(description="What the question was read as.")
    verdict: Verdict | None = Field(description="Of a question of yes or no.")
    products: list[ProductCardView] = Field(
        description="Those that a computed answer or a comparison names, in its order."
    )
    case_id: str | None = Field(
        description="Of an abstention: the moderation case in which people will look at it."
    )

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """The view of an answer."""
        return cls(**_members(answer))


class AnswerResponse(AnswerBody):
    """An answer; one to several questions holds the answer to each of them in `parts`."""

    parts: list[AnswerBody] = Field(
        description="Answers to the questions that one text asked; empty for a single one."
    )
    took_ms: float = Field(description="Milliseconds.")

    @classmethod
    def of(cls, answer: Answer, took_ms: float = 0.0) -> Self:
        """The response that tells an answer."""
        parts = [AnswerBody.of(part) for part in answer.parts]
        return cls(**_members(answer), parts=parts, took_ms=round(took_ms, 2))


def _members(answer: Answer) -> dict[str, Any]:
    return {
        "answer_id": answer.answer_id,
        "question": answer.question,
        "text": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "composed_by": answer.composed_by,
        "language": answer.language,
        "product_id": answer.product_id or None,
        "citations": [CitationView.of(citation) for citation in answer.citations],
        "closest": [PassageView.of(passage) for passage in answer.closest],
        "notes": list(answer.notes),
        "answered_at": answer.answered_at,
        "kind": answer.kind,
        "verdict": answer.verdict,
        "products": [ProductCardView.of(product) for product in answer.products],
        "case_id": answer.case_id or None,
    }
