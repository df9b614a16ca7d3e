"""Words of values, in both languages."""

import pytest

from shopguide.text.value_words import meaning_of, truth_in, truth_of, words_in


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        ("Yes", True),
        ("支持。", True),
        ("not included", False),
        ("沒有", False),
        ("cotton", None),
        ("yes, with an adapter", None),
        ("", None),
    ],
)
def test_one_word_is_a_yes_or_a_no_and_no_sentence_is(value: str, truth: bool | None) -> None:
    assert truth_of(value) is truth


def test_yes_and_no_are_said_in_the_other_language() -> None:
    assert truth_in("none", "zh") == "无"
    assert truth_in("不支持", "en") == "not supported"
    assert truth_in("cotton", "zh") == ""


def test_names_of_one_material_mean_the_same() -> None:
    assert meaning_of("纯棉") == meaning_of("Cotton") == "cotton"
    assert meaning_of("supported") == meaning_of("有") == "yes"
    assert meaning_of("cotton blend") == "cotton blend"


def test_words_inside_a_value_are_said_in_the_other_language_and_whole() -> None:
    assert words_in("Ripstop Nylon", "zh") == "防撕裂尼龙"
    assert words_in("barrel", "zh") == "barrel"
    assert words_in("不锈钢", "en").strip() == "stainless steel"
