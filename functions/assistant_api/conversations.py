"""Conversations: begun, continued, read, edited and ended by the shopper whose they are."""

import time
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.schemas.conversation import (
    BegunResponse,
    ConversationBegin,
    ConversationResponse,
    EndedResponse,
    KeptTurnView,
    TurnRequest,
    TurnResponse,
)
from shopguide.api.schemas.conversation_state import (
    StateChange,
    StateResponse,
    WhoseConversation,
)
from shopguide.api.schemas.request import Identifier, NoParameters
from shopguide.bootstrap import container, with_live_encoder
from shopguide.domain.errors import ShopGuideError

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])

ConversationId = Annotated[Identifier, Path(description="As it was named when it began.")]
Whose = Annotated[WhoseConversation, Query()]
Nothing = Annotated[NoParameters, Query()]


@router.post("", status_code=201)
def begin_conversation(request: ConversationBegin, _: Nothing) -> BegunResponse:
    """Begin a conversation, with its first turn if something is said."""
    shopper_id = request.shopper_id or ""
    conversations = container().conversations
    begun = conversations.begin(shopper_id, request.language or "")
    reply = None
    if request.text is not None:
        try:
            reply = _turn(begun.conversation_id, request.text, shopper_id)
            begun = conversations.find(begun.conversation_id, shopper_id)
        except ShopGuideError:  # nobody is told its id
            with suppress(ShopGuideError):
                conversations.end(begun.conversation_id, shopper_id)
            raise
    return BegunResponse(**dict(StateResponse.of(begun)), reply=reply)


@router.post("/{conversation_id}/turns")
def conversation_turn(
    conversation_id: ConversationId, request: TurnRequest, _: Nothing
) -> TurnResponse:
    """Say something; the reply shows products, an answer with citations, or a comparison."""
    return _turn(conversation_id, request.text, request.shopper_id or "")


@router.get("/{conversation_id}/state")
def conversation_state(conversation_id: ConversationId, whose: Whose) -> StateResponse:
    """What the conversation has come to."""
    return StateResponse.of(container().conversations.find(conversation_id, whose.shopper_id or ""))


@router.patch("/{conversation_id}/state")
def change_conversation_state(
    conversation_id: ConversationId, change: StateChange, _: Nothing
) -> StateResponse:
    """Change what the conversation has come to: members that are sent take the old ones' place."""
    return StateResponse.of(
        container().conversations.edit(
            conversation_id, change.apply, change.shopper_id or "", change.revision
        )
    )


@router.get("/{conversation_id}")
def conversation(conversation_id: ConversationId, whose: Whose) -> ConversationResponse:
    """A conversation with all that was said in it."""
    shopper_id = whose.shopper_id or ""
    found = container().conversations.find(conversation_id, shopper_id)
    turns = container().conversations.turns(conversation_id, shopper_id)
    return ConversationResponse(
        **dict(StateResponse.of(found)), turns=[KeptTurnView.of(turn) for turn in turns]
    )


@router.delete("/{conversation_id}")
def end_conversation(conversation_id: ConversationId, whose: Whose) -> EndedResponse:
    """Delete a conversation and all that was said in it."""
    container().conversations.end(conversation_id, whose.shopper_id or "")
    return EndedResponse(conversation_id=conversation_id)


def _turn(conversation_id: str, text: str, shopper_id: str) -> TurnResponse:
    started = time.perf_counter()
    after, reply = with_live_encoder(
        lambda here: here.conversations.turn(conversation_id, text, shopper_id)
    )
    return TurnResponse.of(after, reply, took_ms=(time.perf_counter() - started) * 1000)
