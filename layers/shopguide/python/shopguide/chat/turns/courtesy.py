"""Turns that lead to no capability: small talk, refusals, a person, a new beginning."""

from shopguide.chat.reading.decisions import is_lost
from shopguide.chat.state import ConversationState
from shopguide.chat.turn import TurnIntent, TurnReply
from shopguide.chat.turns.suggesting import after_list, look_around, start
from shopguide.chat.turns.taking import TakenTurn
from shopguide.domain.errors import UnavailableError
from shopguide.domain.moderation import CaseReason
from shopguide.domain.question import Risk
from shopguide.text.question.small_talk import find_small_talk
from shopguide.text.safety.personal_data import redact
from shopguide.text.safety.replies import refusal, small_talk

MAX_CASE_CHARACTERS = 500


def talk(turn: TakenTurn) -> TurnReply:
    """Greet, thank, say goodbye; to signs and remarks, say that it can go on."""
    if find_small_talk(turn.reading.text) is not None:
        text = small_talk(turn.reading.text, turn.language)
    else:
        lost = "explained" if is_lost(turn.reading.form) else ""
        text = turn.say(lost or ("go_on" if turn.state.shown else "what_for"))
    return TurnReply(text, TurnIntent.SMALL_TALK, turn.state, suggestions=_where_we_were(turn))


def refuse(turn: TakenTurn) -> TurnReply:
    """Say what a shop's assistant does not do."""
    text = refusal(turn.reading.question.risk or Risk.OUT_OF_SCOPE, turn.language)
    return TurnReply(text, TurnIntent.REFUSED, turn.state, suggestions=_where_we_were(turn))


def restart(turn: TakenTurn) -> TurnReply:
    """Forget what was looked for; only the language and the number of turns go on."""
    state = ConversationState(language=turn.language, turn=turn.state.turn)
    return TurnReply(
        turn.say("restarted"), TurnIntent.RESTART, state, suggestions=start(turn.language)
    )


def hand_over(turn: TakenTurn) -> TurnReply:
    """Open a moderation case with what was said and looked for, without personal data."""
    cases = turn.capabilities.cases()
    looked_for = turn.describe(turn.state)
    said = f"{turn.reading.text} [{looked_for}]" if looked_for else turn.reading.text
    case_id = cases.open(
        redact(said).text[:MAX_CASE_CHARACTERS],
        turn.language,
        turn.state.focus,
        CaseReason.HAND_OVER,
    )
    return TurnReply(
        turn.say("handed_over"),
        TurnIntent.HAND_OVER,
        turn.state,
        suggestions=_where_we_were(turn) if turn.state.shown else look_around(turn.language),
        case_id=case_id,
    )


def _where_we_were(turn: TakenTurn) -> tuple[str, ...]:
    """What to say next; without the index, too: none of these turns needs it."""
    try:
        shown = turn.shown
    except UnavailableError:
        shown = []
    return after_list(shown, turn.language) if shown else start(turn.language)
