"""What a product's own record says, fact by fact, each with the passage that says so."""

from collections.abc import Mapping
from dataclasses import dataclass

from shopguide.domain.money import Money
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Availability, Product
from shopguide.text.language import Language
from shopguide.text.normalise import tidy_text
from shopguide.text.passages import record_passages

PRICE = "price"
AVAILABILITY = "availability"
BRAND = "brand"

_AVAILABILITY: Mapping[Language, Mapping[Availability, str]] = {
    "en": {
        Availability.IN_STOCK: "in stock",
        Availability.OUT_OF_STOCK: "out of stock",
        Availability.PREORDER: "can be pre-ordered",
        Availability.BACKORDER: "on backorder",
    },
    "zh": {
        Availability.IN_STOCK: "有货",
        Availability.OUT_OF_STOCK: "暂时缺货",
        Availability.PREORDER: "可以预订",
        Availability.BACKORDER: "缺货，可下单等待补货",
    },
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a record says: `name` is its column, `value` as it stands there."""

    name: str
    value: str
    passage: Passage


def facts_of(product: Product, language: Language) -> list[Fact]:
    """Price, availability, brand and every attribute of a product that says something.

    Args:
        product: As it stands now.
        language: For what is no text of the shop's own: the words for availability.
    """
    values = {
        PRICE: money_text(product.current_price, language),
        AVAILABILITY: _AVAILABILITY[language][product.availability],
        BRAND: product.brand,
        **product.attributes,
    }
    if product.gtin:
        values.setdefault("gtin", product.gtin)
    start = len(product.product_id) + 1
    passages = {
        passage.passage_id[start:]: passage
        for passage in record_passages(product)
        if passage.kind is PassageKind.ATTRIBUTE
    }
    return [
        Fact(name, tidy_text(values[name]), passage)
        for name, passage in passages.items()
        if name in values
    ]


def money_text(money: Money | None, language: Language) -> str:
    """An amount as shoppers write it: ``129.00 USD``, ``89.00元``; empty for none."""
    if money is None:
        return ""
    if language == "zh" and money.currency == "CNY":
        return f"{money.amount}元"
    return str(money)
