"""Questions that shoppers asked and the shop answered; each answer agrees with the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from infra.local.sample_shop.catalogue import SEED, SampleProduct, sample_products
from infra.local.sample_shop.dice import Dice
from infra.local.sample_shop.grammar import capitalise_sentences, expand, expand_one
from infra.local.sample_shop.vocabulary import load_vocabulary

QUESTION_COUNT = 1200


@dataclass(frozen=True, slots=True)
class SampleQuestion:
    """One pair; `attribute` is the key of what it asks about."""

    question_id: str
    product_id: str
    attribute: str
    question: str
    answer: str
    asked_on: date


def sample_questions(last_day: date) -> Iterator[SampleQuestion]:
    """All pairs by product: one about every product, more about what sells."""
    number = 0
    for product, count in zip(sample_products(), _counts(), strict=True):
        dice = Dice(SEED, "questions", product.product_id)
        for attribute in dice.choose_some(list(product.values), count):
            number += 1
            yield _pair(f"QA-{number:04}", product, attribute, dice, last_day)


def _counts() -> list[int]:
    """How many questions each product has; never two about one attribute."""
    products = sample_products()
    counts = [1] * len(products)
    dice = Dice(SEED, "questions")
    positions = range(len(products))
    for _ in range(QUESTION_COUNT - len(products)):
        weights = [
            product.appeal * (counts[place] < len(product.values))
            for place, product in enumerate(products)
        ]
        counts[dice.choose_weighted(positions, weights)] += 1
    return counts


def _pair(
    number: str, product: SampleProduct, attribute: str, dice: Dice, last_day: date
) -> SampleQuestion:
    language, talk = product.language, load_vocabulary()
    value = product.values[attribute]
    slots = product.slots_about(value, language)
    greet = expand(talk.greet[language][0], slots, dice)
    reply = expand(talk.reply[language][0], slots, dice)
    question = greet + expand_one(value.attribute.ask[language], slots, dice)
    answer = reply + expand_one(value.attribute.say[language], slots, dice)
    return SampleQuestion(
        question_id=number,
        product_id=product.product_id,
        attribute=attribute,
        question=capitalise_sentences(question) if language == "en" else question,
        answer=capitalise_sentences(answer) if language == "en" else answer,
        asked_on=last_day - timedelta(days=dice.whole(1, 240)),
    )
