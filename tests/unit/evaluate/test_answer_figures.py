from pathlib import Path

import numpy as np
import pytest
import sacrebleu

from shopguide.domain.passage import PassageKind
from training.evaluate.errors import EvaluationInputError
from training.evaluate.evidence import Verdicts, judge_all, leads, served_figures
from training.evaluate.evidence_file import EvidenceQuestion, read_evidence, read_pairs
from training.evaluate.pairs import compare, figures
from training.evaluate.selective import calibration_error, risk_coverage_area, share_where
from training.evaluate.translation_score import bleu_counts

EVIDENCE = (
    "qid,question,ASIN,candidate,source,label\n"
    "1,How heavy is it?,B1,Weight: 2 kg.,attribute,2\n"
    "1,How heavy is it?,B1,I like it.,review,0\n"
    "2,Does it fly?,B1,I like it.,review,0\n"
)


def read(tmp_path: Path, text: str) -> list[EvidenceQuestion]:
    file = tmp_path / "evidence.csv"
    file.write_text(text, encoding="utf-8")
    return read_evidence(file)


def test_candidates_are_gathered_by_question(tmp_path: Path) -> None:
    heavy, fly = read(tmp_path, EVIDENCE)
    assert (heavy.labels, fly.labels) == ([2, 0], [0])
    assert [passage.kind for passage in heavy.passages] == [
        PassageKind.ATTRIBUTE,
        PassageKind.REVIEW,
    ]


def test_question_and_candidate_and_label_are_enough(tmp_path: Path) -> None:
    (question,) = read(
        tmp_path, "question,candidate,label\n能折叠吗？,可以折叠。,2\n能折叠吗？,红色,0\n"
    )
    assert question.product is None
    assert {passage.language for passage in question.passages} == {"zh"}
    assert len({passage.passage_id for passage in question.passages}) == 2


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1,,B1,text,review,2", "question is empty"),
        ("1,How?,B1,text,blog,2", "the source is 'blog'"),
        ("1,How?,B1,text,review,3", "label is '3'"),
        ("1,How?,B1,text,review,1.5", "the label is 1.5"),
        ("1,How?,B1,text,review,yes", "label is 'yes'"),
    ],
)
def test_wrong_evidence_is_named_by_line(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(EvaluationInputError, match=f"line 2: {problem}") as caught:
        read(tmp_path, f"qid,question,ASIN,candidate,source,label\n{row}\n")
    assert caught.value.fix


def test_pair_without_an_answer_is_named(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("question\tcandidate\tanswer\nHow?\tSo.\t\n", encoding="utf-8")
    with pytest.raises(EvaluationInputError, match="line 2: answer is empty"):
        read_pairs(file)


def verdicts(*rows: tuple[float, int, int]) -> Verdicts:
    """Confidence, label of the first candidate, highest label."""
    confidence, top, best = np.array(rows, dtype=float).T
    return Verdicts(confidence, top, best, (top == best) * 1.0, ["qa"] * len(rows))


def test_answering_is_judged_by_what_comes_first(tmp_path: Path) -> None:
    found = judge_all(
        read(tmp_path, EVIDENCE), lambda question: ([*range(len(question.labels))], 0.7)
    )
    assert found.top.tolist() == [2, 0]
    assert found.best.tolist() == [2, 0]
    assert found.kinds == ["attribute", "review"]


def test_figures_at_a_threshold_by_hand() -> None:
    served = verdicts((0.9, 2, 2), (0.8, 0, 2), (0.6, 0, 0), (0.2, 2, 2))
    found = {name: each.value for name, each in served_figures(served, 0.5).items()}
    assert found["p@1"] == pytest.approx(2 / 3)
    assert found["answered"] == pytest.approx(3 / 4)
    assert found["risk"] == pytest.approx(2 / 3)
    assert found["answered-answerable"] == pytest.approx(2 / 3)
    assert found["abstained-unanswerable"] == 0
    assert found["risk-coverage-area"] == pytest.approx((0 + 1 / 2 + 2 / 3 + 2 / 4) / 4)


def test_leads_are_paired_by_question() -> None:
    better = verdicts((0.9, 2, 2), (0.1, 0, 0))
    worse = verdicts((0.1, 0, 2), (0.9, 0, 0))
    found = leads(better, worse)
    assert found["p@1"].value == 1
    assert found["risk-coverage-area"].value == pytest.approx(0.25 - 1)


def test_calibration_error_is_the_gap_of_confidence_and_success() -> None:
    confidence = np.array([0.1] * 10 + [0.9] * 10)
    right = np.array([0.0] * 10 + [1.0] * 5 + [0.0] * 5)
    assert calibration_error(confidence, right, bins=2) == pytest.approx((0.1 + 0.4) / 2)


def test_curves_work_on_many_resamples_at_once() -> None:
    confidence = np.array([[0.9, 0.5], [0.5, 0.9]])
    wrong = np.array([[0.0, 1.0], [0.0, 1.0]])
    assert risk_coverage_area(confidence, wrong) == pytest.approx([0.25, 0.75])
    assert share_where(wrong, np.array([[0.0, 0.0], [1.0, 1.0]])) == pytest.approx([0, 0.5])


def test_bleu_of_all_rows_is_that_of_sacrebleu() -> None:
    said = ["the chair is 40 cm wide", "yes, it folds flat", "it is made of solid oak wood"]
    wanted = ["the chair is 45 cm wide", "yes it folds flat", "made of solid oak wood"]
    counts = bleu_counts(said, wanted)
    expected = sacrebleu.corpus_bleu(said, [wanted]).score
    assert counts.score(np.arange(3)[None])[0] == pytest.approx(expected)
    thrice = sacrebleu.corpus_bleu(said[:1] * 3, [wanted[:1] * 3]).score
    assert counts.score(np.array([[0, 0, 0]]))[0] == pytest.approx(thrice)


def test_numbers_that_the_evidence_lacks_are_not_supported(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text(
        "question\tcandidate\tanswer\nHow heavy?\tIt weighs 2 kg.\t2 kg\nHow wide?\t40 cm\t40 cm\n",
        encoding="utf-8",
    )
    pairs = read_pairs(file)
    assert figures(compare(["2 kg", "40 cm"], pairs))["numbers-supported"].value == 1
    half = figures(compare(["It weighs 3 kg.", "40 cm"], pairs))["numbers-supported"]
    assert half.value == 0.5
    silent = figures(compare(["", "wide"], pairs))["numbers-supported"]
    assert silent.value == 1
