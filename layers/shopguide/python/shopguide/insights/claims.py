"""What may be claimed of an aspect, and what needs more reviews first."""

from collections.abc import Sequence
from math import comb

from shopguide.domain.insight import AspectInsight, Sentiment

MIN_REVIEWS = 3
"""Reviews that must speak of an aspect before anything is said of it."""

MAX_CHANCE = 1 / 8
"""How likely the lead of one side may be by chance alone; three of three is just as likely."""


def is_clear(positive: int, negative: int) -> bool:
    """Whether one side leads by more than chance would (sign test, one-sided)."""
    lead, other = max(positive, negative), min(positive, negative)
    return lead + other >= MIN_REVIEWS and _chance(lead, lead + other) <= MAX_CHANCE


def pros_and_cons(aspects: Sequence[AspectInsight]) -> tuple[list[str], list[str]]:
    """Ids of what is clearly praised and of what is clearly blamed, the clearest first."""
    clear = [each for each in aspects if is_clear(each.positive, each.negative)]
    clear.sort(key=_doubt)
    pros = [each.aspect for each in clear if each.sentiment is Sentiment.POSITIVE]
    return pros, [each.aspect for each in clear if each.sentiment is Sentiment.NEGATIVE]


def leading(positive: int, negative: int) -> Sentiment:
    """The side that has more reviews; neutral where both have as many."""
    if positive == negative:
        return Sentiment.NEUTRAL
    return Sentiment.POSITIVE if positive > negative else Sentiment.NEGATIVE


def _doubt(insight: AspectInsight) -> float:
    lead = max(insight.positive, insight.negative)
    return _chance(lead, insight.positive + insight.negative)


def _chance(lead: int, decided: int) -> float:
    """Probability of so many heads or more in fair throws."""
    return float(sum(comb(decided, heads) for heads in range(lead, decided + 1)) / 2**decided)
