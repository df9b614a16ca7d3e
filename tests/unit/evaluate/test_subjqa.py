"""SubjQA: what counts as right, and both F1."""

from pathlib import Path

import pytest

from training.evaluate.errors import EvaluationInputError
from training.evaluate.subjqa import ReviewQuestion, figures, judge, quoted_spans, read_questions

REVIEW = "It is loud. The screen is bright and clear. I like it."


def write(folder: Path, rows: str) -> Path:
    file = folder / "tiny-dev.csv"
    file.write_text(f"question,review,human_ans_spans,human_ans_indices\n{rows}", encoding="utf-8")
    return file


def test_reads_what_several_people_marked_as_one_question(tmp_path: Path) -> None:
    rows = (
        f'How is the screen?,"{REVIEW} ANSWERNOTFOUND",bright,"(26, 32)"\n'
        f'How is the screen?,"{REVIEW} ANSWERNOTFOUND",ANSWERNOTFOUND,"(57, 71)"\n'
    )
    [question] = read_questions(write(tmp_path, rows))
    assert question == ReviewQuestion("How is the screen?", REVIEW, [(26, 32)])


def test_span_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(EvaluationInputError, match="line 2: 'here' is no span"):
        read_questions(write(tmp_path, f'Loud?,"{REVIEW}",loud,here\n'))


def test_quoted_sentences_are_found_in_the_review_behind_a_lead() -> None:
    said = "The shop's data does not say, but: The screen is bright and clear."
    assert [REVIEW[a:b].strip() for a, b in quoted_spans(said, REVIEW)] == [
        "The screen is bright and clear."
    ]


def test_both_f1_count_wrong_answers_and_wrong_silence() -> None:
    answerable = ReviewQuestion("Screen?", REVIEW, [(26, 32)])
    unanswerable = ReviewQuestion("Weight?", REVIEW, [])
    always = figures(judge([answerable, unanswerable], lambda _: [(20, 40)]))
    assert always["answer-f1"].value == pytest.approx(2 / 3)  # precision 1/2, recall 1
    assert always["no-answer-f1"].value == 0
    never = figures(judge([answerable, unanswerable], lambda _: ()))
    assert never["answer-f1"].value == 0
    assert never["no-answer-f1"].value == pytest.approx(2 / 3)
