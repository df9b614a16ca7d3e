"""Conversations are kept, are their shopper's alone, and never lose a turn to another."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.chat.conversations import IDLE, MAX_CHANGES, Conversations
from shopguide.chat.state import ConversationState
from shopguide.chat.turn import TurnIntent, TurnReply
from shopguide.domain.errors import ConversationChangedError, ConversationNotFoundError
from shopguide.domain.record_key import Key


def echo(state: ConversationState, text: str, _: str) -> TurnReply:
    after = replace(state, need=text, turn=state.turn + 1)
    return TurnReply(f"You said {text}", TurnIntent.SEARCH, after)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def records(clock: FixedClock) -> InMemoryRecordTable:
    return InMemoryRecordTable(clock)


@pytest.fixture
def conversations(records: InMemoryRecordTable, clock: FixedClock) -> Conversations:
    return Conversations(records, clock, echo)


def test_turn_leads_on_from_the_state_that_the_last_one_left(conversations: Conversations) -> None:
    begun = conversations.begin("anna")
    conversations.turn(begun.conversation_id, "a kettle", "anna")
    after, reply = conversations.turn(begun.conversation_id, "a red one", "anna")
    assert (after.state.need, after.state.turn, after.revision) == ("a red one", 2, 2)
    assert reply.text == "You said a red one"
    assert conversations.find(begun.conversation_id, "anna") == after


def test_what_was_said_is_kept_in_order_and_without_personal_data(
    conversations: Conversations,
) -> None:
    begun = conversations.begin()
    for text in ("hello", "write to anna@example.com"):
        conversations.turn(begun.conversation_id, text)
    said = [turn.said for turn in conversations.turns(begun.conversation_id)]
    assert said == ["hello", "write to [email]"]


@pytest.mark.parametrize("shopper", ["", "bert", "Anna"])
def test_nobody_else_finds_turns_edits_or_ends_a_conversation(
    conversations: Conversations, shopper: str
) -> None:
    name = conversations.begin("anna").conversation_id
    attempts: list[Callable[[], object]] = [
        lambda: conversations.find(name, shopper),
        lambda: conversations.turn(name, "hello", shopper),
        lambda: conversations.edit(name, lambda state: state, shopper),
        lambda: conversations.turns(name, shopper),
        lambda: conversations.end(name, shopper),
    ]
    for attempt in attempts:
        with pytest.raises(ConversationNotFoundError):
            attempt()
    assert conversations.find(name, "anna").revision == 0


def test_conversation_is_over_after_a_day_without_a_turn(
    conversations: Conversations, clock: FixedClock
) -> None:
    name = conversations.begin().conversation_id
    clock.advance(IDLE.total_seconds() - 1)
    conversations.turn(name, "still here")
    clock.advance(IDLE.total_seconds() - 1)
    assert conversations.find(name).state.need == "still here"
    clock.advance(1)
    with pytest.raises(ConversationNotFoundError):
        conversations.turn(name, "too late")


def test_of_two_turns_at_once_the_slower_changes_nothing(
    records: InMemoryRecordTable, clock: FixedClock
) -> None:
    fast = Conversations(records, clock, echo)

    def overtaken(state: ConversationState, text: str, shopper_id: str) -> TurnReply:
        fast.turn(name, "fast")
        return echo(state, text, shopper_id)

    name = fast.begin().conversation_id
    with pytest.raises(ConversationChangedError):
        Conversations(records, clock, overtaken).turn(name, "slow")
    assert fast.find(name).state.need == "fast"
    assert [turn.said for turn in fast.turns(name)] == ["fast"]


@pytest.mark.parametrize("turns_meanwhile", [0, 1, 2])
def test_turn_on_its_way_does_not_bring_back_a_conversation_that_was_ended(
    records: InMemoryRecordTable, clock: FixedClock, turns_meanwhile: int
) -> None:
    fast = Conversations(records, clock, echo)

    def overtaken(state: ConversationState, text: str, shopper_id: str) -> TurnReply:
        for _ in range(turns_meanwhile):
            fast.turn(name, "fast")
        fast.end(name)
        return echo(state, text, shopper_id)

    name = fast.begin().conversation_id
    with pytest.raises(ConversationNotFoundError):
        Conversations(records, clock, overtaken).turn(name, "slow")
    assert list(records.query(f"conversation#{name}")) == []


def test_turn_that_is_kept_while_its_conversation_is_ended_goes_with_it(clock: FixedClock) -> None:
    class Busy(InMemoryRecordTable):
        """Another turn is kept between any reading of all and the deletion of what was read."""

        def delete(self, keys: Sequence[Key]) -> None:
            with suppress(ConversationNotFoundError):
                conversations.turn(name, "meanwhile")
            super().delete(keys)

    records = Busy(clock)
    conversations = Conversations(records, clock, echo)
    name = conversations.begin().conversation_id
    conversations.end(name)
    assert list(records.query(f"conversation#{name}")) == []


def test_edit_from_an_older_revision_is_refused(conversations: Conversations) -> None:
    name = conversations.begin().conversation_id
    conversations.turn(name, "a kettle")
    with pytest.raises(ConversationChangedError):
        conversations.edit(name, lambda state: replace(state, need="a pan"), revision=0)
    after = conversations.edit(name, lambda state: replace(state, need="a pan"), revision=1)
    assert (after.state.need, after.revision) == ("a pan", 2)
    assert len(conversations.turns(name)) == 1


def test_nothing_is_kept_of_a_conversation_that_was_ended(
    conversations: Conversations, records: InMemoryRecordTable
) -> None:
    name = conversations.begin("anna").conversation_id
    conversations.turn(name, "a kettle", "anna")
    conversations.end(name, "anna")
    assert list(records.query(f"conversation#{name}")) == []
    with pytest.raises(ConversationNotFoundError):
        conversations.find(name, "anna")


def test_conversation_does_not_grow_for_ever(conversations: Conversations) -> None:
    name = conversations.begin().conversation_id
    for _ in range(MAX_CHANGES):
        conversations.turn(name, "again")
    with pytest.raises(ConversationChangedError, match="Begin another"):
        conversations.turn(name, "again")
