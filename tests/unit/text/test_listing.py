"""Words and sentences in a row."""

import pytest

from shopguide.text.language import Language
from shopguide.text.listing import join_sentences, listed


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ([], "en", ""),
        (["red"], "en", "red"),
        (["red", "blue"], "en", "red and blue"),
        (["red", "blue", "grey"], "en", "red, blue and grey"),
        (["红色", "蓝色", "灰色"], "zh", "红色、蓝色、灰色"),
    ],
)
def test_words_stand_in_a_row_as_the_language_has_it(
    words: list[str], language: Language, said: str
) -> None:
    assert listed(words, language) == said


def test_sentences_are_apart_in_english_and_not_behind_chinese() -> None:
    assert join_sentences(["Yes.", "", "It is."]) == "Yes. It is."
    assert join_sentences(["是的。", "40小时。"]) == "是的。40小时。"
