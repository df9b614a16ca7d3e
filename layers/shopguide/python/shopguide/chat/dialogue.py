"""A dialogue, turn by turn: what is said is read against the state, routed and answered."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from shopguide.chat.capabilities import Capabilities
from shopguide.chat.narrowing.choosing import PRODUCT, answers_question
from shopguide.chat.narrowing.rewriting import MAX_NEED, MOST_REJECTED
from shopguide.chat.reading.turn_reading import read_turn
from shopguide.chat.state import MAX_SHOWN, ConversationState
from shopguide.chat.turn import TurnIntent, TurnReply
from shopguide.chat.turns.asking import answer_about_choice, answer_turn, pick
from shopguide.chat.turns.comparing import compare
from shopguide.chat.turns.courtesy import hand_over, refuse, restart, talk
from shopguide.chat.turns.recommending import propose
from shopguide.chat.turns.routing import route
from shopguide.chat.turns.searching import show_products, take_choice
from shopguide.chat.turns.suggesting import start
from shopguide.chat.turns.taking import TakenTurn
from shopguide.domain.degraded import PART_UNAVAILABLE
from shopguide.domain.errors import InvalidParameterError, UnavailableError
from shopguide.text.normalise import clean_text

_log = logging.getLogger(__name__)

MAX_TURN_CHARACTERS = 1000
_ANSWERS: Mapping[TurnIntent, Callable[[TakenTurn], TurnReply]] = {
    TurnIntent.SEARCH: lambda turn: show_products(turn, TurnIntent.SEARCH),
    TurnIntent.REFINE: lambda turn: show_products(turn, TurnIntent.REFINE),
    TurnIntent.ASK: answer_turn,
    TurnIntent.COMPARE: compare,
    TurnIntent.RECOMMEND: propose,
    TurnIntent.SMALL_TALK: talk,
    TurnIntent.HAND_OVER: hand_over,
    TurnIntent.RESTART: restart,
    TurnIntent.REFUSED: refuse,
}


class Dialogue:
    """Leads conversations; keeps none of them.

    Args:
        capabilities: What turns lead to.
    """

    def __init__(self, capabilities: Capabilities) -> None:
        self.capabilities = capabilities

    def turn(self, state: ConversationState, text: str, shopper_id: str = "") -> TurnReply:
        """Answer what a shopper says.

        A part that does not answer (`UnavailableError`) costs the turn its answer and nothing
        else: the reply says so, with the note `PART_UNAVAILABLE`.

        Args:
            state: What the conversation has come to; what cannot be is read as if it were not.
            text: What they say, 1 to `MAX_TURN_CHARACTERS` characters once cleaned.
            shopper_id: Whose taste may move hits; empty for nobody's.

        Raises:
            InvalidParameterError: nothing is left of the text, or it is too long.
            EncoderMismatchError: the index was built with another encoder.
        """
        cleaned = _clean_turn(text)
        state = _usable(state)
        reading = read_turn(cleaned, state, self.capabilities.words)
        intent = route(reading, state)
        now = replace(state, language=reading.language, turn=state.turn + 1, question=None)
        turn = TakenTurn(reading, now, state.question, self.capabilities, shopper_id)
        try:
            return self._answer(turn, intent)
        except UnavailableError as error:
            _log.warning("A turn was not answered: %s", error, exc_info=error)
            return TurnReply(
                turn.say("unavailable"),
                intent,
                replace(now, question=state.question),
                suggestions=start(turn.language),
                notes=(PART_UNAVAILABLE,),
            )

    def _answer(self, turn: TakenTurn, intent: TurnIntent) -> TurnReply:
        if intent is TurnIntent.CHOOSE:
            if turn.asked is None or not answers_question(turn.reading, turn.asked):
                return pick(turn)
            if turn.asked.facet == PRODUCT:
                return answer_about_choice(turn, turn.asked)
            return take_choice(turn)
        return _ANSWERS[intent](turn)


def _usable(state: ConversationState) -> ConversationState:
    """The state within its limits: clients may write what they like into it."""
    question = state.question
    if question is not None and len(question.values) != len(question.shown):
        question = None
    return replace(
        state,
        need=clean_text(state.need)[:MAX_NEED].strip(),
        shown=tuple(dict.fromkeys(state.shown))[:MAX_SHOWN],
        compared=tuple(dict.fromkeys(state.compared))[:MAX_SHOWN],
        rejected=tuple(dict.fromkeys(state.rejected))[-MOST_REJECTED:],
        asked=tuple(dict.fromkeys(state.asked)),
        question=question,
        inquiry=clean_text(state.inquiry)[:MAX_TURN_CHARACTERS],
        turn=max(0, state.turn),
    )


def _clean_turn(text: str) -> str:
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
