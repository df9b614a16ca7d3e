"""The reading of the questions in tests/data/questions.jsonl; the rules are in questions.md."""

import json
from pathlib import Path

import pytest

from shopguide.domain.question import QuestionKind
from shopguide.text.question.reading import understand_question

_FILE = Path(__file__).parents[3] / "data" / "questions.jsonl"
ROWS = [json.loads(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]


def _share(right: list[bool]) -> float:
    return sum(right) / len(right)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_kind_is_read_from_the_words(language: str) -> None:
    rows = [row for row in ROWS if row["language"] == language]
    right = [understand_question(row["text"]).kind.value == row["kind"] for row in rows]
    assert _share(right) >= 0.95


@pytest.mark.parametrize("language", ["en", "zh"])
def test_yes_or_no_is_read_from_the_words(language: str) -> None:
    rows = [row for row in ROWS if row["language"] == language]
    right = [understand_question(row["text"]).is_yes_no == row["yes_no"] for row in rows]
    assert _share(right) >= 0.97


def test_every_kind_is_there_in_both_languages() -> None:
    for language in ("en", "zh"):
        kinds = {row["kind"] for row in ROWS if row["language"] == language}
        assert kinds == {kind.value for kind in QuestionKind}


@pytest.mark.parametrize(
    "text", [row["text"] for row in ROWS if row["kind"] not in ("unsafe", "chit_chat")]
)
def test_ordinary_question_is_neither_refused_nor_taken_for_talk(text: str) -> None:
    reading = understand_question(text)
    assert reading.kind not in (QuestionKind.UNSAFE, QuestionKind.CHIT_CHAT)
    assert reading.risk is None


@pytest.mark.parametrize("row", [row for row in ROWS if "risk" in row], ids=lambda row: row["text"])
def test_refusal_says_why(row: dict[str, str]) -> None:
    risk = understand_question(row["text"]).risk
    assert risk is not None
    assert risk.value == row["risk"]


def test_language_is_found_out() -> None:
    assert all(understand_question(row["text"]).language == row["language"] for row in ROWS)
