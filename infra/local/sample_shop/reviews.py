"""Reviews whose ratings follow each product's quality, and whose words follow the rating."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from infra.local.sample_shop.catalogue import SEED, SampleProduct, sample_products
from infra.local.sample_shop.dice import Dice
from infra.local.sample_shop.grammar import capitalise_sentences, expand_one
from infra.local.sample_shop.vocabulary import Aspect, load_vocabulary
from shopguide.text.language import Language

REVIEW_COUNT = 4000

_OTHER_LANGUAGE_SHARE = 0.1
_MISHAP_SHARE = 0.05
_PRAISE_SHARE = (0.05, 0.25, 0.55, 0.85, 1.1)
"""By stars: how likely a sentence about an aspect is praise."""


@dataclass(frozen=True, slots=True)
class SampleReview:
    """One review; `rating` is from 1 to 5 stars."""

    review_id: str
    product_id: str
    rating: int
    text: str
    written_on: date


def sample_reviews(last_day: date) -> Iterator[SampleReview]:
    """All reviews by product; popular products have many, some have none."""
    number = 0
    for product, count in zip(sample_products(), _counts(), strict=True):
        for nth in range(count):
            number += 1
            dice = Dice(SEED, "reviews", product.product_id, nth)
            rating = _rating(product, dice)
            yield SampleReview(
                review_id=f"RV-{number:05}",
                product_id=product.product_id,
                rating=rating,
                text=_text(product, rating, dice),
                written_on=last_day - timedelta(days=dice.whole(1, 300)),
            )


def _counts() -> list[int]:
    """The shares of the products' appeal, rounded so that they add up."""
    appeals = [product.appeal for product in sample_products()]
    scale = REVIEW_COUNT / sum(appeals)
    counts, owed = [], 0.0
    for appeal in appeals:
        owed += appeal * scale
        counts.append(int(owed + 1e-6))
        owed -= counts[-1]
    return counts


def _rating(product: SampleProduct, dice: Dice) -> int:
    expected = 1.5 + 3.4 * product.quality + 2.0 * dice.wobble()
    if dice.chance(_MISHAP_SHARE):
        expected -= 2.5  # a parcel that arrives broken says nothing about the product
    return min(5, max(1, int(expected + 0.5)))


def _text(product: SampleProduct, rating: int, dice: Dice) -> str:
    language = product.language
    if dice.chance(_OTHER_LANGUAGE_SHARE):
        language = "en" if language == "zh" else "zh"
    talk = load_vocabulary().ratings[rating - 1]
    slots = {
        **product.slots(language),
        "days": str(dice.whole(2, 90)),
        "stars": str(rating),
        "use": dice.choose(product.category.uses[language]),
    }
    sentences = [expand_one(talk.opening[language], slots, dice)] if dice.chance(0.8) else []
    aspects = dice.choose_some(_aspects_of(product), dice.whole(1, 2))
    sentences += [_remark(product, aspect, rating, language, dice) for aspect in aspects]
    if dice.chance(0.35):
        sentences.append(expand_one(talk.closing[language], slots, dice))
    if language == "zh":
        return "".join(sentences)
    return capitalise_sentences(" ".join(sentences))


def _aspects_of(product: SampleProduct) -> Sequence[Aspect]:
    return [
        aspect
        for aspect in product.category.aspects
        if not aspect.attribute
        or (aspect.attribute in product.values and not product.values[aspect.attribute].is_lack)
    ]


def _remark(
    product: SampleProduct, aspect: Aspect, rating: int, language: Language, dice: Dice
) -> str:
    """A sentence about an aspect; the same aspect tends to be good or bad for all of a model."""
    strength = Dice(SEED, "strength", product.brand, product.model, aspect.attribute).share()
    praised = dice.chance(_PRAISE_SHARE[rating - 1] + 0.3 * (strength - 0.5))
    patterns = (aspect.good if praised else aspect.bad)[language]
    value = product.values.get(aspect.attribute)
    slots = product.slots(language) if value is None else product.slots_about(value, language)
    return expand_one(patterns, slots, dice)
