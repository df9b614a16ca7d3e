"""What reviews say about each product, laid side by side aspect by aspect."""

from collections.abc import Sequence
from typing import Protocol

from shopguide.domain.comparison import ComparedAspect
from shopguide.domain.insight import AspectInsight, ProductInsights
from shopguide.domain.passage import Passage, PassageKind

MAX_ASPECTS = 8
_MIN_OPINIONS = 3
"""Praise and complaints of each product before one of them is said to be liked better."""

_MIN_LEAD = 0.25
"""By how much the share of praise must be larger for that."""


class ReviewInsights(Protocol):
    """What reviews say about a product."""

    def of(self, product_id: str, language: str = "") -> ProductInsights:
        """Aspect by aspect, with names in `language`."""


def align_aspects(insights: Sequence[ProductInsights]) -> list[ComparedAspect]:
    """One row an aspect: those that reviews of most products speak of first."""
    found = [{each.aspect: each for each in product.aspects} for product in insights]
    shown = {aspect: each.shown for product in found for aspect, each in product.items()}
    rows = [
        ComparedAspect(aspect, name, [product.get(aspect) for product in found])
        for aspect, name in shown.items()
    ]
    return sorted(rows, key=_weight, reverse=True)[:MAX_ASPECTS]


def liked_best(aspect: ComparedAspect) -> int | None:
    """Place of the product that reviews praise clearly more for it; None where there is none."""
    shares = [(_share_of_praise(each), n) for n, each in enumerate(aspect.insights)]
    known = sorted(((share, n) for share, n in shares if share is not None), reverse=True)
    if len(known) < 2 or known[0][0] - known[1][0] < _MIN_LEAD:
        return None
    return known[0][1]


def quoted(insight: AspectInsight, product_id: str) -> Passage | None:
    """The clearest sentence of a review for what most of them think."""
    quote = next((each for each in insight.quotes if each.sentiment is insight.sentiment), None)
    if quote is None:
        return None
    return Passage(
        quote.passage_id,
        PassageKind.REVIEW,
        quote.text,
        product_id,
        language=quote.language,
        date=quote.date,
        rating=quote.rating,
    )


def _weight(aspect: ComparedAspect) -> tuple[int, int]:
    said = [each for each in aspect.insights if each is not None]
    return len(said), sum(each.reviews for each in said)


def _share_of_praise(insight: AspectInsight | None) -> float | None:
    if insight is None or insight.positive + insight.negative < _MIN_OPINIONS:
        return None
    return insight.positive / (insight.positive + insight.negative)
