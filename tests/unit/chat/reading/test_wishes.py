"""Wishes relative to what was shown, in both languages, and what is left beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.chat.reading.wishes import Wish, find_wishes
from shopguide.text.normalise import clean_text


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("cheaper", Wish.CHEAPER),
        ("too expensive", Wish.CHEAPER),
        ("便宜点的", Wish.CHEAPER),
        ("再便宜一点", Wish.CHEAPER),
        ("太貴了", Wish.CHEAPER),
        ("something more expensive", Wish.DEARER),
        ("贵一点的", Wish.DEARER),
        ("lighter", Wish.LIGHTER),
        ("轻一点的", Wish.LIGHTER),
        ("bigger please", Wish.LARGER),
        ("有大一点的吗", Wish.LARGER),
        ("too big", Wish.SMALLER),
        ("another colour", Wish.OTHER_COLOUR),
        ("换个颜色", Wish.OTHER_COLOUR),
        ("other brands", Wish.OTHER_BRAND),
        ("有别的品牌吗", Wish.OTHER_BRAND),
        ("show me others", Wish.OTHERS),
        ("还有吗", Wish.OTHERS),
        ("换一批", Wish.OTHERS),
        ("any colour is fine", Wish.ANY_COLOUR),
        ("颜色無所謂", Wish.ANY_COLOUR),
        ("price doesn't matter", Wish.ANY_PRICE),
        ("价格无所谓", Wish.ANY_PRICE),
        ("I don't care about the brand", Wish.ANY_BRAND),
        ("品牌不限", Wish.ANY_BRAND),
        ("尺码不限", Wish.ANY_SIZE),
        ("重量无所谓", Wish.ANY_MEASURE),
    ],
)
def test_wish_is_read_in_both_languages(text: str, wish: Wish) -> None:
    assert find_wishes(clean_text(text)).wishes == (wish,)


@pytest.mark.parametrize(
    "text",
    [
        "headphones",
        "便宜的耳机",
        "the cheapest",
        "最便宜的",
        "a light colour",
        "多重",
        "轻便的双肩包",
    ],
)
def test_needs_orders_and_questions_are_no_wishes(text: str) -> None:
    assert find_wishes(text).wishes == ()


def test_what_is_left_can_be_read_as_constraints() -> None:
    assert find_wishes("cheaper, in black").left == ", in black"
    assert find_wishes("便宜点的黑色耳机").left == "的黑色耳机"


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    cleaned = clean_text(text)
    assert len(find_wishes(cleaned).left) <= len(cleaned)
