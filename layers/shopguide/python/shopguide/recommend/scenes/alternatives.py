"""Products to take instead: cheaper ones, and ones that are rated better."""

import math
from collections.abc import Callable, Sequence
from enum import StrEnum

from shopguide.domain.filters import Condition, Filter, Match, Range
from shopguide.domain.ranking import Hit, Reason, ReasonType, RecommendationNote
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.scenes.anchors import Anchor
from shopguide.recommend.scenes.found import Found, are_of_one_sort, enough, nearest
from shopguide.text.product_filter import fold_category

LEAST_RATING_GAIN = 0.1
"""Stars that make a rating better: it is what one decimal shows."""


class AlternativeKind(StrEnum):
    """In what an alternative is better."""

    CHEAPER = "cheaper"
    BETTER_RATED = "better_rated"


def alternative_hits(
    index: VectorIndex, anchor: Anchor, wanted: Filter, kind: AlternativeKind, limit: int
) -> tuple[Sequence[Hit], RecommendationNote | None]:
    """Products of the anchor's category that are better in one thing, the most similar first.

    Returns:
        The hits, their score the cosine of the texts; and why there can be none, where that is so.
    """
    paths = anchor.product.category_paths()
    if not paths:
        return (), RecommendationNote.NO_CATEGORY
    condition = _CONDITIONS[kind](anchor)
    if condition is None:
        return (), _MISSING[kind]
    same = wanted.and_must(Match("categories", (fold_category(paths[-1]),)), *condition)

    def read(depth: int) -> Sequence[Found]:
        return nearest(index, anchor, same, depth)

    def reason(found: Found) -> Reason | None:
        return _REASONS[kind](found, anchor) if are_of_one_sort(found, anchor) else None

    kept = enough(read, anchor, limit, lambda found: reason(found) is not None)
    return tuple(Hit(found.product, found.similarity, reason(found)) for found in kept), None


def _below_price(anchor: Anchor) -> tuple[Condition, ...] | None:
    price = anchor.product.current_price
    if price is None:
        return None
    below = math.nextafter(float(price.amount), 0.0)
    return Match("currency", (price.currency,)), Range("price", at_most=below)


def _above_rating(anchor: Anchor) -> tuple[Condition, ...] | None:
    if anchor.rating is None:
        return None
    return (Range("rating", at_least=_better(anchor.rating)),)


def _cheaper(found: Found, anchor: Anchor) -> Reason | None:
    """Told in exact decimals, which the engine's numbers are not."""
    price, than = found.product.current_price, anchor.product.current_price
    if price is None or than is None or price.currency != than.currency:
        return None
    saving = than.amount - price.amount
    if saving <= 0:
        return None
    amounts = {"saving": saving, "price": price.amount, "than": than.amount}
    evidence = {name: str(amount) for name, amount in amounts.items()}
    return Reason(
        ReasonType.CHEAPER_THAN,
        anchor.product_id,
        1.0,
        {**evidence, "currency": price.currency},
    )


def _better_rated(found: Found, anchor: Anchor) -> Reason | None:
    rating, than = found.rating, anchor.rating
    if rating is None or than is None or rating < _better(than):
        return None
    evidence = {"rating": rating, "than": than}
    return Reason(ReasonType.BETTER_RATED_THAN, anchor.product_id, 1.0, {**evidence})


def _better(rating: float) -> float:
    return round(rating + LEAST_RATING_GAIN, 3)  # ratings have three decimals at most


_CONDITIONS: dict[AlternativeKind, Callable[[Anchor], tuple[Condition, ...] | None]] = {
    AlternativeKind.CHEAPER: _below_price,
    AlternativeKind.BETTER_RATED: _above_rating,
}
_REASONS: dict[AlternativeKind, Callable[[Found, Anchor], Reason | None]] = {
    AlternativeKind.CHEAPER: _cheaper,
    AlternativeKind.BETTER_RATED: _better_rated,
}
_MISSING = {
    AlternativeKind.CHEAPER: RecommendationNote.NO_PRICE,
    AlternativeKind.BETTER_RATED: RecommendationNote.NO_RATING,
}
