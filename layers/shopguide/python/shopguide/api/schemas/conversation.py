"""``/v1/conversations``: beginning one, its turns, what was said."""

from typing import Self

from pydantic import AwareDatetime, BaseModel, Field

from shopguide.api.schemas.answer import AnswerResponse
from shopguide.api.schemas.compare import CompareResponse
from shopguide.api.schemas.conversation_state import (
    MAX_SAID,
    SpokenLanguage,
    StateResponse,
    StateView,
    WhoseConversation,
)
from shopguide.api.schemas.degradable import Degradable
from shopguide.api.schemas.product import ProductCardView
from shopguide.chat.conversations import Conversation, KeptTurn
from shopguide.chat.turn import Card, TurnIntent, TurnReply


class ConversationBegin(WhoseConversation):
    """A conversation to begin; what is said with it is its first turn."""

    language: SpokenLanguage | None = Field(
        None, description="Until the shopper writes in another one."
    )
    text: str | None = Field(None, description="The first turn, if there is one already.")


class TurnRequest(WhoseConversation):
    """What a shopper says."""

    # The length counts after cleaning, so it is the service that checks it.
    text: str = Field(
        description="In Chinese or English; its length counts after cleaning.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_SAID},
    )


class CardView(BaseModel):
    """A product, and why it is shown."""

    product: ProductCardView
    reason: str = Field(description="Why it is shown, in the shopper's language; may be empty.")

    @classmethod
    def of(cls, card: Card) -> Self:
        """The view of a card."""
        return cls(product=ProductCardView.of(card.product), reason=card.reason)


class ChoiceView(BaseModel):
    """A short reply to what was asked back."""

    value: str = Field(description="As a change of the state would name it.")
    shown: str = Field(description="What to show, and to send as the next turn.")


class TurnResponse(Degradable):
    """What the assistant says to a turn, shows, and has understood."""

    conversation_id: str = Field(description="Which conversation.")
    revision: int = Field(description="Of the state; counts its changes.")
    text: str = Field(description="What it says; at most one question is asked back.")
    intent: TurnIntent
    cards: list[CardView] = Field(description="Products, in the order that 'the second' counts by.")
    answer: AnswerResponse | None = Field(description="With its citations, where one was asked.")
    comparison: CompareResponse | None = Field(description="Where products were compared.")
    choices: list[ChoiceView] = Field(description="Replies to what was asked back.")
    suggestions: list[str] = Field(description="Things to say next.")
    case_id: str | None = Field(
        description="Of a hand-over or an abstention: the case that people look at."
    )
    state: StateView
    expires_at: AwareDatetime = Field(description="When it is forgotten, if nothing more is said.")
    took_ms: float = Field(description="Milliseconds.")

    @classmethod
    def of(cls, conversation: Conversation, reply: TurnReply, took_ms: float) -> Self:
        """The response that tells a turn."""
        return cls(
            conversation_id=conversation.conversation_id,
            revision=conversation.revision,
            text=reply.text,
            intent=reply.intent,
            cards=[CardView.of(card) for card in reply.cards],
            answer=AnswerResponse.of(reply.answer, took_ms) if reply.answer else None,
            comparison=(
                CompareResponse.of(reply.comparison, took_ms) if reply.comparison else None
            ),
            choices=[
                ChoiceView(value=value, shown=shown) for shown, value in reply.choices.items()
            ],
            suggestions=list(reply.suggestions),
            case_id=reply.case_id or None,
            notes=list(reply.notes),
            state=StateView.of(reply.state),
            expires_at=conversation.expires_at,
            took_ms=round(took_ms, 2),
        )


class BegunResponse(StateResponse):
    """A conversation that was begun, and the reply to what was said with it."""

    reply: TurnResponse | None = Field(description="To the first turn; null where none was sent.")


class KeptTurnView(BaseModel):
    """What was said in one turn, without personal data."""

    said: str = Field(description="By the shopper.")
    reply: str = Field(description="The text that the assistant said.")
    intent: str = Field(description="What the turn was taken for.")
    at: AwareDatetime = Field(description="When.")

    @classmethod
    def of(cls, turn: KeptTurn) -> Self:
        """The view of a turn."""
        return cls(said=turn.said, reply=turn.reply, intent=turn.intent, at=turn.at)


class ConversationResponse(StateResponse):
    """A conversation with all that was said."""

    turns: list[KeptTurnView] = Field(description="The oldest first.")


class EndedResponse(BaseModel):
    """A conversation of which nothing is kept any more."""

    conversation_id: str
    ended: bool = True
