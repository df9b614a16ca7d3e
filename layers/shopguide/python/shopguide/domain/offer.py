"""Offers: what different sellers ask for one product."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.money import Money, money_from_json, money_to_json


@dataclass(frozen=True, slots=True)
class Offer:
    """One seller's offer of a product; `availability` in the words of `Availability`."""

    seller: str
    price: Money | None = None
    sale_price: Money | None = None
    availability: str = "in_stock"
    link: str = ""
    condition: str = ""

    @property
    def current_price(self) -> Money | None:
        """What a shopper pays this seller now."""
        return self.sale_price or self.price


def offer_to_json(offer: Offer) -> dict[str, JsonValue]:
    """The offer as a JSON object, without empty members; `offer_from_json` reads it back."""
    record: dict[str, JsonValue] = {
        "seller": offer.seller,
        "price": money_to_json(offer.price),
        "sale_price": money_to_json(offer.sale_price),
        "availability": offer.availability,
        "link": offer.link,
        "condition": offer.condition,
    }
    return {name: value for name, value in record.items() if value not in ("", None)}


def offer_from_json(value: JsonValue) -> Offer:
    """Read what `offer_to_json` wrote."""
    record: JsonObject = cast("Mapping[str, JsonValue]", value)
    return Offer(
        seller=str(record.get("seller", "")),
        price=money_from_json(record.get("price")),
        sale_price=money_from_json(record.get("sale_price")),
        availability=str(record.get("availability", "in_stock")),
        link=str(record.get("link", "")),
        condition=str(record.get("condition", "")),
    )
