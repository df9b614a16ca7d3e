"""Yes, no, or not settled: never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.answer import Verdict
from shopguide.domain.money import Money
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Availability, Product
from shopguide.text.passages import record_passages
from shopguide.text.verdicts.of_evidence import starts_with_verdict, verdict_of

ATTRIBUTE, DESCRIPTION, QA = PassageKind.ATTRIBUTE, PassageKind.DESCRIPTION, PassageKind.QA


def settle(
    question: str, text: str, kind: PassageKind = ATTRIBUTE, known_question: str = ""
) -> Verdict:
    return verdict_of(question, Passage("x", kind, text, "p", known_question))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is it dishwasher safe?", "Dishwasher safe: yes."),
        ("有没有蓝牙", "蓝牙：支持。"),
        ("Is it under 2 kg?", "Weight: 1.9 kg."),
        ("Is the battery life over 30 hours?", "Battery life: 40 hours."),
        ("Is it black?", "Colour: black / white."),
        ("Is it made of leather?", "Material: full-grain leather."),
        ("这款耳机防水吗？", "防水等级：IPX5。"),
        ("它不防水吗？", "防水：否。"),
    ],
)
def test_attribute_that_says_so_settles_with_yes(question: str, text: str) -> None:
    assert settle(question, text) is Verdict.YES


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is it waterproof?", "Waterproof: no."),
        ("Isn't it waterproof?", "Waterproof: no."),
        ("Does it weigh less than 3 pounds?", "Weight: 1.9 kg."),
        ("重量有没有超过2公斤？", "重量：1.9千克。"),
        ("有红色的吗？", "颜色：珍珠白。"),
        ("Is the warranty 5 years?", "Warranty: 3 years."),
    ],
)
def test_attribute_that_says_otherwise_settles_with_no(question: str, text: str) -> None:
    assert settle(question, text) is Verdict.NO


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Is it noisy?", "Noise level: 84 dB."),
        ("Is it waterproof?", "Water resistance: IPX4."),
        ("Is it made of leather?", "Material: synthetic leather."),
        ("Is the battery life 40 hours?", "Battery life: up to 40 hours."),
        ("Is it good for a 6 year old?", "Age: 3 - 8 years."),
        ("Does it fit a 15 inch laptop?", "Weight: 1.9 kg."),
    ],
)
def test_attribute_that_leaves_it_open_settles_nothing(question: str, text: str) -> None:
    assert settle(question, text) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("question", "text", "verdict"),
    [
        ("Can it go in the dishwasher?", "Not suitable for the dishwasher.", Verdict.NO),
        ("Is it compatible with Android?", "Compatible with iOS and Android.", Verdict.YES),
        ("Does it work with the iPhone 15?", "Works with the iPhone 14.", Verdict.UNKNOWN),
        ("Is it suitable for children?", "Suitable for children from 3 years.", Verdict.UNKNOWN),
        ("Are both sides magnetic?", "One side is magnetic.", Verdict.UNKNOWN),
        ("Do I need to buy batteries?", "Batteries are included.", Verdict.UNKNOWN),
        ("能不能水洗？", "不可水洗。", Verdict.NO),
        ("支持快充吗", "支持65W快充。", Verdict.YES),
        ("鞋面透气吗？", "鞋面采用透气网布，夏天穿不闷脚。", Verdict.YES),
    ],
)
def test_sentence_settles_what_all_its_words_are_about(
    question: str, text: str, verdict: Verdict
) -> None:
    assert settle(question, text, DESCRIPTION) is verdict


def test_pair_settles_the_question_it_answers_and_not_its_opposite() -> None:
    known, text = "Would a tall person fit?", "Yes, the inner tent is long."
    assert settle("Does a tall person fit?", text, QA, known) is Verdict.YES
    assert settle("Is it too small for a tall person?", text, QA, known) is Verdict.UNKNOWN
    assert settle("Would a tall person not fit?", text, QA, known) is Verdict.UNKNOWN


def test_what_one_reviewer_thinks_settles_nothing() -> None:
    assert settle("Is it comfortable?", "Comfortable.", PassageKind.REVIEW) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("question", "column", "verdict"),
    [
        ("Is it under 100 dollars?", "price", Verdict.YES),
        ("Is it less than $50?", "price", Verdict.NO),
        ("Is it under 100 yuan?", "price", Verdict.UNKNOWN),
        ("Is it in stock?", "availability", Verdict.NO),
    ],
)
def test_price_and_stock_are_judged_by_the_record(
    question: str, column: str, verdict: Verdict
) -> None:
    product = Product(
        "p",
        "Lamp",
        price=Money(Decimal(120), "USD"),
        sale_price=Money(Decimal(80), "USD"),
        availability=Availability.OUT_OF_STOCK,
    )
    passage = next(p for p in record_passages(product) if p.passage_id == f"p/{column}")
    assert verdict_of(question, passage, product) is verdict


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_quantity_is_always_on_the_right_side_of_its_bound(weight: int, bound: int) -> None:
    verdict = settle(f"Does it weigh less than {bound} g?", f"Weight: {weight / 1000} kg.")
    assert verdict is (Verdict.YES if weight < bound else Verdict.NO)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Yes, it does.", Verdict.YES),
        ("No problem with that", Verdict.NO),
        ("不可以，会损坏。", Verdict.NO),
        ("可以，有三个菜单。", Verdict.YES),
        ("有三个菜单", Verdict.UNKNOWN),
        ("Nothing else", Verdict.UNKNOWN),
    ],
)
def test_yes_and_no_are_seen_at_the_beginning(text: str, verdict: Verdict) -> None:
    assert starts_with_verdict(text) is verdict


def test_returning_without_a_reason_denies_nothing() -> None:
    said = "收到商品后 7 天内可以无理由退货。"
    assert settle("能退货吗", said, PassageKind.ARTICLE) is Verdict.YES
