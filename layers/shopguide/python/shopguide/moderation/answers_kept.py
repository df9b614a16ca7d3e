"""Answers, kept for a while so that shoppers can say what they think of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from shopguide.domain.answer import Answer
from shopguide.domain.errors import AnswerNotFoundError
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.moderation import KeptAnswer
from shopguide.domain.passage import Passage, passage_from_json, passage_to_json
from shopguide.domain.record_key import answer_key, answer_totals_key
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Increment, Put, RecordTable
from shopguide.text.safety.personal_data import redact

KEPT = timedelta(days=30)
"""How long an answer can be given feedback."""

MAX_TEXT = 4_000
"""Characters of an answer, or of a question, that are kept."""

MAX_PASSAGES = 3
MAX_PASSAGE_TEXT = 1_000
"""How many passages are kept with an answer, and how many characters of each."""


class AnswersKept:
    """Keeps answers for `KEPT`, without personal data and without a word on who asked."""

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def keep(self, answer: Answer) -> None:
        """Remember an answer or an abstention, and count it; what is kept already stays."""
        kept = kept_answer(answer, self._clock.now())
        counted = {"answers": 1.0, "abstained": 1.0 if kept.abstained else 0.0}
        self._records.write_groups(
            [
                [
                    Put(
                        answer_key(kept.answer_id),
                        _to_json(kept),
                        if_absent=True,
                        expires_at=expiry_of(kept.answered_at),
                    ),
                    Increment(answer_totals_key(kept.answer_id, kept.kind), counted),
                ]
            ]
        )

    def get(self, answer_id: str) -> KeptAnswer:
        """An answer of the last 30 days.

        Raises:
            AnswerNotFoundError: there is none of this id, or none any more.
        """
        record = self._records.get(answer_key(answer_id))
        if record is None:
            raise AnswerNotFoundError(
                f"There is no answer {answer_id!r}, or none any more.",
                fix=f"Send the `answer_id` of an answer of the last {KEPT.days} days.",
                field="answer_id",
            )
        return _from_json(answer_id, record)


def expiry_of(answered_at: datetime) -> int:
    """When an answer is forgotten, in seconds since the epoch."""
    return int((answered_at + KEPT).timestamp())


def kept_answer(answer: Answer, now: datetime) -> KeptAnswer:
    """What is kept of an answer; `now` is when it was given where it does not say."""
    return KeptAnswer(
        answer_id=answer.answer_id,
        question=redact(answer.question).text[:MAX_TEXT],
        language=answer.language,
        product_id=answer.product_id,
        kind="" if answer.kind is None else answer.kind.value,
        text=redact(answer.text).text[:MAX_TEXT],
        abstained=answer.abstained,
        composed_by=answer.composed_by.value,
        passages=shortened(_passages(answer)),
        case_id=answer.case_id,
        answered_at=(answer.answered_at or now).astimezone(UTC),
    )


def shortened(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The first few passages, each once, their texts cut to what is kept."""
    first = list({each.passage_id: each for each in passages}.values())[:MAX_PASSAGES]
    return tuple(replace(each, text=each.text[:MAX_PASSAGE_TEXT]) for each in first)


def passages_to_json(passages: Sequence[Passage]) -> list[JsonValue]:
    """Passages as a JSON array; `passages_from_json` reads it back."""
    return [passage_to_json(each) for each in passages]


def passages_from_json(value: JsonValue) -> tuple[Passage, ...]:
    """Read what `passages_to_json` wrote; nothing is no passages."""
    return tuple(map(passage_from_json, cast("Sequence[JsonObject]", value or ())))


def _passages(answer: Answer) -> list[Passage]:
    cited = [citation.passage for part in (answer, *answer.parts) for citation in part.citations]
    return cited or [each for part in (answer, *answer.parts) for each in part.closest]


def _to_json(kept: KeptAnswer) -> JsonObject:
    return {
        "question": kept.question,
        "language": kept.language,
        "product_id": kept.product_id,
        "kind": kept.kind,
        "text": kept.text,
        "abstained": kept.abstained,
        "composed_by": kept.composed_by,
        "passages": passages_to_json(kept.passages),
        "case_id": kept.case_id,
        "answered_at": kept.answered_at.isoformat(),
    }


def _from_json(answer_id: str, record: JsonObject) -> KeptAnswer:
    return KeptAnswer(
        answer_id=answer_id,
        question=str(record["question"]),
        language=str(record["language"]),
        product_id=str(record["product_id"]),
        kind=str(record["kind"]),
        text=str(record["text"]),
        abstained=bool(record["abstained"]),
        composed_by=str(record["composed_by"]),
        passages=passages_from_json(record.get("passages")),
        case_id=str(record["case_id"]),
        answered_at=datetime.fromisoformat(str(record["answered_at"])),
    )
