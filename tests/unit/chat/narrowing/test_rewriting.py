"""What is looked for after a turn: a new need, or the old one refined."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import cast

import pytest

from shopguide.chat.narrowing.rewriting import rewrite
from shopguide.chat.reading.catalogue_words import CatalogueWords
from shopguide.chat.reading.turn_reading import read_turn
from shopguide.chat.state import ConversationState
from shopguide.domain.lexicon import Lexicon, Name, pack_word_categories
from shopguide.domain.query import SortOrder
from shopguide.search.lexicon_reader import LexiconReader
from shopguide.search.merchandising.active import ActiveMerchandising
from shopguide.search.merchandising.service import MerchandisingService
from shopguide.text.product_filter import ProductConstraints
from shopguide.text.query.starter_synonyms import starter_synonyms

SHARES: Mapping[str, list[tuple[str, float]]] = {
    "wireless": [("headphones", 0.9)],
    "headphon": [("headphones", 1.0)],
    "tent": [("tents", 1.0)],
    "camp": [("tents", 0.9)],
}
LEXICON = Lexicon(
    brands={"sonqi": Name("Sonqi", 9), "norrva": Name("Norrva", 9)},
    categories={"headphones": Name("Headphones", 20), "tents": Name("Tents", 20)},
    word_categories=pack_word_categories(SHARES),
)
WORDS = CatalogueWords(
    cast("LexiconReader", SimpleNamespace(current=lambda: LEXICON)),
    cast(
        "MerchandisingService",
        SimpleNamespace(active=lambda: ActiveMerchandising(synonyms=starter_synonyms())),
    ),
)
BEFORE = ConversationState(
    language="en",
    need="headphones",
    constraints=ProductConstraints(
        price_max=300, brands=("sonqi",), colours=("black",), in_stock_only=True
    ),
    without=("norrva",),
    sort=SortOrder.PRICE_ASCENDING,
    shown=("a", "b"),
)


def after(text: str, state: ConversationState = BEFORE) -> ConversationState:
    return rewrite(read_turn(text, state, WORDS), state, WORDS, ()).state


@pytest.mark.parametrize("text", ["tents", "show me tents", "I need a kettle", "have you chairs?"])
def test_a_new_need_keeps_only_what_describes_the_shopper(text: str) -> None:
    state = after(text)
    assert state.constraints == ProductConstraints(in_stock_only=True)
    assert state.need != "headphones"
    assert not state.without
    assert state.sort is SortOrder.RELEVANCE


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("wireless ones", "wireless headphones"),
        ("headphones", "headphones"),
        ("黑色", "headphones"),
    ],
)
def test_words_that_describe_are_put_before_the_need(text: str, need: str) -> None:
    state = after(text)
    assert state.need == need
    assert state.constraints.price_max == 300


def test_a_constraint_replaces_the_one_of_its_kind() -> None:
    state = after("in red, under 200")
    assert state.constraints.colours == ("red",)
    assert state.constraints.price_max == 200
    assert state.constraints.brands == ("sonqi",)


def test_two_bounds_of_a_price_hold_together_where_they_can() -> None:
    both = after("over 100").constraints
    assert (both.price_min, both.price_max) == (100, 300)
    higher = after("over 400").constraints
    assert (higher.price_min, higher.price_max) == (400, None)


def test_a_brand_that_is_not_wanted_leaves_the_constraint() -> None:
    state = after("not Sonqi")
    assert state.constraints.brands == ()
    assert state.without == ("norrva", "sonqi")
    assert after("Norrva", state).without == ("sonqi",)


@pytest.mark.parametrize("text", ["any brand is fine", "品牌无所谓"])
def test_what_does_not_matter_is_let_go_and_not_asked_about(text: str) -> None:
    state = after(text)
    assert state.constraints.brands == ()
    assert state.constraints.price_max == 300
    assert "brand" in state.asked
