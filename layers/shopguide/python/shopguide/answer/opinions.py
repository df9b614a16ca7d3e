"""What people think: counted over reviews where there are enough of them."""

from dataclasses import replace
from typing import Protocol

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.answer.yes_no import begin_with
from shopguide.domain.answer import ComposedBy, Verdict
from shopguide.domain.question import QuestionKind
from shopguide.insights.opinion import OpinionReply
from shopguide.text.abstention import NO_REVIEWS, UNSETTLED


class TellsOpinions(Protocol):
    """What reads reviews: `insights.service.InsightService`."""

    def opinion(self, question: str, product_id: str, language: str = "") -> OpinionReply | None:
        """What reviews answer to a question; None where they say nothing of what it asks."""

    def has_reviews(self, product_id: str) -> bool:
        """Whether there are reviews of a product."""


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


def say_no_reviews(asked: Asked, draft: Draft, insights: TellsOpinions | None) -> Draft:
    """An abstention on what people think that says why, where nobody has said anything yet.

    Raises:
        ProductNotFoundError: the shop has no product of this id.
    """
    is_opinion = asked.kind is QuestionKind.OPINION and bool(asked.product_id)
    if not draft.abstains or not is_opinion or insights is None:
        return draft
    if insights.has_reviews(asked.product_id):
        return draft
    sentence = NO_REVIEWS[asked.language]
    if asked.is_yes_no:
        sentence = f"{UNSETTLED[asked.language]}{' ' * (asked.language == 'en')}{sentence}"
    return replace(draft, sentences=[sentence], by=ComposedBy.COMPUTATION, closest=())
