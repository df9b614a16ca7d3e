import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.text.normalise import fold
from shopguide.text.stems import stem_word
from shopguide.text.terms import (
    matchable,
    query_terms,
    query_vector,
    term_id,
    text_terms,
    token_terms,
)


@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [
        ("40小时续航", "40 hours of battery", "40hour"),
        ("15.6英寸", '15.6" laptop', "15.6inch"),
        ("15.6-inch", "15.60 inches", "15.6inch"),
        ("42码运动鞋", "shoes size 42", "42size"),
        ("XL码", "Size XL", "xlsize"),
        ("256GB", "256 gb", "256gigabyte"),
        ("1,000 W", "1000瓦", "1000watt"),
        ("TN-2110", "tn2110", "tn2110"),
        ("WH-1000XM5", "sony 1000xm5", "1000xm5"),
        ("iPhone11", "iphone 11", "11"),
        ("T-Shirts", "tshirt", "tshirt"),
        ("women’s", "WOMEN", "woman"),
        ("Café", "cafe", "cafe"),
        ("L'Oréal", "loreal", "loreal"),
        ("ＷｉＦｉ", "wifi", "wifi"),
        ("降噪蓝牙耳机", "蓝牙", "蓝牙"),
        ("機械鍵盤", "键盘", "键盘"),
        ("42碼", "42码", "42size"),
    ],
)
def test_two_spellings_of_a_thing_share_a_term(left: str, right: str, shared: str) -> None:
    assert shared in query_terms(left)
    assert shared in query_terms(right)


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("watches", "watch"),
        ("boxes", "box"),
        ("glasses", "glass"),
        ("batteries", "battery"),
        ("movies", "movie"),
        ("shoes", "shoe"),
        ("lenses", "lens"),
        ("colours", "color"),
    ],
)
def test_plural_and_singular_are_one_word(plural: str, singular: str) -> None:
    assert stem_word(plural) == stem_word(singular)


def test_a_model_code_counts_whole_and_in_its_parts() -> None:
    assert query_terms("WH-1000XM5") == ("wh1000xm5", "wh", "1000xm5", "1000", "xm", "5")


def test_function_words_are_left_out_unless_they_are_all_there_is() -> None:
    assert query_terms("a case for the phone") == ("case", "phone")
    assert query_terms("The The") == ("the",)


def test_chinese_gives_characters_and_pairs() -> None:
    assert query_terms("保温杯") == ("保", "温", "杯", "保温", "温杯")


def test_a_caller_weighs_single_terms() -> None:
    vector = query_vector(("laptop", "notebook"), {"notebook": 0.5})
    assert vector.values.tolist() == [1, 0.5]


def test_filters_ask_for_no_single_character_of_a_pair() -> None:
    assert matchable(query_terms("水杯 伞 cup")) == ["水杯", "伞", "cup"]


def test_a_terms_dimension_is_the_same_everywhere() -> None:
    assert term_id("保温") == 3_486_764_389


@given(st.text(max_size=80))
@settings(max_examples=150)
def test_tokens_of_any_text_lie_in_it_in_order_and_have_terms(text: str) -> None:
    folded = fold(text)
    position = 0
    for start, end, terms in token_terms(folded):
        assert position <= start < end <= len(folded)
        assert terms
        assert all(terms)
        position = end
    assert len(query_vector(text_terms(folded)).indices) <= len(text_terms(folded))
