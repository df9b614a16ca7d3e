"""Questions in letters that ShopGuide does not read are told so, in both languages."""

import pytest

from shopguide.domain.question import QuestionKind, Risk
from shopguide.text.question.reading import understand_question
from shopguide.text.safety.replies import refusal


@pytest.mark.parametrize(
    "text",
    [
        "こんにちは、これは何ですか",
        "Сколько весит палатка?",
        "كم يزن هذا؟",
        "이 텐트는 얼마나 무거워요?",
    ],
)
def test_other_letters_are_refused_by_naming_the_languages_that_are_read(text: str) -> None:
    reading = understand_question(text)
    assert (reading.kind, reading.risk) == (QuestionKind.UNSAFE, Risk.LANGUAGE)
    for language in ("zh", "en"):
        told = refusal(Risk.LANGUAGE, language)
        assert "English" in told
        assert "中文" in told


@pytest.mark.parametrize(
    "text",
    [
        "优の良品的这款多重？",
        "Is it 5 µm or 300 Ω?",
        "Combien ça pèse ?",
        "它有α波吗",
        "🎉 is it red? 🎉",
        "这款帳篷多重",
    ],
)
def test_a_foreign_letter_or_two_refuse_nothing(text: str) -> None:
    assert understand_question(text).risk is None
