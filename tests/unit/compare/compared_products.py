"""Shops of a few products, to compare them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.compare.reviews import ReviewInsights
from shopguide.compare.service import CompareService
from shopguide.domain.comparison import ComparedRow, Comparison
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.money import Money
from shopguide.domain.product import Product
from shopguide.text.index_layout import PRODUCTS, product_fields, products_schema


def product(product_id: str, title: str = "", price: str = "10.00 USD", **further: Any) -> Product:
    """A product with a price such as ``10.00 USD``, or none."""
    amount, _, currency = price.partition(" ")
    money = Money(Decimal(amount), currency) if price else None
    return Product(product_id, title or f"Thing {product_id}", price=money, **further)


def compare(
    products: Sequence[Product],
    need: str = "",
    language: str = "",
    insights: ReviewInsights | None = None,
) -> Comparison:
    """All of these products side by side."""
    index, encoder = InMemoryVectorIndex(), HashingEncoder()
    index.create("products-1", products_schema(encoder.dimension, encoder.bundle.fingerprint))
    index.point_aliases({PRODUCTS: "products-1"})
    vector = encoder.encode_passages(["any"])[0]
    index.upsert(
        "products-1",
        [
            IndexedDocument(each.product_id, product_fields(each, 1), {TEXT_VECTOR: vector})
            for each in products
        ],
    )
    service = CompareService(index, encoder, lambda: insights, FixedClock())
    return service.compare([each.product_id for each in products], need, language)


def row(comparison: Comparison, name: str) -> ComparedRow:
    """The row of this id."""
    return next(each for each in comparison.rows if each.name == name)


def values(comparison: Comparison, name: str) -> list[str]:
    """What the products say in this row."""
    return [cell.value for cell in row(comparison, name).cells]
