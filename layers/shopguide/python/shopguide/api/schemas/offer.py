"""``GET /v1/products/{product_id}/offers`` and ``GET /v1/products/{product_id}/price-history``."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.product import MoneyView
from shopguide.api.schemas.request import RequestModel
from shopguide.domain.offer import Offer, PriceSpan, price_spans
from shopguide.domain.price_history import PricePoint, extreme_points


class OfferView(BaseModel):
    """What one seller asks for a product."""

    seller: str = Field(description="Empty: the shop itself.")
    price: MoneyView | None
    sale_price: MoneyView | None
    current_price: MoneyView | None = Field(description="What a shopper pays this seller now.")
    availability: str
    link: str
    condition: str

    @classmethod
    def of(cls, offer: Offer) -> Self:
        """The view of an offer."""
        return cls(
            seller=offer.seller,
            price=MoneyView.of(offer.price),
            sale_price=MoneyView.of(offer.sale_price),
            current_price=MoneyView.of(offer.current_price),
            availability=offer.availability,
            link=offer.link,
            condition=offer.condition,
        )


class PriceSpanView(BaseModel):
    """The current prices of the offers in one currency."""

    currency: str
    lowest: str
    highest: str
    count: int

    @classmethod
    def of(cls, span: PriceSpan) -> Self:
        """The view of a span."""
        return cls(
            currency=span.lowest.currency,
            lowest=str(span.lowest.amount),
            highest=str(span.highest.amount),
            count=span.count,
        )


class OffersResponse(BaseModel):
    """Offers of a product: those in stock first, then the cheapest first."""

    product_id: str
    count: int
    prices: list[PriceSpanView] = Field(description="One for each currency.")
    offers: list[OfferView]

    @classmethod
    def of(cls, product_id: str, offers: Sequence[Offer]) -> Self:
        """The response that tells a product's offers."""
        return cls(
            product_id=product_id,
            count=len(offers),
            prices=list(map(PriceSpanView.of, price_spans(offers))),
            offers=list(map(OfferView.of, offers)),
        )


class PriceHistoryParameters(RequestModel):
    """Whose prices."""

    seller: str | None = Field(
        None, max_length=300, description="Only this one's; empty: the shop's own."
    )


class PricePointView(BaseModel):
    """From ``at`` on a seller asked this; no price: the offer had ended."""

    at: str = Field(description="ISO 8601, UTC.")
    seller: str
    price: MoneyView | None
    sale_price: MoneyView | None
    current_price: MoneyView | None

    @classmethod
    def of(cls, point: PricePoint) -> Self:
        """The view of a point."""
        return cls(
            at=point.at,
            seller=point.seller,
            price=MoneyView.of(point.price),
            sale_price=MoneyView.of(point.sale_price),
            current_price=MoneyView.of(point.current_price),
        )


class PriceExtremesView(BaseModel):
    """When the product was cheapest and when it was dearest in one currency."""

    currency: str
    lowest: PricePointView
    highest: PricePointView


class PriceHistoryResponse(BaseModel):
    """What a product has cost, oldest first."""

    product_id: str
    points: list[PricePointView]
    extremes: list[PriceExtremesView] = Field(description="One for each currency.")

    @classmethod
    def of(cls, product_id: str, history: Sequence[PricePoint]) -> Self:
        """The response that tells a price history."""
        return cls(
            product_id=product_id,
            points=list(map(PricePointView.of, history)),
            extremes=[
                PriceExtremesView(
                    currency=currency,
                    lowest=PricePointView.of(lowest),
                    highest=PricePointView.of(highest),
                )
                for currency, (lowest, highest) in extreme_points(history).items()
            ],
        )
