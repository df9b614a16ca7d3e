import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from shopguide.text.pinyin import (
    all_readings,
    character_readings,
    similar_sound,
    split_syllables,
    word_reading,
    word_readings,
)


@pytest.mark.parametrize(
    ("word", "reading"),
    [
        ("蓝牙耳机", "lan ya er ji"),
        ("音乐", "yin yue"),
        ("长袖", "chang xiu"),
        ("银行卡", "yin hang ka"),
        ("旅行箱", "lv xing xiang"),
        ("藍牙耳機", "lan ya er ji"),
    ],
)
def test_reads_words_as_they_are_spoken(word: str, reading: str) -> None:
    assert " ".join(word_reading(word)) == reading


def test_reads_characters_alone_as_pypinyin_does() -> None:
    common = "的一是手机电脑鞋衣服红蓝绿女男儿童家用充电器保温杯"
    assert [character_readings(character)[0] for character in common] == lazy_pinyin(common)


def test_gives_every_common_reading_of_a_word_the_usual_one_first() -> None:
    assert list(word_readings("长袖")) == [("chang", "xiu"), ("zhang", "xiu")]


def test_word_with_an_unknown_character_has_no_reading() -> None:
    assert word_reading("手a") == ()
    assert list(word_readings("手a")) == []


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("lanyaerji", "lan ya er ji"),
        ("xian", "xian"),
        ("fangan", "fang an"),
        ("lvxingxiang", "lv xing xiang"),
        ("headphones", ""),
        ("", ""),
    ],
)
def test_splits_letters_into_syllables(letters: str, syllables: str) -> None:
    assert " ".join(split_syllables(letters)) == syllables


@pytest.mark.parametrize(
    ("left", "right"), [("zhang", "zan"), ("nan", "lan"), ("shen", "seng"), ("xin", "xing")]
)
def test_sounds_that_many_mix_up_are_similar(left: str, right: str) -> None:
    assert similar_sound(left) == similar_sound(right)


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(sorted({r for rs in all_readings().values() for r in rs})), max_size=6)
)
def test_syllables_written_together_are_syllables_again(syllables: list[str]) -> None:
    letters = "".join(syllables)
    assert "".join(split_syllables(letters)) == letters or {"n", "o"} & set(syllables)
