"""``/v1/conversations``: beginning one, its turns, its state."""

from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from shopguide.api.schemas.answer import AnswerResponse
from shopguide.api.schemas.compare import CompareResponse
from shopguide.api.schemas.product import ConstraintParameters, ProductCardView
from shopguide.api.schemas.request import Identifier, RequestModel
from shopguide.chat.conversations import Conversation, KeptTurn
from shopguide.chat.narrowing.rewriting import MOST_REJECTED
from shopguide.chat.state import MAX_SHOWN, ConversationState, MeasureLimit, OpenQuestion
from shopguide.chat.turn import Card, TurnIntent, TurnReply
from shopguide.domain.query import SortOrder
from shopguide.text.normalise import clean_text
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints

MAX_SAID = 1000
_Language = Literal["zh", "en"]
_Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Ids = Annotated[list[Identifier], Field(max_length=MOST_REJECTED)]


class WhoseConversation(RequestModel):
    """Whose conversation it is."""

    shopper_id: Identifier | None = Field(
        None, description="The account or session that began it; nobody else may read it."
    )


class ConversationBegin(WhoseConversation):
    """A conversation to begin; what is said with it is its first turn."""

    language: _Language | None = Field(None, description="Until the shopper writes in another one.")
    text: str | None = Field(None, description="The first turn, if there is one already.")


class TurnRequest(WhoseConversation):
    """What a shopper says."""

    # The length counts after cleaning, so it is the service that checks it.
    text: str = Field(
        description="In Chinese or English; its length counts after cleaning.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_SAID},
    )


class ConstraintsView(BaseModel):
    """What products must meet; null or empty where nothing is asked."""

    price_min: float | None = Field(description="Lowest current price.")
    price_max: float | None = Field(description="Highest current price.")
    currency: str = Field(description="ISO 4217 code; empty for any.")
    brand: list[str] = Field(description="Any of these brands.")
    category: list[str] = Field(description="Any of these categories, as the catalogue has them.")
    colour: list[str] = Field(description="Any of these colours, by their English names.")
    size: list[str] = Field(description="Any of these sizes.")
    gender: list[str] = Field(description="Any of female, male, unisex, kids.")
    rating_min: float | None = Field(description="Lowest rating out of five.")
    in_stock: bool = Field(description="Whether only products in stock are shown.")

    @classmethod
    def of(cls, asked: ProductConstraints) -> Self:
        """The view of constraints, under the names that searches take."""
        return cls(
            price_min=asked.price_min,
            price_max=asked.price_max,
            currency=asked.currency,
            brand=list(asked.brands),
            category=list(asked.categories),
            colour=list(asked.colours),
            size=list(asked.sizes),
            gender=list(asked.genders),
            rating_min=asked.rating_min,
            in_stock=asked.in_stock_only,
        )


class OpenQuestionView(BaseModel):
    """What the assistant asked and waits for."""

    facet: str = Field(description="What the choices are of: 'brand', 'price', 'colour' …")
    values: list[str] = Field(description="The choices, as a change of the state would name them.")
    shown: list[str] = Field(description="The same choices, as they were written.")

    @classmethod
    def of(cls, question: OpenQuestion | None) -> Self | None:
        """The view of a question, None of none."""
        if question is None:
            return None
        return cls(facet=question.facet, values=list(question.values), shown=list(question.shown))


class MeasureView(BaseModel):
    """What an attribute of products must measure; bounds are exclusive."""

    concept: str = Field(description="'weight', 'capacity', 'people' …")
    family: str = Field(description="'mass' in g, 'volume' in ml, 'length' in mm, or a unit.")
    above: float | None = Field(description="More than this; null for no bound.")
    below: float | None = Field(description="Less than this; null for no bound.")

    @classmethod
    def of(cls, limit: MeasureLimit) -> Self:
        """The view of a limit."""
        return cls(concept=limit.concept, family=limit.family, above=limit.above, below=limit.below)


