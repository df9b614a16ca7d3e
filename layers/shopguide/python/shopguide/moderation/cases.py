"""The queue of questions that people should look at."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from shopguide.domain.answer import Answer
from shopguide.domain.errors import CaseNotFoundError, ConflictError
from shopguide.domain.moderation import CaseReason, CaseStatus, KeptAnswer, ModerationCase
from shopguide.domain.record_key import UNSETTLED_CASES, Key
from shopguide.moderation.answers_kept import MAX_TEXT, kept_answer
from shopguide.moderation.case_records import (
    case_id_of,
    change_case,
    count_case,
    create_case,
    read_cases,
)
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Put, RecordTable
from shopguide.text.language import detect_language
from shopguide.text.safety.personal_data import redact

_ATTEMPTS = 8
"""How often a change is tried again that another one overtook."""

_URGENCY = (CaseReason.ABSTAINED, CaseReason.STALE, CaseReason.DISLIKED, CaseReason.HAND_OVER)
"""A case is raised to a later one of these reasons, and never goes back by itself."""


class ModerationCases:
    """Opens cases, counts how often they are asked, and changes them one step at a time.

    Args:
        records: Keep them, and their places in the lists.
        clock: Says when they were opened.
    """

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def open(
        self,
        question: str,
        language: str,
        product_id: str,
        reason: CaseReason,
        answer: Answer | None = None,
    ) -> str:
        """Open the case of a question, or count it once more where there is one.

        An open case is raised to a more urgent reason; one that people have answered is opened
        again only if somebody disliked the answer or wants a person, and a rejected one never.

        Args:
            question: What was asked; personal data are taken out of it here.
            language: ``zh`` or ``en``, empty to find out from the text.
            product_id: What it is about, empty for the shop.
            reason: Why people should look at it.
            answer: What the shopper was answered.

        Returns:
            The id of the case.
        """
        now = self._clock.now()
        case = _new_case(question, language, product_id, reason, now)
        if answer is not None:
            case = _answered(case, kept_answer(answer, now))
        self._open(case, counts=True)
        return case.case_id

    def open_disliked(self, kept: KeptAnswer, note: str = "", *, counts: bool) -> str:
        """Open the case of an answer that a shopper disliked, or raise it to that; its id.

        Args:
            kept: The answer.
            note: What the shopper said of it.
            counts: Whether the question counts once more where it has a case already.
        """
        now = self._clock.now()
        reason = CaseReason.DISLIKED
        case = _new_case(kept.question, kept.language, kept.product_id, reason, now)
        self._open(_answered(replace(case, note=note), kept), counts=counts)
        return case.case_id

    def find(self, case_id: str) -> ModerationCase:
        """One case.

        Raises:
            CaseNotFoundError: there is none of this id.
        """
        case = self.get_many([case_id])
        if not case:
            raise CaseNotFoundError(
                f"There is no moderation case {case_id!r}.",
                fix="Take ids from GET /v1/moderation/cases or `shopguide moderation list`.",
                field="case_id",
            )
        return case[0]

    def get_many(self, case_ids: Sequence[str]) -> list[ModerationCase]:
        """Those of the cases that exist, in this order."""
        found = read_cases(self._records, case_ids)
        return [found[each] for each in case_ids if each in found]

    def change(
        self, case_id: str, step: Callable[[ModerationCase], ModerationCase]
    ) -> ModerationCase:
        """Apply `step` to a case as it stands; nobody else's change gets lost.

        What was verified, or is no more, is noted as unsettled until its passage says so too.

        Args:
            case_id: Which one.
            step: Gives the case as it should be; called again after somebody was faster. What it
                raises ends the change, and the same case changes nothing.

        Raises:
            CaseNotFoundError: there is none of this id.
            ConflictError: others changed it again and again meanwhile.
        """
        for _ in range(_ATTEMPTS):
            before = self.find(case_id)
            after = step(before)
            if after == before:
                return before
            after = replace(after, revision=before.revision + 1)
            if change_case(self._records, before, after, *_unsettled(before, after)):
                return after
        raise ConflictError(
            f"The moderation case {case_id!r} is being changed by others.",
            fix="Send the request again.",
            field="case_id",
        )

    def raise_to(self, case_id: str, reason: CaseReason, note: str = "") -> ModerationCase:
        """Give a case a reason, unless it has a more urgent one, and what a shopper said of it.

        Raises:
            CaseNotFoundError: there is none of this id.
            ConflictError: others changed it again and again meanwhile.
        """
        return self.change(case_id, lambda case: self._raised(case, reason, note))

    def _open(self, case: ModerationCase, *, counts: bool) -> None:
        for _ in range(_ATTEMPTS):
            there = self.get_many([case.case_id])
            if not there and create_case(self._records, case):
                return
            if there and self._ask_again(there[0], case, counts=counts):
                return

    def _ask_again(self, case: ModerationCase, as_new: ModerationCase, *, counts: bool) -> bool:
        """Count it and raise it; False where it was deleted meanwhile."""
        if counts or as_new.answer_id:
            last = as_new if as_new.answer_id else case
            answered = replace(
                case,
                answer_id=last.answer_id,
                answer_text=last.answer_text,
                closest=last.closest,
            )
            if not count_case(self._records, answered, more=1 if counts else 0):
                return False
        if self._raised(case, as_new.reason, as_new.note) != case:
            try:
                self.raise_to(case.case_id, as_new.reason, as_new.note)
            except CaseNotFoundError:
                return False
        return True

    def _raised(self, case: ModerationCase, reason: CaseReason, note: str) -> ModerationCase:
        if case.status is CaseStatus.OPEN:
            urgent = max(case.reason, reason, key=_URGENCY.index)
            return replace(case, reason=urgent, note=note or case.note)
        if case.status is CaseStatus.ANSWERED and reason is not CaseReason.ABSTAINED:
            return replace(
                case,
                status=CaseStatus.OPEN,
                reason=reason,
                note=note or case.note,
                changed_at=self._clock.now(),
                changed_by="",
            )
        return case


def _unsettled(before: ModerationCase, after: ModerationCase) -> list[Put]:
    """What says that a case's passage is not what the case says."""
    if (before.in_use, before.verified_text) == (after.in_use, after.verified_text):
        return []
    return [Put(Key(UNSETTLED_CASES, after.case_id), {})]


def stored_question(question: str) -> str:
    """A question as a case has it: without personal data, and cut to what is kept."""
    return redact(question).text.strip()[:MAX_TEXT]


def _new_case(
    question: str, language: str, product_id: str, reason: CaseReason, now: datetime
) -> ModerationCase:
    asked = stored_question(question)
    return ModerationCase(
        case_id=case_id_of(asked, product_id),
        status=CaseStatus.OPEN,
        reason=reason,
        question=asked,
        language=language or detect_language(asked),
        product_id=product_id,
        asked=1,
        answer_id="",
        answer_text="",
        verified_text="",
        verified_by="",
        product_fingerprint="",
        note="",
        opened_at=now,
        changed_at=now,
    )


def _answered(case: ModerationCase, kept: KeptAnswer) -> ModerationCase:
    return replace(case, answer_id=kept.answer_id, answer_text=kept.text, closest=kept.passages)
