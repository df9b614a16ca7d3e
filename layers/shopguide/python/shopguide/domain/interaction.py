"""Interactions of shoppers with products, by their GA4 names."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from shopguide.domain.json_value import JsonObject
from shopguide.domain.money import Money
from shopguide.domain.recommending import NO_CONTEXT, Context
from shopguide.domain.record_key import Key, history_partition

HISTORY_KEPT = timedelta(days=400)
"""How long an interaction is kept anywhere; it is personal data."""

ROBOT_EVENTS_A_DAY = 2_000
"""A shopper of whom more is reported on one day (UTC) is a robot: a keen one opens a page every ten
seconds, and nobody does for hours. What learns from shoppers or judges by them holds robots down.
"""


class InteractionKind(StrEnum):
    """What a shopper did: Google Analytics 4 recommended events, and turning a product down."""

    VIEW_ITEM = "view_item"
    SELECT_ITEM = "select_item"
    ADD_TO_WISHLIST = "add_to_wishlist"
    ADD_TO_CART = "add_to_cart"
    PURCHASE = "purchase"
    DISMISS = "dismiss"


INTERACTION_WEIGHTS: dict[InteractionKind, float] = {
    InteractionKind.VIEW_ITEM: 1.0,
    InteractionKind.SELECT_ITEM: 1.0,
    InteractionKind.ADD_TO_WISHLIST: 2.0,
    InteractionKind.ADD_TO_CART: 3.0,
    InteractionKind.PURCHASE: 5.0,
    InteractionKind.DISMISS: 0.0,
}
"""How much one interaction says about a taste, relative to a view."""


@dataclass(frozen=True, slots=True)
class ReportedInteraction:
    """An event as an app reports it; without `occurred_at` it is happening now.

    `event_id` is unique across all shoppers (a UUID): it makes a second delivery harmless.
    `ranking_id` is that of the recommendation or search that led to it, `value` what was paid for
    it or what lies in the cart, quantities multiplied.
    """

    event_id: str
    shopper_id: str
    kind: InteractionKind
    product_id: str
    occurred_at: datetime | None = None
    ranking_id: str = ""
    value: Money | None = None
    context: Context = NO_CONTEXT


@dataclass(frozen=True, slots=True)
class Interaction:
    """One accepted event; `shopper_id` is an account or an anonymous session."""

    event_id: str
    shopper_id: str
    kind: InteractionKind
    product_id: str
    occurred_at: datetime
    ranking_id: str = ""
    value: Money | None = None
    context: Context = NO_CONTEXT

    @property
    def weight(self) -> float:
        """Its weight relative to a view."""
        return INTERACTION_WEIGHTS[self.kind]


def history_key(interaction: Interaction) -> Key:
    """Where an interaction lies in its shopper's history, which is sorted by time."""
    time = interaction.occurred_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Key(history_partition(interaction.shopper_id), f"{time}#{interaction.event_id}")


def interaction_to_record(interaction: Interaction) -> JsonObject:
    """What the history keeps of an interaction; its time and shopper stand in the key."""
    return {"product_id": interaction.product_id, "kind": interaction.kind.value}


def seen_product(record: JsonObject) -> tuple[str, InteractionKind]:
    """Product and kind of interaction, as `interaction_to_record` wrote them."""
    return str(record["product_id"]), InteractionKind(str(record["kind"]))
