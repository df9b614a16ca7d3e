import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon, Name, pack_word_categories
from shopguide.text.normalise import clean_text
from shopguide.text.query.spelling import SpellingIndex, apply_corrections

_WORDS = {
    "wireless": 400,
    "mouse": 300,
    "mode": 900,
    "keyboard": 250,
    "laptop": 300,
    "headphones": 200,
    "headset": 120,
    "head": 60,
    "set": 200,
    "bluetooth": 300,
    "blue": 500,
    "smart": 150,
    "watch": 200,
    "iphone": 80,
    "case": 300,
    "external": 150,
    "hard": 120,
    "drive": 200,
    "toner": 90,
    "usb": 900,
    "cable": 500,
    "xbox": 8,
    "wireles": 1,
    "nintendo": 1,
    "tn-2110": 1,
    "mp3": 40,
    "蓝牙": 60,
    "耳机": 90,
    "蓝牙耳机": 40,
    "洗衣机": 30,
    "吹风机": 25,
    "手机": 200,
    "手机壳": 80,
    "无线": 90,
    "鼠标": 70,
    "苹果": 50,
    "铁锅": 12,
    "家用": 300,
}
_CATEGORIES = pack_word_categories(
    {"external": [("storage", 1.0)], "hard": [("storage", 0.9)], "drive": [("storage", 0.8)]}
)


@pytest.fixture(scope="module")
def spelling() -> SpellingIndex:
    return SpellingIndex(
        Lexicon(
            catalogue_version=1,
            products=5_000,
            words=_WORDS,
            brands={"logitech": Name("Logitech", 90), "海尔": Name("海尔", 40)},
            categories={"mouse pads": Name("Mouse Pads", 30)},
            word_categories=_CATEGORIES,
        )
    )


def _corrected(spelling: SpellingIndex, query: str) -> str:
    return apply_corrections(query, spelling.correct(query))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("moues", "mouse"),
        ("mpuse", "mouse"),
        ("ouse", "mouse"),
        ("keybord", "keyboard"),
        ("Hedphones", "headphones"),
        ("blutooht", "bluetooth"),
        ("logitec", "logitech"),
        ("nintedo", "nintendo"),
        ("zbox", "xbox"),
    ],
)
def test_slip_of_the_fingers_becomes_the_catalogues_word(
    written: str, meant: str, spelling: SpellingIndex
) -> None:
    assert _corrected(spelling, written) == meant


@pytest.mark.parametrize(
    "query",
    [
        "laptops",
        "wireless mouse",
        "cheapest umbrella under 50",
        "brother tn-2110",
        "tn-2111",
        "mp4",
        "42码 xl",
        "usb-c",
        "skirt",
        "samsung",
        "lego",
        "hp",
        "dll",
        "",
        "🙂",
    ],
)
def test_what_may_be_meant_is_left_alone(query: str, spelling: SpellingIndex) -> None:
    assert spelling.correct(query) == ()


def test_correction_names_the_words_and_their_place(spelling: SpellingIndex) -> None:
    (found,) = spelling.correct("Red Keybord 20 USD")
    assert (found.start, found.end) == (4, 11)
    assert (found.written, found.corrected) == ("Keybord", "keyboard")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("blue tooth headset", "bluetooth headset"),
        ("head set", "headset"),
        ("iphonecase", "iphone case"),
        ("usbcable", "usb cable"),
    ],
)
def test_spaces_too_many_and_too_few_are_set_right(
    written: str, meant: str, spelling: SpellingIndex
) -> None:
    assert _corrected(spelling, written) == meant


def test_slip_of_the_catalogue_itself_is_corrected_by_a_far_more_frequent_word(
    spelling: SpellingIndex,
) -> None:
    assert _corrected(spelling, "wireles mouse") == "wireless mouse"


def test_plain_english_is_corrected_only_among_words_of_one_category(
    spelling: SpellingIndex,
) -> None:
    assert _corrected(spelling, "eternal hard drive") == "external hard drive"
    assert _corrected(spelling, "eternal") == "eternal"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("蓝亚耳机", "蓝牙耳机"),
        ("吹风鸡", "吹风机"),
        ("家用洗依机", "家用洗衣机"),
        ("手鸡", "手机"),
    ],
)
def test_character_of_the_same_sound_becomes_the_right_one(
    written: str, meant: str, spelling: SpellingIndex
) -> None:
    assert _corrected(spelling, written) == meant


@pytest.mark.parametrize(
    "query", ["蓝牙耳机", "廉邦铁锅", "从低到高", "家用的", "不要苹果的", "袜子"]
)
def test_chinese_that_sounds_like_nothing_else_is_left_alone(
    query: str, spelling: SpellingIndex
) -> None:
    assert spelling.correct(query) == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lanya erji", "蓝牙耳机"),
        ("lanyaerji", "蓝牙耳机"),
        ("lan ya er ji", "蓝牙耳机"),
        ("wuxian shubiao usb", "无线鼠标 usb"),
        ("haier xiyiji", "haier 洗衣机"),
    ],
)
def test_pinyin_becomes_chinese(written: str, meant: str, spelling: SpellingIndex) -> None:
    assert _corrected(spelling, written) == meant


def test_settled_spans_are_left_alone(spelling: SpellingIndex) -> None:
    assert spelling.correct("keybord moues", settled=[(0, 7)])[0].corrected == "mouse"
    assert spelling.correct("蓝亚耳机", settled=[(0, 2)]) == ()


def test_shop_without_words_corrects_nothing() -> None:
    spelling = SpellingIndex(EMPTY_LEXICON)
    assert spelling.correct("keybord 蓝亚耳机 lanya") == ()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["keybord", "moues", "蓝亚", "lanya", "er ji", "head", "set", "50元"]),
            st.text(max_size=8),
        ),
        max_size=5,
    )
)
def test_corrections_are_in_order_and_quote_the_query(
    spelling: SpellingIndex, parts: list[str]
) -> None:
    query = clean_text(" ".join(parts))
    end = 0
    for correction in spelling.correct(query):
        assert end <= correction.start < correction.end <= len(query)
        assert query[correction.start : correction.end] == correction.written
        assert correction.corrected
        end = correction.end
