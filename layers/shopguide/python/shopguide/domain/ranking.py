"""Hits of a search or a recommendation, and the reasons they carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shopguide.domain import degraded
from shopguide.domain.interaction import InteractionKind
from shopguide.domain.json_value import JsonObject
from shopguide.domain.product import Product


class ReasonType(StrEnum):
    """Why a product is recommended; each names evidence that really moved it."""

    BECAUSE_YOU_VIEWED = "because_you_viewed"
    BECAUSE_YOU_WISHED = "because_you_wished"
    BECAUSE_YOU_ADDED_TO_CART = "because_you_added_to_cart"
    BECAUSE_YOU_BOUGHT = "because_you_bought"
    SIMILAR_TO = "similar_to"
    BOUGHT_TOGETHER = "bought_together"
    GOES_WITH = "goes_with"
    CHEAPER_THAN = "cheaper_than"
    BETTER_RATED_THAN = "better_rated_than"
    COMPLEMENTS_CART = "complements_cart"
    SHOPPERS_LIKE_YOU = "shoppers_like_you"
    MATCHES_INTEREST = "matches_interest"
    TRENDING = "trending"
    POPULAR = "popular"
    NEW = "new"
    EXPLORED = "explored"


REASON_TYPES: Mapping[InteractionKind, ReasonType] = {
    InteractionKind.VIEW_ITEM: ReasonType.BECAUSE_YOU_VIEWED,
    InteractionKind.SELECT_ITEM: ReasonType.BECAUSE_YOU_VIEWED,
    InteractionKind.ADD_TO_WISHLIST: ReasonType.BECAUSE_YOU_WISHED,
    InteractionKind.ADD_TO_CART: ReasonType.BECAUSE_YOU_ADDED_TO_CART,
    InteractionKind.PURCHASE: ReasonType.BECAUSE_YOU_BOUGHT,
}
"""How a reason names a product of the history, by the weightiest thing done with it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A machine-checkable reason.

    `product_id` is the product of the shopper's history that adds most to the hit's score: without
    it, and with all else as it is, the score would fall the most. `contribution` is its share of
    all that adds to the score (0 to 1). Both are None for popularity.

    `evidence` holds what a type names besides, e.g. ``{"interest": "coffee"}``, ``{"lift": 3.1,
    "count": 12}`` or ``{"saving": "20.00", "currency": "USD"}``.
    """

    type: ReasonType
    product_id: str | None = None
    contribution: float | None = None
    evidence: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """One product of a ranking.

    `score` is comparable only within one ranking, and there only between hits whose reasons are of
    one family (history, similarity, popularity, none): each family has a scale of its own.
    """

    product: Product
    score: float
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits, best first; `strategy` names what made the head of the order (e.g. ``dense``).

    `notes` say in stable words why there may be fewer hits than expected. `ranking_id` is what
    impressions and interactions that come of it refer to. `experiments` names the variants that it
    was made with, by experiment.
    """

    hits: Sequence[Hit]
    strategy: str
    notes: Sequence[str] = ()
    ranking_id: str = ""
    experiments: Mapping[str, str] = field(default_factory=dict)


CATALOGUE_EMPTY = "catalogue_empty"
"""Note of a ranking: no product has ever been imported."""


class RecommendationNote(StrEnum):
    """What a list beside a product or a cart says about itself.

    Attributes:
        NO_PURCHASES_TOGETHER: No product is known to be bought together with it: what there is
            goes with it by what its title says.
        NO_COMPLEMENTS: Nothing is known to go with it either.
        NO_CATEGORY: Its category is not known, so nothing is known to be of its kind.
        NO_PRICE: Its price is not known, so nothing is known to be cheaper.
        NO_RATING: It is not rated, so nothing is known to be rated better.
        PRODUCTS_GONE: Some of the products named are not in the shop: the others were looked at.
        INDEX_UNAVAILABLE: The index does not answer: popular products as they were kept.
    """

    NO_PURCHASES_TOGETHER = "no_purchases_together"
    NO_COMPLEMENTS = "no_complements"
    NO_CATEGORY = "no_category"
    NO_PRICE = "no_price"
    NO_RATING = "no_rating"
    PRODUCTS_GONE = "products_gone"
    INDEX_UNAVAILABLE = degraded.INDEX_UNAVAILABLE
