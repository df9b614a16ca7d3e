"""Conversations: begun, continued, read, edited and ended by the shopper whose they are."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias, cast

from shopguide.chat.state import ConversationState, state_from_json, state_to_json
from shopguide.chat.turn import TurnReply
from shopguide.domain.errors import (
    ConversationChangedError,
    ConversationNotFoundError,
    UnavailableError,
)
from shopguide.domain.journal import utc_text
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import (
    Key,
    conversation_change_key,
    conversation_key,
    conversations_of_partition,
)
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Put, RecordTable
from shopguide.text.safety.personal_data import redact

IDLE = timedelta(hours=24)
"""A conversation is over when nothing has happened in it for so long."""

MAX_CHANGES = 500
"""Turns and edits of one conversation; a shopper who goes on begins another one."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it stands.

    Attributes:
        conversation_id: 32 hex digits that nobody can guess.
        shopper_id: Whose it is, empty for whoever knows the id.
        state: What it has come to.
        revision: Raised by each turn and each edit.
        changed_at: Of the last one, UTC.
        begun_at: When it was begun, UTC.
    """

    conversation_id: str
    shopper_id: str
    state: ConversationState
    revision: int
    changed_at: datetime
    begun_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When it is over if nothing more happens."""
        return self.changed_at + IDLE


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """What was said in one turn, personal data left out."""

    said: str
    reply: str
    intent: str
    at: datetime


TakeTurn: TypeAlias = Callable[[ConversationState, str, str], TurnReply]
"""What happens in a turn, from the state, the text and the shopper's id: `Dialogue.turn`."""


