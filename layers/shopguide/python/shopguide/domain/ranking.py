"""Hits of a search or a recommendation, and the reasons they carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shopguide.domain.product import Product


class ReasonType(StrEnum):
    """Why a product is recommended; each names evidence that really moved it."""

    BECAUSE_YOU_VIEWED = "because_you_viewed"
    BECAUSE_YOU_WISHED = "because_you_wished"
    BECAUSE_YOU_ADDED_TO_CART = "because_you_added_to_cart"
    BECAUSE_YOU_BOUGHT = "because_you_bought"
    SIMILAR_TO = "similar_to"
    POPULAR = "popular"
    NEW_IN_SHOP = "new_in_shop"


@dataclass(frozen=True, slots=True)
class Reason:
    """A machine-checkable reason.

    `product_id` is the product of the shopper's history whose removal would lower the hit's score
    most, and `contribution` its share of the score (0 to 1); both are None for popularity.
    """

    type: ReasonType
    product_id: str | None = None
    contribution: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One product of a ranking; `score` is comparable only within the ranking."""

    product: Product
    score: float
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits, best first; `strategy` names what made the order (e.g. ``dense``, ``profile``)."""

    hits: Sequence[Hit]
    strategy: str
