"""The queue of questions that people should look at."""

from dataclasses import replace

from shopguide.domain.answer import Answer
from shopguide.domain.errors import CaseNotFoundError, ConflictError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.moderation import CaseReason, CaseStatus, ModerationCase
from shopguide.domain.record_key import case_asked_key, cases_asked_key
from shopguide.moderation.answers_kept import MAX_TEXT, kept_answer, passages_to_json
from shopguide.moderation.case_records import (
    case_id_of,
    change_case,
    create_case,
    places,
    read_cases,
)
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.text.language import detect_language
from shopguide.text.safety.personal_data import redact

_ATTEMPTS = 8
"""How often a change is tried again that another one overtook."""

_URGENCY = (CaseReason.ABSTAINED, CaseReason.STALE, CaseReason.DISLIKED, CaseReason.HAND_OVER)
"""A case is raised to a later one of these reasons, and never goes back by itself."""


class ModerationCases:
    """Opens cases and counts how often they are asked.

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

        An open case is raised to a more urgent reason; one that people have dealt with stays so,
        unless its answer was disliked or a person is asked for.

        Args:
            question: What was asked; personal data are taken out of it here.
            language: ``zh`` or ``en``, empty to find out from the text.
            product_id: What it is about, empty for the shop.
            reason: Why people should look at it.
            answer: What the shopper was answered.

        Returns:
            The id of the case.
        """
        asked = redact(question).text.strip()[:MAX_TEXT]
        case = self._new(asked, language or detect_language(asked), product_id, reason)
        if not create_case(self._records, case):
            self._count(case.case_id)
            self.raise_to(case.case_id, reason)
        if answer is not None:
            self._records.update(case_asked_key(case.case_id), self._last_answer(answer))
        return case.case_id

    def find(self, case_id: str) -> ModerationCase:
        """One case.

        Raises:
            CaseNotFoundError: there is none of this id.
        """
        case = read_cases(self._records, [case_id]).get(case_id)
        if case is None:
            raise CaseNotFoundError(
                f"There is no moderation case {case_id!r}.",
                fix="Take ids from GET /v1/moderation/cases or `shopguide moderation list`.",
                field="case_id",
            )
        return case

    def raise_to(self, case_id: str, reason: CaseReason, note: str = "") -> ModerationCase:
        """Give a case a reason, unless it has a more urgent one, and what a shopper said of it.

        Raises:
            CaseNotFoundError: there is none of this id.
            ConflictError: others changed it again and again meanwhile.
        """
        for _ in range(_ATTEMPTS):
            before = self.find(case_id)
            after = self._raised(before, reason, note)
            if after == before:
                return before
            after = replace(after, revision=before.revision + 1)
            if change_case(self._records, before, after):
                return after
        raise ConflictError(
            f"The moderation case {case_id!r} is being changed by others.",
            fix="Send the request again.",
            field="case_id",
        )

    def _raised(self, case: ModerationCase, reason: CaseReason, note: str) -> ModerationCase:
        case = replace(case, note=note or case.note)
        if case.status is CaseStatus.OPEN:
            return replace(case, reason=max(case.reason, reason, key=_URGENCY.index))
        if case.status is CaseStatus.ANSWERED and reason is not CaseReason.ABSTAINED:
            return replace(
                case,
                status=CaseStatus.OPEN,
                reason=reason,
                changed_at=self._clock.now(),
                changed_by="",
            )
        return case

    def _count(self, case_id: str) -> None:
        asked = int(self._records.increment(case_asked_key(case_id), {"asked": 1})["asked"])
        case = replace(self.find(case_id), asked=asked)
        place = next(each for each in places(case) if each.key.partition.endswith("#asked"))
        self._records.put(place.key, place.record)
        self._records.delete([cases_asked_key(case.status, asked - 1, case_id)])

    def _new(
        self, question: str, language: str, product_id: str, reason: CaseReason
    ) -> ModerationCase:
        now = self._clock.now()
        return ModerationCase(
            case_id=case_id_of(question, product_id),
            status=CaseStatus.OPEN,
            reason=reason,
            question=question,
            language=language,
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

    def _last_answer(self, answer: Answer) -> JsonObject:
        kept = kept_answer(answer, self._clock.now())
        return {
            "answer_id": kept.answer_id,
            "answer_text": kept.text,
            "closest": passages_to_json(kept.passages),
        }