class StateView(BaseModel):
    """What a conversation has come to; the shopper may see and change all of it but `turn`."""

    language: str = Field(description="'zh' or 'en'; empty before anything was said.")
    need: str = Field(description="What is looked for, in words to search by.")
    constraints: ConstraintsView
    measures: list[MeasureView] = Field(description="'Lighter than that', as limits.")
    without: list[str] = Field(description="Words that products must not have.")
    sort: SortOrder
    shown: list[str] = Field(description="Products last shown: 'the second one' is the second.")
    focus: str = Field(description="The product at hand: 'it'; empty for none.")
    compared: list[str] = Field(description="Products that were put side by side last.")
    rejected: list[str] = Field(description="Products that the shopper does not want to see.")
    asked: list[str] = Field(description="Facets that were asked about already.")
    question: OpenQuestionView | None = Field(
        description="What was asked back and is not answered yet."
    )
    inquiry: str = Field(description="The last question about a product: 'and the second one?'")
    turn: int = Field(description="How many turns were taken.")

    @classmethod
    def of(cls, state: ConversationState) -> Self:
        """The view of a state."""
        return cls(
            language=state.language,
            need=state.need,
            constraints=ConstraintsView.of(state.constraints),
            measures=[MeasureView.of(limit) for limit in state.measures],
            without=list(state.without),
            sort=state.sort,
            shown=list(state.shown),
            focus=state.focus,
            compared=list(state.compared),
            rejected=list(state.rejected),
            asked=list(state.asked),
            question=OpenQuestionView.of(state.question),
            inquiry=state.inquiry,
            turn=state.turn,
        )


class ConstraintsChange(ConstraintParameters):
    """Constraints that take the place of all that were there."""

    in_stock: bool = Field(False, description="Only products that are in stock.")


class MeasureChange(RequestModel):
    """A limit for what an attribute of products must measure, from below, above or both."""

    concept: str = Field(min_length=1, max_length=64, description="'weight', 'capacity' …")
    family: str = Field(
        min_length=1, max_length=64, description="'mass' in g, 'volume' in ml, 'length' in mm …"
    )
    above: float | None = Field(None, ge=0, description="It must be more than this.")
    below: float | None = Field(None, ge=0, description="It must be less than this.")

    def limit(self) -> MeasureLimit:
        """The limit."""
        return MeasureLimit(self.concept, self.family, self.above, self.below)


class StateChange(WhoseConversation):
    """Members that take the place of those of the state; null clears one, others stay."""

    revision: int | None = Field(
        None, ge=0, description="The revision that was read; another one by now is a conflict."
    )
    language: _Language | None = Field(None, description="'zh' or 'en'.")
    need: str | None = Field(None, max_length=512, description="Words to search by.")
    constraints: ConstraintsChange | None = Field(
        None, description="In the place of all constraints; null: none."
    )
    measures: Annotated[list[MeasureChange], Field(max_length=8)] | None = Field(
        None, description="In the place of all limits of attributes."
    )
    without: Annotated[list[_Word], Field(max_length=20)] | None = Field(
        None, description="Words that products must not have."
    )
    sort: SortOrder | None = Field(None, description="The order of products.")
    shown: Annotated[list[Identifier], Field(max_length=MAX_SHOWN)] | None = Field(
        None, description="Ids of products: 'the second one' is the second."
    )
    focus: Identifier | None = Field(None, description="Id of the product at hand.")
    rejected: _Ids | None = Field(None, description="Ids of products that are not shown again.")
    asked: Annotated[list[_Word], Field(max_length=20)] | None = Field(
        None, description="Facets that are not asked about again."
    )
    inquiry: str | None = Field(
        None, max_length=MAX_SAID, description="The question that 'and the third?' repeats."
    )

    def apply(self, state: ConversationState) -> ConversationState:
        """The state with the members that were sent; what was asked back is then void."""
        empty = ConversationState()
        changes: dict[str, Any] = {}
        for name in self.model_fields_set - {"shopper_id", "revision", "constraints", "measures"}:
            value = getattr(self, name)
            changes[name] = getattr(empty, name) if value is None else _plain(value)
        if "constraints" in self.model_fields_set:
            asked = self.constraints
            changes["constraints"] = (
                asked.constraints(in_stock=asked.in_stock) if asked else ANY_PRODUCT
            )
        if "measures" in self.model_fields_set:
            changes["measures"] = tuple(each.limit() for each in self.measures or ())
        return replace(state, question=None, **changes)


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


class TurnResponse(BaseModel):
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
    notes: list[str] = Field(description="Stable words on what is not as one would expect.")
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


class StateResponse(BaseModel):
    """The state of a conversation, with the revision to send back with a change."""

    conversation_id: str = Field(description="Which conversation.")
    revision: int = Field(description="Send it back with a change.")
    state: StateView
    expires_at: AwareDatetime = Field(description="When it is forgotten, if nothing more is said.")

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        """The response that tells a conversation's state."""
        return cls(
            conversation_id=conversation.conversation_id,
            revision=conversation.revision,
            state=StateView.of(conversation.state),
            expires_at=conversation.expires_at,
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


def _plain(value: Any) -> Any:  # noqa: ANN401 - a member of the state
    if isinstance(value, list):
        return tuple(dict.fromkeys(value))
    return (
        clean_text(value) if isinstance(value, str) and not isinstance(value, SortOrder) else value
    )
