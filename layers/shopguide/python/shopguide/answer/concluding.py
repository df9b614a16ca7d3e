"""Makes an answer of a draft: names it, opens a case where it abstains, and keeps it.

Neither keeping an answer nor opening a case may cost the shopper the answer: what fails is logged
for the operator and noted.
"""

import logging
import uuid
from dataclasses import replace
from typing import Protocol

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.domain.answer import Answer, AnswerNote, Citation, ComposedBy
from shopguide.domain.errors import ShopGuideError
from shopguide.domain.moderation import CaseReason
from shopguide.ports.clock import Clock
from shopguide.text.abstention import ABSTENTION, UNSETTLED
from shopguide.text.listing import join_sentences

_log = logging.getLogger(__name__)
_FAILURES = (ShopGuideError, RuntimeError, OSError)


class OpensCases(Protocol):
    """What hands questions to people: `moderation.cases.ModerationCases`."""

    def open(
        self,
        question: str,
        language: str,
        product_id: str,
        reason: CaseReason,
        answer: Answer | None = None,
    ) -> str:
        """Open a case, or count one more asking of the same; its id."""


class KeepsAnswers(Protocol):
    """What keeps answers for feedback: `moderation.answers_kept.AnswersKept`."""

    def keep(self, answer: Answer) -> None:
        """Keep an answer, without personal data."""


class Concluding:
    """Gives answers; what keeps cases and answers takes personal data out of them.

    Args:
        clock: Says when price and stock were read.
        cases: Where abstentions go; None to open no case.
        kept: Keeps answers for feedback; None to keep none.
    """

    def __init__(self, clock: Clock, cases: OpensCases | None, kept: KeepsAnswers | None) -> None:
        self._clock = clock
        self._cases = cases
        self._kept = kept

    def answer(self, asked: Asked, draft: Draft) -> Answer:
        """The answer that a draft makes; not kept yet, and no case is opened."""
        citations = tuple(
            Citation(number, passage, draft.scores.get(passage.passage_id, 1.0))
            for number, passages in enumerate(draft.cited)
            for passage in passages
        )
        return Answer(
            answer_id=uuid.uuid4().hex,
            question=asked.text,
            text=join_sentences(draft.sentences) or _abstention(asked),
            abstained=draft.abstains,
            confidence=draft.confidence,
            composed_by=ComposedBy.NONE if draft.abstains else draft.by,
            language=asked.language,
            product_id=draft.product_id or asked.product_id,
            citations=citations,
            closest=draft.closest,
            notes=draft.notes,
            answered_at=self._clock.now(),
            kind=asked.kind,
            verdict=draft.verdict,
            products=draft.products,
        )

    def report(self, asked: Asked, draft: Draft, answer: Answer) -> Answer:
        """The answer with the moderation case that was opened for it, if it abstains."""
        if self._cases is None or not draft.abstains or not draft.opens_case:
            return answer
        try:
            case_id = self._cases.open(
                asked.text,
                asked.language,
                answer.product_id,
                CaseReason.ABSTAINED,
                answer,
            )
        except _FAILURES as error:
            _log.warning("No moderation case was opened: %s", error, exc_info=error)
            return _noted(answer, AnswerNote.CASE_NOT_OPENED)
        return replace(answer, case_id=case_id)

    def keep(self, answer: Answer) -> Answer:
        """The answer, after it was kept so that a shopper can say what they think of it."""
        if self._kept is None:
            return answer
        try:
            self._kept.keep(answer)
        except _FAILURES as error:
            _log.warning("An answer was not kept: %s", error, exc_info=error)
            return _noted(answer, AnswerNote.ANSWER_NOT_KEPT)
        return answer


def _abstention(asked: Asked) -> str:
    return (UNSETTLED if asked.is_yes_no else ABSTENTION)[asked.language]


def _noted(answer: Answer, note: AnswerNote) -> Answer:
    return replace(answer, notes=(*answer.notes, note))
