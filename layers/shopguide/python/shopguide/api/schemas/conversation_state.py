"""The state of a conversation: as it is told, and what may be changed of it."""

from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from shopguide.api.schemas.product import ConstraintParameters
from shopguide.api.schemas.request import Identifier, RequestModel, ShopperId
from shopguide.chat.conversations import Conversation
from shopguide.chat.narrowing.rewriting import MOST_REJECTED
from shopguide.chat.state import MAX_SHOWN, ConversationState, MeasureLimit, OpenQuestion
from shopguide.domain.query import SortOrder
from shopguide.text.normalise import clean_text
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints

MAX_SAID = 1000
"""Characters of a turn."""

SpokenLanguage = Literal["zh", "en"]
_Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Ids = Annotated[list[Identifier], Field(max_length=MOST_REJECTED)]


class WhoseConversation(RequestModel):
    """Whose conversation it is."""

    shopper_id: ShopperId | None = Field(
        None, description="The account or session that began it; nobody else may read it."
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
    language: SpokenLanguage | None = Field(None, description="'zh' or 'en'.")
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


def _plain(value: Any) -> Any:  # noqa: ANN401 - a member of the state
    if isinstance(value, list):
        return tuple(dict.fromkeys(value))
    return (
        clean_text(value) if isinstance(value, str) and not isinstance(value, SortOrder) else value
    )
