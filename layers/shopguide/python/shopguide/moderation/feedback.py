"""What shoppers think of answers, and of abstentions."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from shopguide.domain.errors import CaseNotFoundError, ConflictError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.moderation import CaseReason, KeptAnswer, Rating
from shopguide.domain.record_key import answer_totals_key, passage_votes_key, votes_key
from shopguide.moderation.answers_kept import AnswersKept, expiry_of
from shopguide.moderation.cases import ModerationCases
from shopguide.moderation.checks import remark
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Increment, Put, RecordTable, Write

_ATTEMPTS = 8
_ANYBODY = "anybody"
_VOTER_BYTES = 12

MAX_VOTES = 20
"""How often one shopper can change their mind about one answer."""


@dataclass(frozen=True, slots=True)
class FeedbackReceipt:
    """What became of a shopper's feedback.

    Attributes:
        answer_id: Which answer it is about.
        rating: What counts now.
        up: How many shoppers liked the answer.
        down: How many disliked it.
        case_id: The case that people will look at, empty where nobody disliked it.
    """

    answer_id: str
    rating: Rating
    up: int
    down: int
    case_id: str


@dataclass(frozen=True, slots=True)
class _Vote:
    """What one shopper last said of an answer; `number` counts how often they said something."""

    rating: Rating
    number: int
    was_down: bool


class FeedbackService:
    """Takes feedback on the answers of the last 30 days.

    Args:
        records: Keep the votes, as long as the answer.
        kept: Has the answers.
        cases: Open for what was disliked.
        clock: Says when the votes came.
    """

    def __init__(
        self, records: RecordTable, kept: AnswersKept, cases: ModerationCases, clock: Clock
    ) -> None:
        self._records = records
        self._kept = kept
        self._cases = cases
        self._clock = clock

    def give(
        self, answer_id: str, rating: Rating, comment: str = "", shopper_id: str = ""
    ) -> FeedbackReceipt:
        """Say what a shopper thinks of an answer; of what one of them says the last counts.

        A dislike opens a moderation case, or raises the one that there is. Nothing tells a case who
        the shopper was.

        Args:
            answer_id: The answer, or the abstention.
            rating: What they think.
            comment: Why; personal data are taken out, and what is too long is cut off.
            shopper_id: Account or session; without one, all who know the answer are one voice.

        Raises:
            AnswerNotFoundError: there is no such answer, or none any more.
            ConflictError: they changed their mind more than `MAX_VOTES` times.
        """
        kept = self._kept.get(answer_id)
        note = remark(comment)
        voter = _voter(shopper_id)
        before = self._vote(kept, voter, rating, note)
        case_id = kept.case_id
        if rating is Rating.DOWN:
            first = before is None or not before.was_down
            case_id = self._report(kept, note, is_first=first)
        votes = self._votes(answer_id).values()
        return FeedbackReceipt(
            answer_id=answer_id,
            rating=rating,
            up=sum(vote.rating is Rating.UP for vote in votes),
            down=sum(vote.rating is Rating.DOWN for vote in votes),
            case_id=case_id,
        )

    def _vote(self, kept: KeptAnswer, voter: str, rating: Rating, note: str) -> _Vote | None:
        """Let a vote count; the one before it."""
        for _ in range(_ATTEMPTS):
            before = self._votes(kept.answer_id).get(voter)
            number = before.number + 1 if before else 1
            if number > MAX_VOTES:
                break
            record: JsonObject = {
                "rating": rating.value,
                "comment": note,
                "was_down": rating is Rating.DOWN or bool(before and before.was_down),
                "at": self._clock.now().isoformat(),
            }
            key = votes_key(kept.answer_id, voter, number)
            put = Put(key, record, if_absent=True, expires_at=expiry_of(kept.answered_at))
            counted = _counted(kept, before.rating if before else None, rating)
            if self._records.write_groups([[put, *counted]])[0]:
                return before
        raise ConflictError(
            "This shopper has rated this answer again and again.",
            fix=f"One shopper can change their mind {MAX_VOTES} times.",
            field="answer_id",
        )

    def _report(self, kept: KeptAnswer, note: str, *, is_first: bool) -> str:
        """Tell people of a disliked answer; the case's id."""
        if kept.case_id:
            with suppress(CaseNotFoundError):  # deleted since: it is opened anew
                self._cases.raise_to(kept.case_id, CaseReason.DISLIKED, note)
                return kept.case_id
        return self._cases.open_disliked(kept, note, counts=is_first)

    def _votes(self, answer_id: str) -> dict[str, _Vote]:
        """The last vote of every voter."""
        partition = votes_key(answer_id, "", 0).partition
        votes = {}
        for key, record in self._records.query(partition, sort_prefix="vote#"):
            _, voter, number = key.sort.split("#")
            rating = Rating(str(record["rating"]))
            votes[voter] = _Vote(rating, int(number), bool(record["was_down"]))
        return votes


class PassageVotes:
    """How often answers that cite passages were liked."""

    def __init__(self, records: RecordTable) -> None:
        self._records = records

    def of(self, passage_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Thumbs up and down of each passage, by id."""
        keys = {each: passage_votes_key(each) for each in passage_ids}
        found = self._records.get_many(list(keys.values()))
        return {each: _up_and_down(found.get(key, {})) for each, key in keys.items()}


def _up_and_down(record: JsonObject) -> tuple[int, int]:
    return (
        int(cast("float", record.get("up", 0))),
        int(cast("float", record.get("down", 0))),
    )


def _counted(kept: KeptAnswer, before: Rating | None, now: Rating) -> list[Write]:
    """What a vote adds to the counts, and takes off where it was another one before."""
    if before is now:
        return []
    amounts = {now.value: 1.0} | ({} if before is None else {before.value: -1.0})
    prefix = "abstained_" if kept.abstained else ""
    totals = {f"{prefix}{name}": amount for name, amount in amounts.items()}
    writes: list[Write] = [Increment(answer_totals_key(kept.answer_id, kept.kind), totals)]
    if not kept.abstained:
        writes += [Increment(passage_votes_key(each.passage_id), amounts) for each in kept.passages]
    return writes


def _voter(shopper_id: str) -> str:
    """A shopper as votes know them: the same one again, and not who they are."""
    if not shopper_id:
        return _ANYBODY
    return hashlib.blake2b(shopper_id.encode(), digest_size=_VOTER_BYTES).hexdigest()
