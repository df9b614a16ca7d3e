import io

import pytest

from shopguide.catalog.reading.source import open_source
from shopguide.catalog.rows.paragraphs import MAX_WORDS, split_paragraphs, word_count
from shopguide.catalog.rows.row_parsing import RowError
from shopguide.catalog.rows.text_rows import TextParser
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.passage import Passage, PassageKind, passage_from_json
from shopguide.domain.row_problem import ProblemCode


def parse(kind: CatalogKind, **fields: str) -> list[Passage]:
    header = open_source(io.BytesIO(f"{','.join(fields)}\n".encode()), "f.csv", kind).header
    content = TextParser(kind, header).parse(list(fields.values())).content
    return [passage_from_json(passage) for passage in content["passages"]]


def test_a_question_and_its_answer_become_one_passage() -> None:
    (passage,) = parse(
        CatalogKind.QA, id="17", product_id="p1", question="多重？", answer="只有500克。",
        date="2026-03-01",
    )  # fmt: skip
    assert passage == Passage(
        "qa:17", PassageKind.QA, "只有500克。", product_id="p1", question="多重？", language="zh",
        source="qa:17", date="2026-03-01",
    )  # fmt: skip


def test_a_question_without_a_product_is_shop_wide() -> None:
    (passage,) = parse(CatalogKind.QA, question="Do you ship abroad?", answer="Yes, worldwide.")
    assert passage.product_id == ""
    assert passage.language == "en"


def test_a_row_without_id_is_named_by_what_it_asks() -> None:
    first, same, other = (
        parse(CatalogKind.QA, product_id=product_id, question="How heavy?", answer=answer)[0]
        for product_id, answer in (("p1", "2 kg"), ("p1", "3 kg"), ("p2", "2 kg"))
    )
    assert first.source == same.source != other.source


def test_a_review_keeps_title_rating_and_date() -> None:
    (passage,) = parse(
        CatalogKind.REVIEWS, product_id="p1", text="Sturdy.", title="Good", rating="4.5",
        date="2026-03-01T10:00:00Z",
    )  # fmt: skip
    assert (passage.kind, passage.title, passage.rating) == (PassageKind.REVIEW, "Good", 4.5)


def test_an_article_becomes_its_paragraphs() -> None:
    passages = parse(CatalogKind.ARTICLES, id="returns", title="Returns", text="One.\n\nTwo.")
    assert [(passage.passage_id, passage.text) for passage in passages] == [
        ("articles:returns#1", "One."),
        ("articles:returns#2", "Two."),
    ]
    assert {passage.source for passage in passages} == {"articles:returns"}
    assert {passage.title for passage in passages} == {"Returns"}


@pytest.mark.parametrize(
    ("kind", "fields", "column"),
    [
        (CatalogKind.QA, {"question": "", "answer": "a"}, "question"),
        (CatalogKind.QA, {"question": "q", "answer": " "}, "answer"),
        (CatalogKind.QA, {"question": "q", "answer": "a", "product_id": "a\x01"}, "product_id"),
        (CatalogKind.REVIEWS, {"product_id": "", "text": "t"}, "product_id"),
        (CatalogKind.REVIEWS, {"product_id": "p", "text": "t", "rating": "6"}, "rating"),
        (CatalogKind.REVIEWS, {"product_id": "p", "text": "t", "rating": "nan"}, "rating"),
        (CatalogKind.REVIEWS, {"product_id": "p", "text": "t", "rating": "good"}, "rating"),
        (CatalogKind.REVIEWS, {"product_id": "p", "text": "t", "date": "03/04/2026"}, "date"),
        (CatalogKind.REVIEWS, {"product_id": "p", "text": "t", "date": "20260230"}, "date"),
        (CatalogKind.QA, {"question": "<p></p>", "answer": "a"}, "question"),
        (CatalogKind.ARTICLES, {"title": "", "text": "t"}, "title"),
    ],
)
def test_says_which_column_is_wrong(kind: CatalogKind, fields: dict[str, str], column: str) -> None:
    with pytest.raises(RowError) as caught:
        parse(kind, **fields)
    assert caught.value.column == column


def test_ratings_and_dates_are_stored_as_one_form() -> None:
    (passage,) = parse(
        CatalogKind.REVIEWS, product_id="p1", text="Sturdy.", rating="4.5星", date="2026年1月31日"
    )
    assert (passage.rating, passage.date) == (4.5, "2026-01-31")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": ""}, ProblemCode.MISSING_VALUE),
        ({"rating": "80%"}, ProblemCode.BAD_RATING),
        ({"date": "soon"}, ProblemCode.BAD_DATE),
    ],
)
def test_every_rejection_has_its_kind(fields: dict[str, str], code: ProblemCode) -> None:
    with pytest.raises(RowError) as caught:
        parse(CatalogKind.REVIEWS, **{"product_id": "p1", "text": "t"} | fields)
    assert caught.value.code is code


def test_markup_is_left_out_of_texts() -> None:
    (review,) = parse(
        CatalogKind.REVIEWS, product_id="p1", title="<b>Good</b>", text="Great<br />sound &amp; fit"
    )
    assert (review.title, review.text) == ("Good", "Great sound & fit")


def test_paragraphs_of_an_article_with_markup_stay_apart() -> None:
    html = "<h2>Washing</h2>\n<p>Cold\nwater.</p><ul><li>No bleach</li></ul>"
    passages = parse(CatalogKind.ARTICLES, id="care", title="Care", text=html)
    assert [passage.text for passage in passages] == ["Washing", "Cold water.", "No bleach"]


@pytest.mark.parametrize(
    "text",
    [
        "A sentence of six words here. " * 60,
        "这款耳机的续航时间很长,适合每天通勤使用。" * 30,
        "word " * 500,
        "字" * 900,
    ],
)
def test_long_paragraphs_are_cut_to_what_one_vector_can_stand_for(text: str) -> None:
    paragraphs = split_paragraphs(text)
    assert len(paragraphs) > 2
    assert max(map(word_count, paragraphs)) <= MAX_WORDS
    assert "".join(paragraphs).replace(" ", "") == text.replace(" ", "")
