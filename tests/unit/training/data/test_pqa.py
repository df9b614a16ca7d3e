"""Public product questions, as they lie in their files."""

import gzip
import lzma
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.passage import PassageKind
from training.data.public.pqa import (
    Overlap,
    attribute_of,
    question_key,
    read_answered,
    read_judged,
    read_marketplace_answers,
)

EPQA = """qid,question,ASIN,candidate,source,qa_pair_id,title,label,answer
7,Is it quiet?,B1,very quiet Question: does it hum? ,cqa,1,Fan,2,It is very quiet.
7,Is it quiet?,B1,"weight: { unit:pounds, normalized_value:{ value:9}, value:2 }",attribute,2,Fan,0,
8,is it red?,B2,nice,review,3,Cup,1,
"""


def test_epqa_question_has_its_candidates_in_order(tmp_path: Path) -> None:
    (tmp_path / "epqa-dev.csv").write_text(EPQA, encoding="utf-8")
    first, second = read_judged(tmp_path / "epqa-dev.csv")
    assert (first.question_id, first.product_id, first.title) == ("7", "B1", "Fan")
    assert list(first.labels) == [2, 0]
    assert list(first.answers) == ["It is very quiet.", ""]
    assert [passage.kind for passage in first.passages] == [PassageKind.QA, PassageKind.ATTRIBUTE]
    assert first.passages[0].question == "does it hum?"
    assert first.passages[1].text == "Weight: 2 pounds."
    assert second.passages[0].kind is PassageKind.REVIEW


def test_compressed_rows_keep_tabs_and_quotes_apart(tmp_path: Path) -> None:
    header = "ASIN\tquestion\tcandidate\tanswer\tsource"
    rows = f'{header}\nB1\tsize?\t"it is 5"" wide"\tfive inches\tDesc\n'
    (tmp_path / "hetpqa-answer-train.tsv.xz").write_bytes(lzma.compress(rows.encode()))
    (row,) = read_answered(tmp_path / "hetpqa-answer-train.tsv.xz")
    assert row.passage.text == 'it is 5" wide'
    assert row.passage.passage_id == "hetpqa-answer-train:2"
    assert row.answer == "five inches"


def test_marketplace_rows_are_literals_and_empty_answers_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "qa_Toys.json.gz"
    rows = [
        {"asin": "B1", "question": "Big?", "answer": "It's big"},
        {"asin": "B1", "question": "?", "answer": " "},
    ]
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(f"{row!r}\n" for row in rows)
    (row,) = read_marketplace_answers(path)
    assert (row.product_id, row.answer, row.passage.kind) == ("B1", "It's big", PassageKind.QA)


def test_overlap_holds_same_product_and_same_question(tmp_path: Path) -> None:
    (tmp_path / "epqa-dev.csv").write_text(EPQA, encoding="utf-8")
    questions = read_judged(tmp_path / "epqa-dev.csv")
    overlap = Overlap.of(questions[:1])
    rows = [
        {"asin": asin, "question": text, "answer": "yes"}
        for asin, text in (("B1", "new?"), ("B9", "is it QUIET"), ("B9", "new?"))
    ]
    with gzip.open(tmp_path / "qa_X.json.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(f"{row!r}\n" for row in rows)
    found = read_marketplace_answers(tmp_path / "qa_X.json.gz")
    assert [overlap.holds(row) for row in found] == [True, True, False]


@given(st.text())
def test_question_key_does_not_depend_on_case_and_ends(text: str) -> None:
    assert question_key(f" {text}?! ") == question_key(text)


@given(st.text())
def test_any_attribute_becomes_one_line(text: str) -> None:
    assert len(attribute_of(text).splitlines()) <= 1
