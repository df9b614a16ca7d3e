"""What reviews say about each product, laid side by side aspect by aspect."""

from collections.abc import Sequence
from typing import Protocol

from shopguide.domain.comparison import ComparedAspect, ComparedCell, ComparedRow
from shopguide.domain.insight import AspectInsight, ProductInsights
from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.language import Language

MAX_ASPECTS = 8
REVIEW_RATING = "review_rating"
_MIN_OPINIONS = 3
"""Praise and complaints of each product before one of them is said to be liked better."""

_MIN_LEAD = 0.25
"""By how much the share of praise must be larger for that."""

_MOSTLY = 0.75
"""Share of praise with which a product is said to be liked where nothing is known of the others."""


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


def liked_alone(aspect: ComparedAspect) -> int | None:
    """Place of the only product whose reviews say enough of it, if they praise it."""
    shares = [_share_of_praise(each) for each in aspect.insights]
    known = [(share, place) for place, share in enumerate(shares) if share is not None]
    return known[0][1] if len(known) == 1 and known[0][0] >= _MOSTLY else None


def rating_row(insights: Sequence[ProductInsights], language: Language) -> ComparedRow | None:
    """Mean ratings of reviews, None where fewer than two products have any.

    The cells name no passage: they are computed from all reviews.
    """
    means = [each.mean_rating for each in insights]
    known = {round(mean, 1) for mean in means if mean is not None}
    if sum(mean is not None for mean in means) < 2:
        return None
    cells = [
        ComparedCell("" if mean is None else f"{mean:.1f} / 5 ({each.reviews})")
        for mean, each in zip(means, insights, strict=True)
    ]
    best = [n for n, mean in enumerate(means) if mean is not None and round(mean, 1) == max(known)]
    shown = "评论评分" if language == "zh" else "Rating by reviews"
    return ComparedRow(REVIEW_RATING, shown, cells, len(known) > 1, best if len(known) > 1 else ())


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
