"""Scripted conversations with the sample shop, as shoppers would lead them."""

from collections.abc import Iterator

import pytest

from infra.local.sample_shop.files import FILES, LAST_DAY
from shopguide.chat.dialogue import Dialogue
from shopguide.chat.state import ConversationState, state_from_json, state_to_json
from tests.integration.dialogue_scripts import Script, check_turn, scripts
from tests.integration.talking_shop import talking_shop

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def dialogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dialogue]:
    """Of the sample shop, without its reviews and Q&A, which take longest to import."""
    files = {kind: FILES[f"{kind}.csv"](LAST_DAY) for kind in ("products", "articles")}
    with talking_shop(tmp_path_factory.mktemp("shop"), files) as shop:
        yield shop.dialogue


@pytest.mark.parametrize("script", list(scripts()), ids=lambda script: script["name"])
def test_conversation_goes_as_written(dialogue: Dialogue, script: Script) -> None:
    state = ConversationState()
    for number, turn in enumerate(script["turns"], start=1):
        reply = dialogue.turn(state, turn["say"])
        try:
            check_turn(turn, reply, state, script["language"])
        except AssertionError as error:
            said = f"turn {number}, {turn['say']!r} [{reply.intent}] -> {reply.text}"
            raise AssertionError(f"{said}\n{error}") from None
        state = state_from_json(state_to_json(reply.state))
        assert state == reply.state


def test_there_are_thirty_conversations_of_five_turns_in_each_language() -> None:
    for language in ("zh", "en"):
        told = [script for script in scripts() if script["language"] == language]
        assert len(told) >= 30
        assert all(len(script["turns"]) >= 5 for script in told)


def test_every_suggestion_leads_to_products_or_an_answer(dialogue: Dialogue) -> None:
    tried: set[str] = set()
    for script in list(scripts())[::3]:
        state = ConversationState()
        for turn in script["turns"]:
            reply = dialogue.turn(state, turn["say"])
            for said in reply.suggestions:
                if (key := f"{reply.intent} {said}") not in tried:
                    tried.add(key)
                    then = dialogue.turn(reply.state, said)
                    assert then.cards or then.answer or then.case_id or then.intent == "restart", (
                        f"{turn['say']} -> {said} -> {then.text}"
                    )
            state = reply.state
