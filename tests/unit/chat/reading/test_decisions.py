"""Decisions about products, read beside the words that stand for them."""

import pytest

from shopguide.chat.reading.decisions import hesitates, is_lost
from shopguide.chat.reading.wishes import Wish, find_wishes
from shopguide.text.language import detect_language
from shopguide.text.question.references import find_references


def wishes_of(text: str) -> tuple[Wish, ...]:
    """As a turn is read: what stands for products is blank."""
    characters = list(text)
    for each in find_references(text, detect_language(text)):
        characters[each.start : each.end] = " " * (each.end - each.start)
    return find_wishes("".join(characters)).wishes


@pytest.mark.parametrize(
    "text",
    [
        "I'll take the first one",
        "ok ill take the 2nd",
        "buy it",
        "i want it",
        "how do i buy this one?",
        "add it to cart",
        "checkout",
        "那就第一个吧",
        "就要第二个了",
        "我要买这个",
        "我要第2个",
        "好的 就它了",
        "第一个怎么买",
        "下单",
        "买它",
        "那就第一個吧",
    ],
)
def test_product_is_taken(text: str) -> None:
    assert wishes_of(text) == (Wish.TAKE,)


@pytest.mark.parametrize(
    "text",
    ["not that one", "no, not these", "i dont like it", "不要这个", "这个不好看", "第一个不喜欢"],
)
def test_product_is_turned_down(text: str) -> None:
    assert wishes_of(text) == (Wish.NOT_THIS,)


@pytest.mark.parametrize(
    "text",
    [
        "i want to buy a tent",
        "I'll take a blue one in size 42",
        "I get it",
        "got it",
        "not too heavy",
        "not sure",
        "我想买个帐篷",
        "要黑色的",
        "不要黑色",
        "好吧",
        "第二个呢",
        "第一个多少钱",
        "这个好看吗",
    ],
)
def test_other_words_decide_nothing(text: str) -> None:
    assert not {Wish.TAKE, Wish.NOT_THIS} & set(wishes_of(text))


def test_hesitation_and_not_understanding_are_heard() -> None:
    assert all(map(hesitates, ("hmm not sure", "let me think", "再想想", "不确定")))
    assert all(map(is_lost, ("什么意思", "what do you mean?", "huh", "没看懂", "what")))
    assert not any(map(is_lost, ("what colours are there", "防水是什么意思", "怎么用这个杯子")))
    assert not any(map(hesitates, ("not sure which size fits", "再来一个")))
