"""Products, hits and the constraints on them, as requests and responses have them."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints

from shopguide.api.schemas.request import RequestModel
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product
from shopguide.text.product_filter import MAX_RATING, ProductConstraints

MAX_PRICE = 1_000_000_000
_Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class ConstraintParameters(RequestModel):
    """Constraints that every ranking of products takes."""

    price_min: float | None = Field(
        None, ge=0, le=MAX_PRICE, allow_inf_nan=False, description="Lowest current price."
    )
    price_max: float | None = Field(
        None, ge=0, le=MAX_PRICE, allow_inf_nan=False, description="Highest current price."
    )
    currency: str = Field(
        "", max_length=3, description="ISO 4217 code; products priced in another do not match."
    )
    brand: list[_Name] = Field(
        default_factory=list, max_length=50, description="Any of these brands; repeatable."
    )
    category: list[_Name] = Field(
        default_factory=list,
        max_length=50,
        description="Any of these categories: a full path, or one level's name; repeatable.",
    )

    colour: list[_Name] = Field(
        default_factory=list,
        max_length=50,
        description="Any of these colours, by any name in English or Chinese; repeatable.",
    )
    size: list[_Name] = Field(
        default_factory=list, max_length=50, description="Any of these sizes; repeatable."
    )
    gender: list[_Name] = Field(
        default_factory=list,
        max_length=10,
        description="Any of female, male, unisex, kids, by any of their names; repeatable.",
    )
    rating_min: float | None = Field(
        None, ge=0, le=MAX_RATING, allow_inf_nan=False, description="Lowest rating out of five."
    )

    def constraints(self, *, in_stock: bool) -> ProductConstraints:
        """The constraints, checked against each other."""
        return ProductConstraints(
            price_min=self.price_min,
            price_max=self.price_max,
            currency=self.currency,
            brands=tuple(self.brand),
            categories=tuple(self.category),
            in_stock_only=in_stock,
            colours=tuple(self.colour),
            sizes=tuple(self.size),
            genders=tuple(self.gender),
            rating_min=self.rating_min,
        )


class MoneyView(BaseModel):
    """An exact amount; a string, because JSON's numbers are not exact."""

    amount: str = Field(description="A decimal number as text.")
    currency: str = Field(description="ISO 4217 code.")

    @classmethod
    def of(cls, money: Money | None) -> Self | None:
        """The view of an amount, None of none."""
        return None if money is None else cls(amount=str(money.amount), currency=money.currency)


class ProductCardView(BaseModel):
    """So much of a product as a card shows; all of it is at `GET /v1/products/{product_id}`."""

    product_id: str = Field(description="Stable id of the catalogue.")
    title: str = Field(description="As the catalogue has it.")
    brand: str = Field(description="Empty where the catalogue names none.")
    price: MoneyView | None = Field(description="The regular price.")
    sale_price: MoneyView | None = Field(description="Where it is on sale now.")
    current_price: MoneyView | None = Field(description="What a shopper pays now.")
    availability: Availability
    in_stock: bool = Field(description="Whether it can be bought now.")
    link: str = Field(description="The shop's page about it.")
    image_link: str = Field(description="Its main picture.")
    offer_count: int = Field(description="Sellers that offer it; 1 where the shop sells alone.")

    @classmethod
    def of(cls, product: Product) -> Self:
        """The view of a product."""
        return cls(**_card(product))


class ProductView(ProductCardView):
    """A product as it stands now; what the catalogue does not say is empty or null."""

    description: str
    product_type: str = Field(description="Category path from the root, joined by ' > '.")
    gtin: str
    item_group_id: str
    attributes: dict[str, str]

    @classmethod
    def of(cls, product: Product) -> Self:
        """The view of a product."""
        return cls(
            **_card(product),
            description=product.description,
            product_type=product.product_type,
            gtin=product.gtin,
            item_group_id=product.item_group_id,
            attributes=dict(product.attributes),
        )


def _card(product: Product) -> dict[str, Any]:
    return {
        "product_id": product.product_id,
        "title": product.title,
        "brand": product.brand,
        "price": MoneyView.of(product.price),
        "sale_price": MoneyView.of(product.sale_price),
        "current_price": MoneyView.of(product.current_price),
        "availability": product.availability,
        "in_stock": product.in_stock,
        "link": product.link,
        "image_link": product.image_link,
        "offer_count": len(product.offers) or 1,
    }
