"""Questions about what people think: counted, quoted, both sides, no claim without support."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.answer import Verdict
from shopguide.domain.insight import Sentiment
from shopguide.insights.asked import read_asked
from shopguide.insights.opinion import OpinionReply
from shopguide.text.reviews.aspects import AspectNames
from tests.unit.insights.reviewed_shop import ReviewedShop, review, texts

PRAISED = (
    "Very comfortable, I wear them all day.",
    "So comfortable!",
    "They are comfortable and the sound is great.",
    "Comfortable. The sound is rich.",
    "Uncomfortable after an hour.",
    "戴着很舒服，就是物流太慢了。",
    "物流慢得要命，客服态度不好。",
    "物流太慢。",
    "The cable is short.",
)


def ask(question: str, language: str = "en", told: tuple[str, ...] = PRAISED) -> OpinionReply:
    reply = ReviewedShop(texts(*told)).insights.opinion(question, "HP-1", language)
    assert reply is not None
    return reply


def test_an_aspect_is_answered_with_counts_and_quotes() -> None:
    reply = ask("Is it comfortable?")
    assert reply.sentences[0] == (
        "5 of 6 reviews that speak of the comfort praise it, and 1 complains about it."
    )
    assert reply.verdict is Verdict.YES
    assert [each.aspect for each in reply.aspects] == ["comfort"]
    assert all(reply.cited)


def test_each_quote_is_cited_from_the_review_that_has_it() -> None:
    reply = ask("Is it comfortable?")
    for sentence, cited in list(zip(reply.sentences, reply.cited, strict=True))[1:]:
        assert len(cited) == 1
        assert sentence.split("”")[0].lstrip("“") in cited[0].text


def test_yes_to_a_question_of_blame_is_blame() -> None:
    assert ask("Is it uncomfortable?").verdict is Verdict.NO


def test_chinese_questions_are_answered_in_chinese() -> None:
    reply = ask("物流怎么样？", "zh")
    assert reply.sentences[0] == "3条评价提到物流，其中3条批评。"
    assert reply.verdict is None


def test_people_who_disagree_give_no_verdict() -> None:
    reply = ask("Is the sound good?", told=("Great sound.", "Bad sound."))
    assert reply.verdict is Verdict.UNKNOWN


def test_a_single_review_is_not_a_verdict() -> None:
    reply = ask("Is the cable good?")
    assert reply.verdict is Verdict.UNKNOWN
    assert reply.sentences[0].startswith("The one review that speaks of")


@pytest.mark.parametrize("question", ["What do people complain about?", "有什么缺点？"])
def test_complaints_are_told_without_praise(question: str) -> None:
    reply = ask(question, "zh" if "缺" in question else "en")
    assert [each.aspect for each in reply.aspects] == ["delivery"]


def test_the_product_as_a_whole_is_told_with_praise_and_blame() -> None:
    reviews = [review(n, text, 5 if n < 5 else 2) for n, text in enumerate(PRAISED)]
    reply = ReviewedShop(reviews).insights.opinion("值得买吗？", "HP-1", "zh")
    assert reply is not None
    assert reply.sentences[0] == "9条评价中，5条好评，4条差评，平均评分3.7（满分5分）。"
    assert {each.aspect for each in reply.aspects} == {"comfort", "delivery"}
    assert reply.verdict is Verdict.UNKNOWN


def test_what_no_review_speaks_of_is_left_to_others() -> None:
    shop = ReviewedShop(texts(*PRAISED))
    assert shop.insights.opinion("Does the camera take good photos?", "HP-1", "en") is None
    assert shop.insights.opinion("How many watts does it draw?", "HP-1", "en") is None
    assert ReviewedShop([]).insights.opinion("Is it comfortable?", "HP-1", "en") is None


@pytest.mark.parametrize("question", ["好用吗？", "质量怎么样？", "What are the pros and cons?"])
def test_a_broad_question_is_answered_about_the_product_as_a_whole(question: str) -> None:
    language = "en" if question.isascii() else "zh"
    reply = ask(question, language)
    assert {each.aspect for each in reply.aspects} == {"comfort", "delivery"}


def test_single_complaints_are_quoted_where_none_is_a_claim() -> None:
    told = ("Great sound.", "The sound is rich.", "Bad battery.", "I love the sound.")
    reply = ask("What do people complain about?", told=told)
    assert reply.sentences == (
        "Nothing is clearly complained about in 4 reviews.",
        "“Bad battery.” (2026-03-03)",
    )
    assert [len(each) for each in reply.cited] == [1, 1]


@pytest.mark.parametrize(
    ("question", "aspects", "side", "polarity"),
    [
        ("质量怎么样", ("quality",), None, 1),
        ("会不会掉色", ("durability",), None, -1),
        ("甜不甜", ("taste",), None, 1),
        ("Is it noisy?", ("noise",), None, -1),
        ("Is it worth the price?", (), None, 1),
        ("Has anyone had problems with it?", (), Sentiment.NEGATIVE, -1),
        ("有什么优点", (), Sentiment.POSITIVE, 0),
        ("大家都说好吗", (), None, 1),
        ("How is my battery life doing in general?", ("battery",), None, 0),
    ],
)
def test_questions_say_what_they_ask_reviews_for(
    question: str, aspects: tuple[str, ...], side: Sentiment | None, polarity: int
) -> None:
    asked = read_asked(question, AspectNames(("battery_life",)))
    assert asked is not None
    assert (asked.aspects, asked.side, asked.polarity) == (aspects, side, polarity)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_question_is_read_without_an_error(question: str) -> None:
    asked = read_asked(question, AspectNames())
    assert asked is None or asked.polarity in (-1, 0, 1)


@pytest.mark.parametrize(
    ("question", "is_asked"),
    [
        ("Is it good?", True),
        ("Is this any good?", True),
        ("Is it good for swimming?", False),
        ("Is it really great in the rain?", False),
    ],
)
def test_what_it_is_good_for_is_no_question_about_the_product_as_a_whole(
    question: str, is_asked: bool
) -> None:
    assert (read_asked(question, AspectNames()) is not None) is is_asked
