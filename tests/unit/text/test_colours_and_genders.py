import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.text.colours import colour_names, colours_in, colours_of_value, find_colours
from shopguide.text.genders import find_genders, gender_names, genders_in, genders_of_value
from shopguide.text.normalise import clean_text


def _colours(text: str) -> list[tuple[str, str]]:
    return [(each.value, text[each.start : each.end]) for each in find_colours(text)]


def _genders(text: str) -> list[tuple[str, str]]:
    return [(each.value, text[each.start : each.end]) for each in find_genders(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Navy Blue dress", [("navy", "Navy Blue")]),
        ("grey/gray shoes", [("grey", "grey"), ("grey", "gray")]),
        ("off-white sneakers", [("white", "off-white")]),
        ("藏青色连衣裙", [("navy", "藏青色")]),
        ("黑色蓝牙耳机", [("black", "黑色")]),
        ("iphone 11 黑 128g", [("black", "黑")]),
        ("红裙子", [("red", "红")]),
        ("黑/白", [("black", "黑"), ("white", "白")]),
        ("深藍色 手機", [("blue", "深藍色")]),
        ("玫瑰金手机", [("rose gold", "玫瑰金")]),
    ],
)
def test_a_colour_is_found_by_its_longest_name(text: str, found: list[tuple[str, str]]) -> None:
    assert _colours(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "蓝牙耳机",
        "白酒",
        "黑鲨手机",
        "绿茶",
        "金属外壳",
        "红包封",
        "奶粉包",
        "咖啡机",
        "黑色星期五",
        "blackberry",
        "红米 note 9",
        "black friday deals",
        "gold plated plug",
        "ice cream maker",
    ],
)
def test_what_only_holds_the_word_for_a_colour_is_none(text: str) -> None:
    assert not find_colours(text)


def test_a_shade_belongs_to_its_colour_too() -> None:
    assert colours_in("Parka, Navy") == ["navy", "blue"]


def test_a_column_of_colours_is_read_more_freely_than_a_title() -> None:
    assert colours_of_value("Midnight / Sand") == ["black", "beige"]
    assert colours_of_value("黑白") == ["black", "white"]
    assert colours_in("Sand bucket") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("women’s shoes", [("female", "women’s")]),
        ("Men's Jacket", [("male", "Men's")]),
        ("运动鞋 男", [("male", "男")]),
        ("女连衣裙", [("female", "女")]),
        ("羽绒服女中长款", [("female", "女")]),
        ("38号女鞋", [("female", "女")]),
        ("童鞋", [("kids", "童")]),
        ("男女同款 卫衣", [("unisex", "男女同款")]),
        ("女童凉鞋", [("kids", "女童")]),
        ("kids' bike", [("kids", "kids'")]),
    ],
)
def test_a_gender_is_found_by_its_longest_name(text: str, found: list[tuple[str, str]]) -> None:
    assert _genders(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "hdmi cable male to female",
        "女儿的礼物",
        "女包邮",
        "美女与野兽",
        "child lock",
        "mention",
        "manual",
    ],
)
def test_what_only_holds_the_word_for_a_gender_is_none(text: str) -> None:
    assert not find_genders(text)


def test_products_carry_every_gender_that_a_shopper_may_ask_for() -> None:
    assert genders_in("Girls' sandals") == ["kids", "female"]
    assert genders_in("情侣款卫衣") == ["unisex", "female", "male"]
    assert genders_of_value("M") == ["male"]
    assert genders_of_value("toddler") == ["kids"]


def test_every_name_is_found_as_its_own_value() -> None:
    for value, names in colour_names().items():
        assert [found.value for name in names for found in find_colours(name)] == [value] * len(
            names
        )
    for value, names in gender_names().items():
        assert {found.value for name in names for found in find_genders(name)} == {value}


@given(st.text(max_size=60))
@settings(max_examples=100)
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    clean = clean_text(text)
    for mentions in (find_colours(clean), find_genders(clean)):
        ends = [0, *(edge for each in mentions for edge in (each.start, each.end)), len(clean)]
        assert ends == sorted(ends)
