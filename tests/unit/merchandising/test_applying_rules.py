"""What the rules of a file ask of one search."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.filters import Filter
from shopguide.domain.indexed import IndexedDocument
from shopguide.domain.matching import passes
from shopguide.domain.merchandising import NO_RULES, RuleAction, Rules
from shopguide.search.merchandising.applying import NO_RULES_MATCH, MatchedRules, matching
from shopguide.text.merchandising.rules_file import check_rules_file

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HEADER = "action,query,match,category,brand,product_id,position,weight,from,until,note\n"

PRODUCTS = {
    "A": ("acme", ["audio", "audio > headphones", "headphones"]),
    "B": ("bolt", ["audio", "audio > headphones", "headphones"]),
    "C": ("acme", ["furniture"]),
}


def rules_of(rows: str) -> Rules:
    checked = check_rules_file((HEADER + rows).encode(), NOW)
    assert checked.content is not None, checked.problems
    return checked.content


def matched(
    rows: str, query: str = "", *, now: datetime = NOW, categories: tuple[str, ...] = ()
) -> MatchedRules:
    return matching(rules_of(rows), query, now=now, categories=categories)


def document(product_id: str) -> IndexedDocument:
    brand, categories = PRODUCTS[product_id]
    fields = {"product_id": product_id, "brand": brand, "categories": categories}
    return IndexedDocument(product_id, fields)


def added(found: MatchedRules) -> dict[str, float]:
    """What boosts and buries add to the score of each product that has any."""
    sums = {
        one: sum(it.amount for it in found.boosts if passes(document(one), it.conditions))
        for one in PRODUCTS
    }
    return {one: round(amount, 6) for one, amount in sums.items() if amount}


def shown(found: MatchedRules) -> set[str]:
    everything = Filter(must_not=found.hidden)
    return {one for one in PRODUCTS if passes(document(one), everything)}


def test_a_shop_without_rules_asks_nothing() -> None:
    assert matching(NO_RULES, "shoes", now=NOW) is NO_RULES_MATCH


@pytest.mark.parametrize(
    ("match", "written", "query", "applies"),
    [
        ("exact", "running shoe", "Running  Shoes", True),
        ("exact", "running shoe", "red running shoes", False),
        ("exact", "蓝牙耳机", "蓝牙 耳机", True),
        ("contains", "running shoes", "red running shoe 42", True),
        ("contains", "running shoes", "shoes for running", False),
        ("contains", "耳机", "蓝牙耳机推荐", True),
        ("contains", "phone", "headphones", False),
        ("all words", "shoes running", "running red shoes", True),
        ("全部词", "蓝牙 耳机", "耳机 无线 蓝牙", True),
        ("all_words", "蓝牙 耳机", "蓝牙音箱", False),
        ("all_words", "sony耳机", "耳机 sony", True),
    ],
)
def test_a_query_matches_as_its_rule_says(
    match: str, written: str, query: str, applies: bool
) -> None:
    found = matched(f"hide,{written},{match},,,A,,,,,\n", query)
    assert shown(found) == ({"B", "C"} if applies else {"A", "B", "C"})


def test_a_rule_without_a_query_is_for_every_search() -> None:
    found = matched("boost,,,,acme,,,4,,,\n", "anything")
    assert added(found) == {"A": 0.4, "C": 0.4}
    assert added(matched("boost,*,,,acme,,,4,,,\n")) == {"A": 0.4, "C": 0.4}


def test_several_conditions_of_one_rule_hold_together() -> None:
    assert added(matched("bury,,,Audio > Headphones,acme,,,3,,,\n")) == {"A": -0.3}
    assert shown(matched("hide,,,audio,,A|C,,,,,\n")) == {"B", "C"}
    assert shown(matched("hide,,,headphones,,,,,,,\nhide,,,,acme,C,,,,,\n")) == set()


def test_the_strongest_boost_counts_and_boosts_and_buries_add_up() -> None:
    rows = "boost,,,audio,,,,2,,,\nboost,,,,acme,,,7,,,\nboost,,,,,B,,2,,,\nbury,,,,,A,,3,,,\n"
    assert added(matched(rows)) == {"A": 0.4, "B": 0.2, "C": 0.7}


def test_there_are_no_more_boosts_than_weights() -> None:
    rows = "".join(f"boost,,,,,P{n},,{n % 10 + 1},,,\n" for n in range(500))
    assert len(matched(rows).boosts) == 10


def test_rules_apply_within_their_window() -> None:
    rows = "hide,,,,,A,,,2026-06-02,2026-06-03,\n"
    days = {
        day: shown(matched(rows, now=datetime(2026, 6, day, 12, tzinfo=UTC)))
        for day in (1, 2, 3, 4)
    }
    assert [len(days[day]) for day in (1, 2, 3, 4)] == [3, 2, 2, 3]


def test_a_window_that_opens_is_seen_by_the_same_rules() -> None:
    rules = rules_of("hide,,,,,A,,,2026-06-02,,\n")
    assert not matching(rules, "", now=NOW).hidden
    assert matching(rules, "", now=datetime(2026, 6, 2, tzinfo=UTC)).hidden
    assert not matching(rules, "", now=NOW).hidden


def test_pins_take_their_places_and_others_the_next_free_ones() -> None:
    rows = (
        "pin,,,,,X|Y,1,,,,\n"
        "pin,shoes,contains,,,Z,2,,,,\n"
        "pin,shoes,exact,,,W,1,,,,\n"
        "pin,shoes,exact,,,V,,,,,\n"
    )
    assert matched(rows, "shoes").pins == ((1, "W"), (2, "Z"), (3, "X"), (4, "Y"), (5, "V"))
    assert matched(rows, "boots").pins == ((1, "X"), (2, "Y"))


def test_a_hidden_product_is_not_pinned() -> None:
    rows = "pin,shoes,,,,A|B,1,,,,\nhide,,,,,A,,,,,\n"
    found = matched(rows, "shoes")
    assert found.pins == ((1, "B"),)
    assert "A" not in shown(found)


def test_a_pin_with_a_category_is_for_searches_in_it() -> None:
    rows = "pin,,,Audio,,A,1,,,,\npin,,,Audio > Headphones,,B,1,,,,\n"
    assert matched(rows).pins == ()
    assert matched(rows, categories=("audio",)).pins == ((1, "A"),)
    assert matched(rows, categories=("audio > headphones",)).pins == ((1, "A"), (2, "B"))


def test_says_which_rules_applied_in_whose_words() -> None:
    rows = "hide,,,,,A,,,,,recalled\nboost,shoes,,,acme,,,,,,\nboost,boots,,,acme,,,,,,\n"
    applied = matched(rows, "shoes").applied
    assert [(it.line, it.action, it.note) for it in applied] == [
        (3, RuleAction.BOOST, ""),
        (2, RuleAction.HIDE, "recalled"),
    ]
    assert len({it.id for it in applied}) == 2


EVERY_KIND = rules_of(
    "pin,a b,contains,,,A,1,,,,\nhide,鞋,all_words,,,B,,,,,\nboost,x,exact,,acme,,,,,,\n"
    "bury,,,audio,,,,,,,\n"
)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=10), max_size=3))
def test_any_query_can_be_asked(query: str, categories: list[str]) -> None:
    found = matching(EVERY_KIND, query, now=NOW, categories=tuple(categories))
    assert any(it.action is RuleAction.BURY for it in found.applied)
