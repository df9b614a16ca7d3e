"""What people think: counted over reviews where there are enough of them."""

from typing import Protocol

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.answer.yes_no import begin_with
from shopguide.domain.answer import ComposedBy, Verdict
from shopguide.domain.question import QuestionKind
from shopguide.insights.opinion import OpinionReply


class TellsOpinions(Protocol):
    """What reads reviews: `insights.service.InsightService`."""

    def opinion(self, question: str, product_id: str, language: str = "") -> OpinionReply | None:
        """What reviews answer to a question; None where they say nothing of what it asks."""


def answer_from_reviews(
    asked: Asked, product_id: str, insights: TellsOpinions | None
) -> Draft | None:
    """What the reviews of a product come to; None where they are too few or silent.

    Raises:
        ProductNotFoundError: the shop has no product of this id.
    """
    if insights is None or not product_id or asked.kind is not QuestionKind.OPINION:
        return None
    reply = insights.opinion(asked.text, product_id, asked.language)
    if reply is None or not reply.sentences or not any(reply.cited):
        return None
    sentences, cited = list(reply.sentences), [tuple(each) for each in reply.cited]
    verdict = (reply.verdict or Verdict.UNKNOWN) if asked.is_yes_no else None
    if verdict:
        sentences = begin_with(verdict, sentences, asked.language)
        cited = [*[cited[0]] * (len(sentences) - len(cited)), *cited]
    return Draft(
        sentences,
        cited,
        ComposedBy.COMPUTATION,
        product_id=product_id,
        verdict=verdict,
        notes=tuple(reply.notes),
    )
