"""Offers: what different sellers ask for one product."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.money import Money, money_from_json, money_to_json

_RANKS = {"in_stock": 0, "out_of_stock": 2}
"""What comes first; whatever can be ordered ahead stands between the two."""


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


def best_first(offers: Iterable[Offer], currency: str = "") -> list[Offer]:
    """Offers that can be had at once before others, the cheapest first.

    Prices of different currencies cannot be compared: those in `currency` come first, then one
    currency after the other by its code, offers without a price last; equals keep their order.
    """

    def rank(offer: Offer) -> tuple[int, bool, bool, str, Decimal]:
        price = offer.current_price
        if price is None:
            return _RANKS.get(offer.availability, 1), True, True, "", Decimal(0)
        other = price.currency != currency
        return _RANKS.get(offer.availability, 1), False, other, price.currency, price.amount

    return sorted(offers, key=rank)


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """The lowest and highest current price of offers in one currency, and how many those are."""

    lowest: Money
    highest: Money
    count: int


def price_spans(offers: Iterable[Offer]) -> list[PriceSpan]:
    """One span for each currency that is asked, in the order of the offers."""
    amounts: dict[str, list[Decimal]] = {}
    for offer in offers:
        if price := offer.current_price:
            amounts.setdefault(price.currency, []).append(price.amount)
    return [
        PriceSpan(Money(min(each), currency), Money(max(each), currency), len(each))
        for currency, each in amounts.items()
    ]
