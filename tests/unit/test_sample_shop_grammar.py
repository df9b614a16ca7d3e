import pytest

from infra.local.sample_shop.dice import Dice
from infra.local.sample_shop.grammar import capitalise_sentences, expand, expand_one, slots_of


def _all_forms(pattern: str, **slots: str) -> set[str]:
    return {expand(pattern, slots, Dice("test", number)) for number in range(200)}


def test_choices_nest_and_branches_may_be_empty() -> None:
    assert _all_forms("[Up to|About] {value}[[,| and] more|].", value="8 h") == {
        f"{start} 8 h{end}." for start in ("Up to", "About") for end in (", more", " and more", "")
    }


def test_patterns_with_unknown_slots_are_left_out() -> None:
    patterns = ["{colour} only", "lasts {battery_life}"]
    assert expand_one(patterns, {"colour": "Red"}, Dice("test")) == "Red only"
    assert slots_of(patterns[1]) == {"battery_life"}


@pytest.mark.parametrize("pattern", ["[a|b", "a]", "a {b", "a } b"])
def test_unmatched_brackets_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="'"):
        expand(pattern, {}, Dice("test"))


def test_every_sentence_begins_with_a_capital() -> None:
    assert capitalise_sentences("it works. is it 5.4? yes") == "It works. Is it 5.4? Yes"


def test_dice_depend_on_their_names_alone() -> None:
    first, second = Dice("a", 1), Dice("a", 1)
    assert [first.whole(1, 6) for _ in range(20)] == [second.whole(1, 6) for _ in range(20)]
    assert Dice("a", 1).share() != Dice("a", 2).share()


def test_weights_decide_how_often_an_option_is_chosen() -> None:
    chosen = [Dice("w", number).choose_weighted("ab", (9, 1)) for number in range(1000)]
    assert 850 < chosen.count("a") < 950
