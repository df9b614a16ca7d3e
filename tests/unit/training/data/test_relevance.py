"""Lists for the reranker: what serves, what does not, and what must not be trained on."""

import csv
import json
import lzma
import zipfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from shopguide.domain.passage import Passage, PassageKind
from training.data.examples import GradedPair, TextPair
from training.data.public.icecat import CatalogueProduct
from training.data.public.pqa import AnsweredQuestion, JudgedQuestion
from training.data.public.zh_titles import Span, SpanKind, TaggedTitle
from training.data.relevance import answered_lists, judged_lists
from training.data.relevance_mixture import (
    FOLDS,
    RelevanceSizes,
    epqa_lists,
    fold_of,
    public_lists,
    shop_lists,
)
from training.data.relevance_queries import product_lists, title_lists
from training.errors import TrainingInputError

COLUMNS = "qid question ASIN candidate source qa_pair_id title label answer confidence".split()


def passage(text: str, product: str = "P") -> Passage:
    return Passage(text, PassageKind.REVIEW, text, product)


def test_judged_list_keeps_what_answers_when_it_is_cut() -> None:
    texts = [passage(f"text {n}") for n in range(9)]
    question = JudgedQuestion("1", "P", "", "why?", texts, [0, 0, 0, 0, 2, 0, 0, 1, 0], [""] * 9)
    (cut,) = judged_lists([question], (0.0, 0.4, 1.0), source="s", longest=4, chance=Random(0))
    assert len(cut.texts) == 4
    assert cut.texts[:2] == ["text 4", "text 7"]
    assert list(cut.grades) == [1.0, 0.4, 0.0, 0.0]


def test_answered_list_has_answers_to_other_questions_of_the_product() -> None:
    questions = [
        AnsweredQuestion(product, f"question {product}{n}", passage(f"answer {product}{n}"), "")
        for product in "AB"
        for n in range(3)
    ]
    first = answered_lists(questions, source="s", same_product=2, others=0, chance=Random(0))[0]
    assert first.texts[0] == "answer A0"
    assert set(first.texts[1:]) == {"answer A1", "answer A2"}
    assert list(first.grades) == [1.0, 0.0, 0.0]


def catalogue() -> list[CatalogueProduct]:
    rows = [
        ("Acme", "A1", "laser printer"),
        ("Acme", "A2", "laser printer"),
        ("Bolt", "B1", "laser printer"),
        ("Acme", "A3", "printer cable"),
        ("Bolt", "B2", "printer cable"),
    ]
    return [
        CatalogueProduct(name, f"{brand} {name} {kind}", name, brand, "", ())
        for brand, name, kind in rows
    ]


def test_product_of_another_category_never_serves_a_category() -> None:
    lists = product_lists(catalogue(), 40, longest=5, chance=Random(1))
    assert len(lists) == 40
    of_category = [each for each in lists if "printer cable" in each.query]
    assert of_category
    for each in of_category:
        served = [text for text, grade in zip(each.texts, each.grades, strict=True) if grade]
        assert all("printer cable" in text for text in served)
        assert not each.judged


def test_other_brand_of_the_category_serves_half() -> None:
    lists = product_lists(catalogue(), 60, longest=5, chance=Random(1))
    branded = next(
        each for each in lists if each.query == "acme laser printer" and 0.5 in each.grades
    )
    grades = dict(zip(branded.texts, branded.grades, strict=True))
    assert all(grade == 0.5 for text, grade in grades.items() if "Bolt B1" in text)


def test_chinese_near_miss_lacks_a_word_of_the_query() -> None:
    titles = [
        TaggedTitle([Span(SpanKind.BRAND, brand), Span(SpanKind.PRODUCT, product)])
        for brand, product in (("小米", "电饭煲"), ("美的", "电饭煲"), ("美的", "电水壶"))
    ]
    for each in title_lists(titles, 3, longest=3, chance=Random(0)):
        assert each.grades[0] == 1.0
        assert all(each.query not in text for text in each.texts[1:])


def test_shop_ratings_become_grades_and_answers_of_the_same_product_are_no_negatives() -> None:
    pairs = [
        TextPair(f"q{n}", f"a{n}", "question_evidence", "en", group)
        for n, group in enumerate("AAB")
    ]
    rated = [GradedPair("cup", "red cup", 3.0), GradedPair("cup", "saucer", 1.5)]
    mixture = shop_lists(pairs, rated, others=3, seed=0)
    assert [list(each.texts) for each in mixture.lists[:2]] == [["a0", "a2"], ["a1", "a2"]]
    assert list(mixture.lists[-1].grades) == [1.0, 0.5]
    assert mixture.rows() == {"shop": 9}


def write(path: Path, rows: Sequence[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    separator = "," if path.name.endswith(".csv") else "\t"
    with (lzma.open if path.suffix == ".xz" else open)(path, "wt", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS, delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def public(tmp_path: Path) -> Path:
    def row(product: str, question: str, label: int) -> dict[str, object]:
        return {
            "qid": question, "question": question, "ASIN": product, "candidate": f"text {label}",
            "source": "review", "qa_pair_id": label, "title": "", "label": label,
            "answer": "yes", "confidence": "",
        }  # fmt: skip

    folder = tmp_path / "amazon-pqa"
    write(folder / "epqa-dev.csv", [row(f"E{n}", f"measured {n}?", 2) for n in range(10)])
    for name in ("hetpqa-evidence-dev", "hetpqa-answer-train"):
        rows = [row("E0", f"{name} a?", 1), row("H0", f"{name} b?", 1), row("H1", "Measured 3", 1)]
        write(folder / f"{name}.tsv.xz", rows)
    for name in ("semipqa-attribute-dev", "semipqa-attribute-testseen"):
        rows = [
            {**row("", f"{name}?", 1), "candidate": "size:  { value:5 }", "source": "attribute"}
        ]
        write(folder / f"{name}.tsv.xz", rows)
    return tmp_path


def test_measured_products_and_questions_are_left_out(public: Path) -> None:
    sizes = RelevanceSizes(english=0, chinese=0)
    mixture = public_lists(public, sizes, seed=1)
    assert sorted(each.query for each in mixture.lists) == [
        "hetpqa-answer-train b?",
        "hetpqa-evidence-dev b?",
        "semipqa-attribute-dev?",
        "semipqa-attribute-testseen?",
    ]
    assert mixture.left_out == 4
    assert mixture == public_lists(public, sizes, seed=1)


def test_catalogue_that_is_missing_is_named(public: Path) -> None:
    with pytest.raises(TrainingInputError, match="icecat"):
        public_lists(public, RelevanceSizes(chinese=0), seed=1)


def test_pseudo_queries_come_from_the_catalogue_alone(public: Path) -> None:
    products = [
        {"id": str(n), "title": f"Acme A{n} laser printer", "name": f"A{n}", "supplier": "Acme"}
        for n in range(6)
    ]
    (public / "icecat").mkdir()
    with zipfile.ZipFile(public / "icecat" / "1.json.zip", "w") as archive:
        archive.writestr("1.json", json.dumps(products))
    mixture = public_lists(public, RelevanceSizes(english=4, chinese=0), seed=1)
    assert sum(each.source == "icecat" for each in mixture.lists) == 4


def test_folds_part_the_questions_by_product(public: Path) -> None:
    folds = [epqa_lists(public, held_out=k, longest=8, seed=0) for k in range(FOLDS)]
    assert sum(each.left_out for each in folds) == 10
    for number, fold in enumerate(folds):
        kept = {each.query for each in fold.lists}
        assert kept == {f"measured {n}?" for n in range(10) if fold_of(f"E{n}") != number}
