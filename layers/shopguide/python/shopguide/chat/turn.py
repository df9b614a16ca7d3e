"""What one turn of a conversation brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shopguide.chat.state import ConversationState
from shopguide.domain.answer import Answer
from shopguide.domain.comparison import Comparison
from shopguide.domain.product import Product


class TurnIntent(StrEnum):
    """What a shopper wants with a turn; each leads to a capability."""

    SEARCH = "search"
    """To see products; a new need."""

    REFINE = "refine"
    """To see others: cheaper, another colour, without a word."""

    CHOOSE = "choose"
    """To answer what the assistant asked, or to take up one of the products shown."""

    ASK = "ask"
    """An answer about a product, the shelf or the shop."""

    COMPARE = "compare"
    """Products side by side."""

    RECOMMEND = "recommend"
    """A proposal: "what would you take?", "anything like this?"."""

    SMALL_TALK = "small_talk"
    """A greeting, thanks, goodbye."""

    HAND_OVER = "hand_over"
    """A person."""

    RESTART = "restart"
    """To begin anew."""

    REFUSED = "refused"
    """What a shop's assistant does not do."""


@dataclass(frozen=True, slots=True)
class Card:
    """A product as it is shown: the product as it stands now, and why it is here."""

    product: Product
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TurnReply:
    """What the assistant says, shows, and has understood.

    Attributes:
        text: What it says, in the language of the turn; at most one question is asked back.
        intent: What the turn was read as.
        state: What the conversation has come to.
        cards: Products. A list is what "the second one" counts by from then on; one product that
            was picked or proposed out of a list leaves that as it was.
        answer: Of an `ASK`: with its citations.
        comparison: Of a `COMPARE`.
        choices: Short replies to what was asked back, value by what is shown.
        suggestions: Short things to say next, each a turn of its own.
        case_id: Of a `HAND_OVER`: the moderation case.
        notes: In stable words, what is not as one would expect.
    """

    text: str
    intent: TurnIntent
    state: ConversationState
    cards: Sequence[Card] = ()
    answer: Answer | None = None
    comparison: Comparison | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    suggestions: Sequence[str] = ()
    case_id: str = ""
    notes: Sequence[str] = ()