class Conversations:
    """Keeps conversations; what happens in a turn is another's.

    Args:
        records: Holds them for `IDLE` after their last change.
        clock: Says when that was.
        take_turn: Answers turns.
        new_id: Makes ids.
    """

    def __init__(
        self,
        records: RecordTable,
        clock: Clock,
        take_turn: TakeTurn,
        new_id: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._records = records
        self._clock = clock
        self._take_turn = take_turn
        self._new_id = new_id

    def begin(self, shopper_id: str = "", language: str = "") -> Conversation:
        """A new conversation; without a shopper it belongs to whoever knows its id."""
        state = ConversationState(language=language)
        now = self._clock.now()
        begun = Conversation(self._new_id(), shopper_id, state, 0, now, now)
        key = conversation_key(begun.conversation_id)
        kept = Put(key, _to_json(begun), expires_at=_expiry(begun))
        self._records.write_groups([[kept, *_place(begun)]])
        return begun

    def find(self, conversation_id: str, shopper_id: str = "") -> Conversation:
        """A conversation of this shopper.

        Raises:
            ConversationNotFoundError: there is none, it is over, or it is somebody else's; which of
                them is not told.
        """
        record = self._records.get(conversation_key(conversation_id))
        if record is not None:
            found = _from_json(conversation_id, record)
            if found.shopper_id == shopper_id and self._clock.now() < found.expires_at:
                return found
        raise ConversationNotFoundError(
            "There is no such conversation of this shopper.",
            fix="Begin one with POST /v1/conversations; after 24 hours without a turn it is over.",
            field="conversation_id",
        )

    def turn(
        self, conversation_id: str, text: str, shopper_id: str = ""
    ) -> tuple[Conversation, TurnReply]:
        """Say something in a conversation.

        Raises:
            ConversationNotFoundError: as `find`.
            ConversationChangedError: another turn or edit was faster, or there were too many.
            InvalidParameterError: the text is empty or too long.
        """
        before = self.find(conversation_id, shopper_id)
        reply = self._take_turn(before.state, text, shopper_id)
        said: JsonObject = {
            "said": redact(text).text,
            "reply": reply.text,
            "intent": reply.intent.value,
        }
        return self._change(before, reply.state, said), reply

    def edit(
        self,
        conversation_id: str,
        change: Callable[[ConversationState], ConversationState],
        shopper_id: str = "",
        revision: int | None = None,
    ) -> Conversation:
        """Change the state; `revision` is the one that the change was made from, None for any.

        Raises:
            ConversationNotFoundError: as `find`.
            ConversationChangedError: it has another revision by now.
        """
        before = self.find(conversation_id, shopper_id)
        if revision is not None and revision != before.revision:
            raise _changed()
        return self._change(before, change(before.state), {})

    def turns(self, conversation_id: str, shopper_id: str = "") -> Sequence[KeptTurn]:
        """What was said so far, in order; edits are left out.

        Raises:
            ConversationNotFoundError: as `find`.
        """
        self.find(conversation_id, shopper_id)
        first = conversation_change_key(conversation_id, 0)
        kept = self._records.query(first.partition, sort_prefix="change#")
        return [_turn(record) for _, record in kept if "said" in record]

    def end(self, conversation_id: str, shopper_id: str = "") -> None:
        """Delete a conversation and all that was said in it.

        Raises:
            ConversationNotFoundError: as `find`.
        """
        self.find(conversation_id, shopper_id)
        state = conversation_key(conversation_id)
        kept = [key for key, _ in self._records.query(state.partition)]
        kept += [Key(conversations_of_partition(shopper_id), conversation_id)] if shopper_id else []
        # The state goes last, so that who was told of a failure can ask again; no turn is kept
        # without it, so what came meanwhile is all that is left.
        self._records.delete([key for key in kept if key != state])
        self._records.delete([state])
        with suppress(UnavailableError):  # then it expires by itself
            late = [key for key, _ in self._records.query(state.partition)]
            self._records.delete(late)

    def _change(
        self, before: Conversation, state: ConversationState, said: JsonObject
    ) -> Conversation:
        """Store the next revision, unless there is one already: no turn overwrites another.

        Nor does a turn that was on its way bring back a conversation that was ended.
        """
        if before.revision >= MAX_CHANGES:
            raise ConversationChangedError(
                f"This conversation has had {MAX_CHANGES} turns and edits.",
                fix="Begin another one with POST /v1/conversations.",
                field="conversation_id",
            )
        now = self._clock.now()
        after = replace(before, state=state, revision=before.revision + 1, changed_at=now)
        key = conversation_change_key(before.conversation_id, after.revision)
        change: JsonObject = {**said, "at": now.isoformat()}
        done = self._records.write_groups(
            [
                [
                    Put(key, change, if_absent=True, expires_at=_expiry(after)),
                    Put(
                        conversation_key(after.conversation_id),
                        _to_json(after),
                        expires_at=_expiry(after),
                        expected={"revision": before.revision},
                    ),
                    *_place(after),
                ]
            ]
        )
        if not all(done):
            self.find(before.conversation_id, before.shopper_id)
            raise _changed()
        return after


def _changed() -> ConversationChangedError:
    return ConversationChangedError(
        "Another turn or change of this conversation was faster.",
        fix="Read its state again, and send one turn at a time.",
        field="conversation_id",
    )


def _expiry(conversation: Conversation) -> int:
    return int(conversation.expires_at.timestamp()) + 1


def _place(conversation: Conversation) -> tuple[Put, ...]:
    """Its place in its shopper's list, by which it is found when the shopper is forgotten."""
    if not conversation.shopper_id:
        return ()
    key = Key(conversations_of_partition(conversation.shopper_id), conversation.conversation_id)
    begun: JsonObject = {"begun_at": utc_text(conversation.begun_at)}
    return (Put(key, begun, expires_at=_expiry(conversation)),)


def _to_json(conversation: Conversation) -> JsonObject:
    return {
        "shopper": conversation.shopper_id,
        "state": state_to_json(conversation.state),
        "revision": conversation.revision,
        "changed_at": conversation.changed_at.isoformat(),
        "begun_at": conversation.begun_at.isoformat(),
    }


def _from_json(conversation_id: str, record: JsonObject) -> Conversation:
    return Conversation(
        conversation_id=conversation_id,
        shopper_id=str(record["shopper"]),
        state=state_from_json(cast("JsonObject", record["state"])),
        revision=int(cast("int", record["revision"])),
        changed_at=datetime.fromisoformat(str(record["changed_at"])),
        # One from before this was kept begins with its last change.
        begun_at=datetime.fromisoformat(str(record.get("begun_at", record["changed_at"]))),
    )


def _turn(record: JsonObject) -> KeptTurn:
    return KeptTurn(
        said=str(record["said"]),
        reply=str(record["reply"]),
        intent=str(record["intent"]),
        at=datetime.fromisoformat(str(record["at"])),
    )
