"""What a product has cost, and since when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shopguide.domain.json_value import JsonValue
from shopguide.domain.money import Money, money_from_json, money_to_json
from shopguide.domain.product import Product

MAX_POINTS = 200
"""Points kept of a product, the newest ones; with a change a day more than half a year."""


@dataclass(frozen=True, slots=True)
class PricePoint:
    """From `at` (ISO 8601 UTC) on, a seller asked this; no price at all: the offer had ended.

    `seller` is empty where the shop is the only one.
    """

    at: str
    price: Money | None
    sale_price: Money | None = None
    seller: str = ""

    @property
    def current_price(self) -> Money | None:
        """What a shopper paid this seller from then on."""
        return self.sale_price or self.price


def extreme_points(
    history: Iterable[PricePoint],
) -> dict[str, tuple[PricePoint, PricePoint]]:
    """Where each currency's price was lowest and where it was highest, each for the first time."""
    extremes: dict[str, tuple[PricePoint, PricePoint]] = {}
    for point in history:
        if (price := point.current_price) is None:
            continue
        lowest, highest = extremes.get(price.currency, (point, point))
        lowest = min(lowest, point, key=_amount)
        extremes[price.currency] = lowest, max(highest, point, key=_amount)
    return extremes


def _amount(point: PricePoint) -> Decimal:
    price = point.current_price
    return price.amount if price else Decimal(0)


def extend_history(
    history: Sequence[PricePoint], product: Product, at: str
) -> tuple[PricePoint, ...]:
    """The history with what is new in `product`; the same where no price has changed."""
    last: dict[str, tuple[Money | None, Money | None]] = {
        point.seller: (point.price, point.sale_price) for point in history
    }
    now = {seller: (price, sale) for seller, price, sale in _asked(product)}
    ended = {seller: (None, None) for seller in last if seller not in now}
    changed = [
        PricePoint(at, *prices, seller)
        for seller, prices in {**now, **ended}.items()
        if last.get(seller, (None, None)) != prices
    ]
    return (*history, *changed)[-MAX_POINTS:]


def _asked(product: Product) -> Iterable[tuple[str, Money | None, Money | None]]:
    if not product.offers:
        yield "", product.price, product.sale_price
    for offer in product.offers:
        yield offer.seller, offer.price, offer.sale_price


def history_to_json(history: Sequence[PricePoint]) -> list[JsonValue]:
    """The history as a JSON list; `history_from_json` reads it back."""
    return [
        {
            "at": point.at,
            "price": money_to_json(point.price),
            "sale_price": money_to_json(point.sale_price),
            "seller": point.seller,
        }
        for point in history
    ]


def history_from_json(value: JsonValue) -> tuple[PricePoint, ...]:
    """Read what `history_to_json` wrote; nothing is no history."""
    points = cast("Sequence[Mapping[str, JsonValue]]", value or ())
    return tuple(
        PricePoint(
            at=str(point["at"]),
            price=money_from_json(point.get("price")),
            sale_price=money_from_json(point.get("sale_price")),
            seller=str(point.get("seller", "")),
        )
        for point in points
    )
