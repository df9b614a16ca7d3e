"""Interactions of shoppers with products, by their GA4 names."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InteractionKind(StrEnum):
    """What a shopper did (Google Analytics 4 recommended events)."""

    VIEW_ITEM = "view_item"
    SELECT_ITEM = "select_item"
    ADD_TO_WISHLIST = "add_to_wishlist"
    ADD_TO_CART = "add_to_cart"
    PURCHASE = "purchase"


INTERACTION_WEIGHTS: dict[InteractionKind, float] = {
    InteractionKind.VIEW_ITEM: 1.0,
    InteractionKind.SELECT_ITEM: 1.0,
    InteractionKind.ADD_TO_WISHLIST: 2.0,
    InteractionKind.ADD_TO_CART: 3.0,
    InteractionKind.PURCHASE: 5.0,
}
"""How much one interaction says about a taste, relative to a view."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """One event: `shopper_id` is an account or an anonymous session; `occurred_at` is UTC."""

    event_id: str
    shopper_id: str
    kind: InteractionKind
    product_id: str
    occurred_at: datetime

    @property
    def weight(self) -> float:
        """Its weight relative to a view."""
        return INTERACTION_WEIGHTS[self.kind]
