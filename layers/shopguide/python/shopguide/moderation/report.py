"""How the queue and the answers do, in figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from typing import cast

from shopguide.domain.json_value import JsonObject
from shopguide.domain.moderation import CaseReason, CaseStatus, ModerationCase
from shopguide.domain.record_key import (
    ANSWER_TOTAL_SHARDS,
    VERIFIED_CASES,
    answer_totals_partition,
)
from shopguide.moderation.case_lists import MAX_COUNTED, CaseLists, CaseOrder, CaseQuery
from shopguide.ports.record_table import RecordTable

_MOST_ASKED = 10
_LAST_ANSWERED = 1_000
_COUNTS = ("answers", "abstained", "up", "down", "abstained_up", "abstained_down")


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Answers to questions of one kind.

    Attributes:
        answers: How many there were, abstentions too.
        abstained: How many of them were abstentions.
        up: Thumbs up on answers.
        down: Thumbs down on answers.
        abstained_up: Thumbs up on abstentions.
        abstained_down: Thumbs down on abstentions.
    """

    answers: int = 0
    abstained: int = 0
    up: int = 0
    down: int = 0
    abstained_up: int = 0
    abstained_down: int = 0

    @property
    def up_share(self) -> float | None:
        """Of all the answers and abstentions that were rated; None where none was."""
        up, down = self.up + self.abstained_up, self.down + self.abstained_down
        return up / (up + down) if up + down > 0 else None


@dataclass(frozen=True, slots=True)
class ModerationReport:
    """The state of the queue, and what shoppers thought of the answers.

    Attributes:
        cases: How many there are of each status, at most `MAX_COUNTED`.
        open_by_reason: Why the open ones are.
        verified: Verified answers in use.
        most_asked: The open cases that were asked most.
        median_seconds_to_answer: Over the last thousand answered cases; None without any.
        answers: Figures by kind of question.
    """

    cases: Mapping[CaseStatus, int]
    open_by_reason: Mapping[CaseReason, int]
    verified: int
    most_asked: Sequence[ModerationCase]
    median_seconds_to_answer: float | None
    answers: Mapping[str, KindFigures] = field(default_factory=dict)


class ModerationReports:
    """Counts; it reads the lists of cases and the totals of answers, and nothing else."""

    def __init__(self, records: RecordTable, lists: CaseLists) -> None:
        self._records = records
        self._lists = lists

    def report(self) -> ModerationReport:
        """The figures of this moment."""
        counts = {status: self._lists.count(status) for status in CaseStatus}
        most_asked = self._lists.cases(CaseQuery(order=CaseOrder.MOST_ASKED))
        return ModerationReport(
            cases={status: count.total() for status, count in counts.items()},
            open_by_reason={reason: counts[CaseStatus.OPEN][reason] for reason in CaseReason},
            verified=sum(1 for _ in islice(self._records.query(VERIFIED_CASES), MAX_COUNTED)),
            most_asked=list(islice(most_asked, _MOST_ASKED)),
            median_seconds_to_answer=_median_seconds(self._last_answered()),
            answers=self._answers(),
        )

    def _last_answered(self) -> list[ModerationCase]:
        answered = self._lists.cases(CaseQuery(CaseStatus.ANSWERED))
        return list(islice(answered, _LAST_ANSWERED))

    def _answers(self) -> dict[str, KindFigures]:
        totals: dict[str, dict[str, int]] = {}
        for shard in range(ANSWER_TOTAL_SHARDS):
            for key, record in self._records.query(answer_totals_partition(shard)):
                of_kind = totals.setdefault(key.sort, dict.fromkeys(_COUNTS, 0))
                for name in _COUNTS:
                    of_kind[name] += _count(record, name)
        return {kind: KindFigures(**totals[kind]) for kind in sorted(totals)}


def _median_seconds(answered: Sequence[ModerationCase]) -> float | None:
    seconds = [case.waited_seconds for case in answered]
    return median(seconds) if seconds else None


def _count(record: JsonObject, name: str) -> int:
    return int(cast("float", record.get(name, 0)))
