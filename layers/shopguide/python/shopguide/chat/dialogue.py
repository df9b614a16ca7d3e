"""A dialogue, turn by turn: what is said is read against the state, and answered."""

from dataclasses import replace

from shopguide.chat.capabilities import Capabilities
from shopguide.chat.state import ConversationState
from shopguide.chat.turn import Card, TurnIntent, TurnReply
from shopguide.domain.errors import InvalidParameterError
from shopguide.search.request import SearchRequest
from shopguide.text.language import detect_language
from shopguide.text.normalise import clean_text

MAX_TURN_CHARACTERS = 1000
CARDS = 5
"""Products that a turn shows."""


class Dialogue:
    """Leads conversations; keeps none of them.

    Args:
        capabilities: What turns lead to.
    """

    def __init__(self, capabilities: Capabilities) -> None:
        self._capabilities = capabilities

    def turn(self, state: ConversationState, text: str, shopper_id: str = "") -> TurnReply:
        """Answer what a shopper says.

        Args:
            state: What the conversation has come to.
            text: What they say, 1 to `MAX_TURN_CHARACTERS` characters once cleaned.
            shopper_id: Whose taste may move hits; empty for nobody's.

        Raises:
            InvalidParameterError: nothing is left of the text, or it is too long.
            UnavailableError: the index does not answer.
        """
        cleaned = clean_turn(text)
        language = detect_language(cleaned)
        state = replace(state, language=language, turn=state.turn + 1, need=cleaned, question=None)
        found = self._capabilities.search().search(
            SearchRequest(cleaned[:512], limit=CARDS, shopper_id=shopper_id)
        )
        cards = tuple(Card(hit.product) for hit in found.hits)
        state = state.showing([card.product.product_id for card in cards])
        said = {"en": "Here is what I found.", "zh": "为您找到这些。"}[language]
        return TurnReply(said, TurnIntent.SEARCH, state, cards)


def clean_turn(text: str) -> str:
    """What a shopper says in its normal form.

    Raises:
        InvalidParameterError: nothing is left of it, or it is too long.
    """
    cleaned = clean_text(text)
    if 1 <= len(cleaned) <= MAX_TURN_CHARACTERS:
        return cleaned
    length = f"{len(cleaned)} characters long" if cleaned else "empty"
    raise InvalidParameterError(
        f"The text is {length}.",
        fix=f"Send 1 to {MAX_TURN_CHARACTERS} characters of text.",
        field="text",
    )
