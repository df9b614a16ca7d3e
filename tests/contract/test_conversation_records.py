"""Conversations, drafts and kept answers over every record table: one wins, the largest fits."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.chat.conversations import IDLE, Conversations
from shopguide.chat.state import ConversationState
from shopguide.chat.turn import TurnIntent, TurnReply
from shopguide.copywriting.drafts import KEPT_FOR, Drafts
from shopguide.domain.answer import Answer, Citation, ComposedBy
from shopguide.domain.copy_draft import CopyDraft, CopyKind, CopyRequest, DraftStatus
from shopguide.domain.errors import (
    ConversationChangedError,
    ConversationNotFoundError,
    DraftDecidedError,
    DraftNotFoundError,
)
from shopguide.domain.passage import Passage, PassageKind
from shopguide.moderation.answers_kept import MAX_PASSAGES, AnswersKept
from shopguide.ports.record_table import RecordTable

LONGEST = "🎧" * 1_000


def echo(state: ConversationState, text: str, _: str) -> TurnReply:
    return TurnReply(text * 4, TurnIntent.SEARCH, replace(state, need=text, turn=state.turn + 1))


def draft(draft_id: str, clock: FixedClock) -> CopyDraft:
    asked = CopyRequest("p1", CopyKind.AD, language="en")
    now = clock.now().isoformat()
    return CopyDraft(draft_id, asked, [draft_id], [], [], "template", DraftStatus.DRAFT, "f", now)


def test_turns_at_once_each_count_or_are_told_to_come_again(
    table: RecordTable, clock: FixedClock
) -> None:
    conversations = Conversations(table, clock, echo)
    name = conversations.begin("anna").conversation_id

    def say(number: int) -> str:
        try:
            conversations.turn(name, f"turn {number}", "anna")
        except ConversationChangedError:
            return ""
        return f"turn {number}"

    with ThreadPoolExecutor(6) as threads:
        said = sorted(filter(None, threads.map(say, range(24))))
    found = conversations.find(name, "anna")
    kept = [turn.said for turn in conversations.turns(name, "anna")]
    assert sorted(kept) == said
    assert found.revision == found.state.turn == len(said) > 0
    assert found.state.need == kept[-1]


def test_ended_conversation_stays_ended_whoever_talks_meanwhile(
    table: RecordTable, clock: FixedClock
) -> None:
    conversations = Conversations(table, clock, echo)
    name = conversations.begin().conversation_id

    def overtaken(state: ConversationState, text: str, shopper_id: str) -> TurnReply:
        conversations.end(name)
        return echo(state, text, shopper_id)

    with pytest.raises(ConversationNotFoundError):
        Conversations(table, clock, overtaken).turn(name, "late")
    assert list(table.query(f"conversation#{name}")) == []


def test_long_turns_are_kept_for_a_day(table: RecordTable, clock: FixedClock) -> None:
    conversations = Conversations(table, clock, echo)
    name = conversations.begin().conversation_id
    for _ in range(30):
        conversations.turn(name, LONGEST)
    assert [turn.said for turn in conversations.turns(name)] == [LONGEST] * 30
    clock.advance(IDLE.total_seconds())
    with pytest.raises(ConversationNotFoundError):
        conversations.turn(name, "too late")


def test_of_those_who_decide_about_a_draft_at_once_one_side_wins(
    table: RecordTable, clock: FixedClock
) -> None:
    drafts = Drafts(table, clock)
    drafts.keep(draft("d1", clock))

    def decide(number: int) -> str:
        status = (DraftStatus.APPROVED, DraftStatus.REJECTED)[number % 2]
        try:
            return drafts.decide(draft("d1", clock), status, f"{number}").decided_by
        except DraftDecidedError:
            return ""

    with ThreadPoolExecutor(6) as threads:
        (winner,) = set(filter(None, threads.map(decide, range(12))))
    is_approved = int(winner) % 2 == 0
    assert drafts.get("d1").decided_by == winner
    assert [each.draft_id for each in drafts.approved("p1")] == ["d1"] * is_approved


def test_draft_is_forgotten_and_what_was_approved_stays(
    table: RecordTable, clock: FixedClock
) -> None:
    drafts = Drafts(table, clock)
    drafts.keep(draft("d1", clock))
    clock.advance(KEPT_FOR.total_seconds() / 2)
    drafts.decide(drafts.get("d1"), DraftStatus.APPROVED, "Mei")
    clock.advance(KEPT_FOR.total_seconds() / 2)
    with pytest.raises(DraftNotFoundError):
        drafts.get("d1")
    assert drafts.recent(None, 10) == []
    assert [each.draft_id for each in drafts.approved("p1")] == ["d1"]


def test_longest_answer_with_sixty_citations_is_kept_cut(
    table: RecordTable, clock: FixedClock
) -> None:
    passages = [
        Passage(f"review:{number}", PassageKind.REVIEW, LONGEST * 20, "p1") for number in range(60)
    ]
    citations = tuple(Citation(number, each, 1.0) for number, each in enumerate(passages))
    text = LONGEST * 60
    answer = Answer("a1", LONGEST, text, False, 0.9, ComposedBy.EXTRACTION, "en", "p1", citations)
    kept = AnswersKept(table, clock)
    kept.keep(answer)
    assert len(kept.get("a1").passages) == MAX_PASSAGES
