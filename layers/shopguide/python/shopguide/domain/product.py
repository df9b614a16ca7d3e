"""A product of the shop, and its form in the index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.money import Money, money_from_json, money_to_json
from shopguide.domain.offer import Offer, offer_from_json, offer_to_json

CATEGORY_SEPARATOR = " > "


class Availability(StrEnum):
    """Whether a product can be bought, in the words of product feeds."""

    IN_STOCK = "in_stock"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"


@dataclass(frozen=True, slots=True)
class Product:
    """One product as the catalogue team described it.

    `product_type` is the category path from the root, joined by ``" > "``. `attributes` holds
    every further column by its name. Prices are exact; `sale_price` is the one to pay if set.
    `offers` are those of several sellers, in the order of the file; the product's own price,
    availability and link are then the best one's. A shop that sells alone has none.
    """

    product_id: str
    title: str
    description: str = ""
    brand: str = ""
    product_type: str = ""
    price: Money | None = None
    sale_price: Money | None = None
    availability: Availability = Availability.IN_STOCK
    link: str = ""
    image_link: str = ""
    gtin: str = ""
    item_group_id: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()

    @property
    def current_price(self) -> Money | None:
        """What a shopper pays now."""
        return self.sale_price or self.price

    @property
    def in_stock(self) -> bool:
        """Whether it can be delivered from stock."""
        return self.availability is Availability.IN_STOCK

    def category_paths(self) -> tuple[str, ...]:
        """Every ancestor path of the category and the category itself, from the root."""
        parts = [part.strip() for part in self.product_type.split(">") if part.strip()]
        return tuple(CATEGORY_SEPARATOR.join(parts[: n + 1]) for n in range(len(parts)))


OFFER_MEMBERS = frozenset(("price", "sale_price", "availability", "link", "image_link", "offers"))
"""Members of a product's JSON that say how it is offered, not what it is: no text, vector or term
comes from them, so none of them moves it in a search by relevance."""


def offer_of(product: Product, seller: str = "") -> Offer:
    """What `seller` asks for the product, by the product's own price, availability and link."""
    return Offer(
        seller=seller,
        price=product.price,
        sale_price=product.sale_price,
        availability=product.availability.value,
        link=product.link,
        condition=product.attributes.get("condition", ""),
    )


def offers_of(product: Product) -> tuple[Offer, ...]:
    """Its offers; that of a shop which sells alone is its own, from the seller ``""``."""
    return product.offers or (offer_of(product),)


def product_to_json(product: Product) -> dict[str, JsonValue]:
    """The product as a JSON object, without empty members; `product_from_json` reads it back."""
    record: dict[str, JsonValue] = {
        "product_id": product.product_id,
        "title": product.title,
        "description": product.description,
        "brand": product.brand,
        "product_type": product.product_type,
        "price": money_to_json(product.price),
        "sale_price": money_to_json(product.sale_price),
        "availability": product.availability.value,
        "link": product.link,
        "image_link": product.image_link,
        "gtin": product.gtin,
        "item_group_id": product.item_group_id,
        "attributes": dict(product.attributes),
        "offers": [offer_to_json(offer) for offer in product.offers],
    }
    return {name: value for name, value in record.items() if value not in ("", None, {}, [])}


def product_from_json(record: JsonObject) -> Product:
    """Read what `product_to_json` wrote.

    Raises:
        KeyError: where the id or the title is missing.
    """

    def text(name: str) -> str:
        return str(record.get(name, ""))

    return Product(
        product_id=str(record["product_id"]),
        title=str(record["title"]),
        description=text("description"),
        brand=text("brand"),
        product_type=text("product_type"),
        price=money_from_json(record.get("price")),
        sale_price=money_from_json(record.get("sale_price")),
        availability=Availability(text("availability") or Availability.IN_STOCK.value),
        link=text("link"),
        image_link=text("image_link"),
        gtin=text("gtin"),
        item_group_id=text("item_group_id"),
        attributes={
            str(k): str(v)
            for k, v in cast("Mapping[str, JsonValue]", record.get("attributes") or {}).items()
        },
        offers=tuple(
            offer_from_json(offer)
            for offer in cast("Sequence[JsonValue]", record.get("offers") or ())
        ),
    )
