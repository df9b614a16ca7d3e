"""What reviews come to, for several products at once or for one that has none."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shopguide.chat.reading.turn_reading import TurnReading
from shopguide.chat.turns.taking import TakenTurn
from shopguide.domain.answer import Answer
from shopguide.domain.errors import ProductNotFoundError, UnavailableError
from shopguide.domain.insight import ProductInsights
from shopguide.domain.product import Product

_REVIEWS = re.compile(
    r"\b(?:reviews?|rat(?:ed|ings?)|stars|people (?:say|think))\b|评价|评分|口碑|评论|好评|打分"
)


def asks_for_reviews(reading: TurnReading) -> bool:
    """Whether it asks what reviews come to."""
    return bool(_REVIEWS.search(reading.form))


def by_reviews(turn: TakenTurn, products: Sequence[Product]) -> list[str]:
    """How each of these is rated, the best first; empty where reviews cannot be read."""
    try:
        told = [(each, _insights(turn, each)) for each in products]
    except UnavailableError:
        return []
    rated = [(each, found) for each, found in told if found is not None and found.mean_rating]
    silent = [each for each, found in told if found is None or not found.mean_rating]
    rated.sort(key=lambda each: -(each[1].mean_rating or 0.0))
    said = [
        turn.say(
            "reviewed",
            title=turn.titles([each]),
            rating=f"{found.mean_rating:.1f}",
            reviews=found.reviews,
        )
        for each, found in rated
    ]
    return [*said, *([turn.say("no_reviews", titles=turn.titles(silent))] if silent else ())]


def without_reviews(turn: TakenTurn, answer: Answer, product: Product) -> Answer:
    """The answer, saying that there are no reviews where it abstained because of that."""
    if not answer.abstained or not asks_for_reviews(turn.reading):
        return answer
    try:
        found = _insights(turn, product)
    except UnavailableError:
        return answer
    if found is None or found.reviews:
        return answer
    return replace(answer, text=turn.say("no_reviews", titles=turn.titles([product])))


def _insights(turn: TakenTurn, product: Product) -> ProductInsights | None:
    try:
        return turn.capabilities.insights().of(product.product_id, turn.language)
    except ProductNotFoundError:
        return None
