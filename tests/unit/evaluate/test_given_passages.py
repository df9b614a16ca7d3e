"""What teaches the confidence in one given text."""

import lzma
from pathlib import Path

from shopguide.domain.passage import Passage, PassageKind
from training.evaluate.answer_pools import LabelledQuestion
from training.evaluate.given_passages import read_attributes, read_given, singles

COLUMNS = "ASIN\tquestion\tcandidate\tanswer\tsource\n"


def write_given(folder: Path) -> None:
    train = COLUMNS + (
        "B1\tHow heavy?\tIt weighs 2 kg.\t2 kg\tdesc\n"
        "B1\tIs it red?\tred and blue\tyes\treview\n"
        "B2\tHow wide?\t40 cm\t40 cm\tcqa\n"
        "B9\tHow tall?\t9 cm\t9 cm\tcqa\n"
        "B3\tIs it measured?\tyes\tyes\tcqa\n"
    )
    (folder / "hetpqa-answer-train.tsv.xz").write_bytes(lzma.compress(train.encode()))
    dev = COLUMNS + "B9\tIs it measured?\tyes\tyes\tcqa\n"
    (folder / "hetpqa-answer-dev.tsv").write_text(dev, encoding="utf-8")


def test_each_question_comes_with_its_passage_and_with_one_of_another(tmp_path: Path) -> None:
    write_given(tmp_path)
    found = read_given(tmp_path)
    assert [(each.text, each.labels) for each in found[:2]] == [
        ("How heavy?", [2]),
        ("How heavy?", [0]),
    ]
    assert found[0].passages[0].text == "It weighs 2 kg."
    assert found[1].passages[0].text == "red and blue", "of the same product"
    assert found[5].passages[0].text != "40 cm"


def test_what_is_measured_is_not_learnt_from(tmp_path: Path) -> None:
    write_given(tmp_path)
    assert {each.text for each in read_given(tmp_path)} == {"How heavy?", "Is it red?", "How wide?"}


def test_attributes_that_answer_are_labelled_as_answers(tmp_path: Path) -> None:
    path = tmp_path / "semipqa-attribute-dev.tsv"
    rows = "qid\tqa_pair_id\tquestion\tcandidate\tlabel\n"
    rows += "1\t1\theavy?\tweight: { value:2 }\t1\n1\t2\theavy?\tcolor: { value:red }\t0\n"
    path.write_text(rows, encoding="utf-8")
    (question,) = read_attributes(path, limit=5)
    assert question.labels == [2, 0]
    assert question.passages[0].text == "Weight: 2."


def test_single_candidates_are_one_that_answers_and_one_that_does_not() -> None:
    article = Passage("a", PassageKind.ARTICLE, "One. Two. Three.")
    review = Passage("r", PassageKind.REVIEW, "No. Not at all.")
    question = LabelledQuestion("P", "", "which?", "which?", [article, review], [2, 0])
    right, wrong = singles([question])
    assert right.labels == [2, 2]
    assert [passage.text for passage in right.passages] == ["One. Two.", "Two. Three."]
    assert (wrong.passages, wrong.labels) == ([review], [0])
