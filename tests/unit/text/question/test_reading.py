import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.question import QuestionKind
from shopguide.text.normalise import clean_text
from shopguide.text.question.parts import MAX_PARTS
from shopguide.text.question.reading import understand_question


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "How heavy is it and does it come with a lid?",
            ("How heavy is it?", "does it come with a lid?"),
        ),
        ("多重？能放进洗碗机吗？", ("多重?", "能放进洗碗机吗?")),
        ("多少钱，包邮吗", ("多少钱?", "包邮吗")),
        (
            "How heavy is the Quiet 5 and is it loud?",
            ("How heavy is the Quiet 5?", "is the Quiet 5 loud?"),
        ),
        (
            "Does the Quiet 5 fold? Is it heavy?",
            ("Does the Quiet 5 fold?", "Is the Quiet 5 heavy?"),
        ),
        ("Quiet 5耳机多重？防水吗？", ("Quiet 5耳机多重?", "Quiet 5耳机防水吗?")),
        (
            "I have a Pixel 8. Does it fit? Is there a charger in the box?",
            ("I have a Pixel 8. Does it fit?", "Is there a charger in the box?"),
        ),
        ("How big is it? Also, is it loud?", ("How big is it?", "is it loud?")),
    ],
)
def test_several_questions_are_taken_apart_and_stand_by_themselves(
    text: str, parts: tuple[str, ...]
) -> None:
    assert understand_question(text).parts == parts


@pytest.mark.parametrize(
    "text",
    [
        "Is it black and white?",
        "What colour and size is it?",
        "Can you tell me how heavy and how long it is?",
        "It is waterproof, isn't it?",
        "Which is better, the first or the second?",
        "Hi! How are you? How heavy is it?",
        "How big is it? Thanks!",
        "黑色和白色都有吗",
        "如果下雨，能用吗",
        "是黑色还是白色",
        "你好，请问多重？",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert understand_question(text).parts == (clean_text(text),)


def test_more_questions_than_are_answered_stay_together_at_the_end() -> None:
    parts = understand_question("Is it red? Is it big? Is it old? Is it wet? Is it hot?").parts
    assert len(parts) == MAX_PARTS
    assert parts[-1] == "Is it wet? Is it hot?"


@pytest.mark.parametrize(
    ("text", "is_yes_no"),
    [
        ("Does it float?", True),
        ("It floats, right?", True),
        ("Waterproof?", True),
        ("Do you know if it floats?", True),
        ("Is it safe for cats or dogs?", True),
        ("Size?", False),
        ("Is it red or blue?", False),
        ("Do you know how it works?", False),
        ("Can you recommend a kettle?", False),
        ("Would you recommend it?", True),
        ("防不防水", True),
        ("是否需要电池", True),
        ("有没有盖子", True),
        ("这是纯棉的吧", True),
        ("红色还是蓝色", False),
        ("你知道怎么用吗", False),
        ("有什么颜色", False),
        ("電池能拆嗎", True),
    ],
)
def test_question_of_yes_or_no_is_told_from_others(text: str, is_yes_no: bool) -> None:
    assert understand_question(text).is_yes_no is is_yes_no


def test_language_that_the_caller_names_is_kept() -> None:
    assert understand_question("WH-1000XM5?", "zh").language == "zh"
    assert understand_question("WH-1000XM5?").language == "en"


def test_greeting_before_a_question_does_not_hide_it() -> None:
    assert understand_question("Hi, how heavy is it?").kind is QuestionKind.FACT
    assert understand_question("你好，怎么清洗？").kind is QuestionKind.USAGE


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    reading = understand_question(text)
    assert reading.text == clean_text(text)
    assert 1 <= len(reading.parts) <= MAX_PARTS
    assert (reading.risk is not None) == (reading.kind is QuestionKind.UNSAFE)


@pytest.mark.parametrize(
    "unit",
    [
        "a ",
        "is ",
        "ignore all ",
        "when asked ",
        "how many ",
        "第",
        "忽略所有",
        "请",
        "多",
        "比",
        "、",
        "吗，",
        "? ",
        "and is it ",
        "[",
        "<",
        "&#",
        "%",
        "A1",
        "助手:",
        "hello there ",
        "write me a ",
    ],
)
def test_long_hostile_text_takes_no_time(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    started = time.perf_counter()
    understand_question(text)
    assert time.perf_counter() - started < 5.0  # a backtracking rule takes minutes
