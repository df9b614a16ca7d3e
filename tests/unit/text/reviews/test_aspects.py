"""Aspects are found by their words, in both languages, and not by words that mean other things."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.text.reviews.aspects import AspectNames, aspect_name, aspects, find_aspects, forms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The batteries last for weeks.", ("battery",)),
        ("电池很耐用，就是物流慢", ("battery", "durability", "delivery")),
        ("續航不錯，螢幕清晰", ("battery",)),
        ("Sound quality and build quality are great", ("sound", "build_quality")),
        ("true to size and very comfortable", ("fit", "comfort")),
        ("", ()),
    ],
)
def test_aspects_are_found_in_the_order_of_the_text(text: str, found: tuple[str, ...]) -> None:
    assert find_aspects(text) == found


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("The battery cover fell off.", "battery"),
        ("电池仓盖不上", "battery"),
        ("A very light blue shirt.", "weight"),
        ("It looks like a toy.", "looks"),
        ("I am pretty sure of it.", "looks"),
        ("这本书价值观不错", "price"),
        ("重要的是方便", "weight"),
        ("No extra charge.", "charging"),
        ("冰箱很大", "packaging"),
    ],
)
def test_words_of_other_meaning_are_no_aspect(text: str, never: str) -> None:
    assert never not in find_aspects(text)


def test_every_aspect_has_a_name_in_both_languages() -> None:
    assert len(aspects()) >= 40
    for each in aspects():
        assert aspect_name(each, "en").isascii()
        assert not aspect_name(each, "zh").isascii()
    assert aspect_name("ear_cushions", "en") == "ear cushions"


def test_no_word_stands_for_two_aspects() -> None:
    owners: dict[str, set[str]] = {}
    for each in aspects().values():
        for word in (*each.words, *each.judged):
            for form in forms(word):
                owners.setdefault(form, set()).add(each.aspect)
    assert {word: those for word, those in owners.items() if len(those) > 1} == {}


def test_columns_of_a_record_are_aspects_unless_the_table_has_them() -> None:
    names = AspectNames(("ear_cushions", "battery_life", "brand", "model", "耳塞"))
    assert names.find("The ear cushions and the battery life") == ("battery", "ear_cushions")
    assert names.find("耳塞不错，型号对") == ("耳塞",)
    assert names.find("The model is new") == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_known_aspects_alone(text: str) -> None:
    assert set(find_aspects(text)) <= set(aspects())
