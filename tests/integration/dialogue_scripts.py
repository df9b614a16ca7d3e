"""Scripted conversations: what is said, and what must hold of each reply.

Each file of tests/data/dialogues is a list of conversations with ``name``, ``language`` and
``turns``. A turn has ``say`` and any of: ``intent``; ``need``, ``without``, ``sort`` and
``constraints`` as the state has them afterwards (a member of null: not there); ``cards`` (see
`check_cards`); ``says`` and ``says_not``: texts of which each must (not) be in the reply; ``asks``:
the facet that is asked about, or false for no question; ``focus``: the place of the product at hand
in the list; ``shown``: how many are in the list; ``verdict``; ``abstains``; ``language``; or
``notes``.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shopguide.chat.state import MAX_SHOWN, ConversationState, state_to_json
from shopguide.chat.turn import TurnReply
from shopguide.domain.product import Product
from shopguide.text.colours import colours_of_value
from shopguide.text.language import detect_language
from shopguide.text.normalise import fold

_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
"""Words of the catalogue and of the shopper may be in the other language."""

Script = Mapping[str, Any]
FOLDER = Path(__file__).parents[1] / "data" / "dialogues"


def scripts() -> Iterator[Script]:
    """All conversations."""
    for file in sorted(FOLDER.glob("*.json")):
        yield from json.loads(file.read_text(encoding="utf-8"))


def check_turn(turn: Script, reply: TurnReply, before: ConversationState, language: str) -> None:
    """What the script says of one turn, and what holds for all."""
    _check_always(reply, before, turn.get("language", language))
    state = state_to_json(reply.state)
    for name in ("need", "without", "sort"):
        if name in turn:
            assert state.get(name) == turn[name], f"{name} of {state}"
    asked = state.get("constraints") or {}
    assert isinstance(asked, Mapping)
    for name, value in turn.get("constraints", {}).items():
        assert asked.get(name) == value, f"{name} of {asked}"
    if "intent" in turn:
        assert reply.intent.value == turn["intent"], reply.text
    for text in turn.get("says", ()):
        assert text in reply.text
    for text in turn.get("says_not", ()):
        assert text not in reply.text
    _check_question(turn, reply)
    _check_answer(turn, reply)
    if "focus" in turn:
        assert reply.state.focus == reply.state.shown[turn["focus"] - 1]
    if "shown" in turn:
        assert len(reply.state.shown) == turn["shown"]
    for note in turn.get("notes", ()):
        assert note in reply.notes
    check_cards(turn.get("cards", {}), [card.product for card in reply.cards])


def check_cards(wanted: Script, products: list[Product]) -> None:
    """What must hold of the cards: ``count``, ``at_least`` and for each of them the rest.

    ``price_max``, ``price_min`` bound its price, ``category`` is one of the levels of its category,
    ``colour`` is one of its colours, ``brand`` its brand, ``not_brand`` is not, ``in_stock``.
    """
    if "count" in wanted:
        assert len(products) == wanted["count"]
    assert len(products) >= wanted.get("at_least", 1 if wanted.keys() - {"count"} else 0)
    for product in products:
        price = float(product.current_price.amount) if product.current_price else 0.0
        assert price <= wanted.get("price_max", price), product.title
        assert price >= wanted.get("price_min", price), product.title
        levels = [level.strip() for level in product.product_type.split(">")]
        categories = wanted.get("category", levels)
        assert set(levels) & set(categories), f"{product.title}: {levels}"
        if "colour" in wanted:
            assert wanted["colour"] in colours_of_value(product.attributes.get("color", ""))
        assert fold(product.brand) in map(fold, wanted.get("brand", [product.brand]))
        assert fold(product.brand) not in map(fold, wanted.get("not_brand", []))
        assert product.in_stock or not wanted.get("in_stock")


def _check_always(reply: TurnReply, before: ConversationState, language: str) -> None:
    state = reply.state
    assert reply.text.strip()
    assert state.language == language
    ours = _QUOTED.sub("", reply.text)
    for card in reply.cards:
        ours = ours.replace(card.product.title, "")
    assert reply.answer or reply.comparison or detect_language(ours) == language, reply.text
    assert state.turn == before.turn + 1
    assert len(state.shown) <= MAX_SHOWN
    assert len(set(state.asked)) == len(state.asked)
    assert set(before.asked) <= set(state.asked) or reply.intent == "restart"
    assert len(reply.suggestions) in (2, 3, 4), reply.suggestions
    assert bool(reply.choices) == (state.question is not None)
    if len(reply.cards) > 1 and reply.intent in ("search", "refine"):
        assert [card.product.product_id for card in reply.cards] == list(state.shown)


def _check_question(turn: Script, reply: TurnReply) -> None:
    if "asks" not in turn:
        return
    question = reply.state.question
    assert (question.facet if question else False) == turn["asks"], reply.text


def _check_answer(turn: Script, reply: TurnReply) -> None:
    answer = reply.answer
    if "verdict" in turn:
        assert answer is not None
        assert answer.verdict is not None
        assert answer.verdict.value == turn["verdict"], reply.text
    if "abstains" in turn:
        assert answer is not None
        assert answer.abstained == turn["abstains"], reply.text
