"""A shop for the scenes: phones with cases and variants, ratings, and what is bought together."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from shopguide.bootstrap import Container
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product
from shopguide.domain.record_key import LIVE_SIGNALS, neighbours_key
from shopguide.domain.signals import (
    BoughtTogether,
    LiveSignals,
    Neighbours,
    live_signals_to_json,
    neighbours_to_json,
)
from shopguide.text.index_layout import (
    PRODUCTS,
    index_name,
    product_fields,
    product_sparse,
    products_schema,
)
from shopguide.text.product_text import product_text

VERSION = "v1"


def _product(
    product_id: str, title: str, product_type: str, price: str = "", rating: str = "", **more: Any
) -> Product:
    amount, _, currency = price.partition(" ")
    return Product(
        product_id,
        title,
        product_type=product_type,
        price=Money(Decimal(amount), currency) if price else None,
        attributes={"rating": rating} if rating else {},
        **more,
    )


PHONES = "Electronics > Phones"

SHOP = (
    _product("P-1", "Nova X1 smartphone", PHONES, "500.00 USD", "4.0", brand="Nova"),
    _product(
        "P-1-RED", "Nova X1 smartphone, red", PHONES, "480.00 USD", "4.9",
        brand="Nova",
    ),
    _product("P-2", "Nova X2 smartphone", PHONES, "700.00 USD", "4.5", brand="Nova"),
    _product("P-3", "Orion 5 smartphone", PHONES, "499.90 USD", "4.1", brand="Orion"),
    _product("P-4", "Orion 6 smartphone", PHONES, "300.00 EUR", "4.05"),
    _product(
        "P-5", "Orion 7 smartphone", PHONES, "199.00 USD", "3.0",
        availability=Availability.OUT_OF_STOCK,
    ),
    _product("C-1", "Silicone case for Nova X1", PHONES, "9.00 USD", "5.0"),
    _product("C-2", "Leather case for Nova X2", "Electronics > Cases", "19.00 USD"),
    _product(
        "C-3", "Nova X1 tempered glass screen film, fits Nova X1", "Electronics > Cases", "5.00 USD"
    ),
    _product("T-1", "Green tea, 200 g", "Food > Tea", "8.00 USD", "4.4"),
    _product("T-2", "Black tea, 200 g", "Food > Tea", "7.00 USD", "4.2"),
    _product("T-3", "Teapot of glass", "Kitchen > Teapots", "30.00 USD"),
    _product("手机-1", "华为 Mate 60 手机", "数码 > 手机", "4999.00 CNY", "4.8", brand="华为"),
    _product("手机壳-1", "手机壳 适用华为Mate60 防摔", "数码 > 手机配件", "39.00 CNY"),
    _product("X-1", "A thing without a category", "", "3.00 USD"),
    _product("X-2", "A thing without a price", "Other"),
)  # fmt: skip


def fill(container: Container, products: Sequence[Product] = SHOP) -> None:
    """Put the products live."""
    encoder, index = container.encoder, container.index
    name = index_name(PRODUCTS, encoder.bundle.fingerprint)
    index.create(name, products_schema(encoder.dimension, encoder.bundle.fingerprint))
    vectors = encoder.encode_passages([product_text(product) for product in products])
    index.upsert(
        name,
        [
            IndexedDocument(
                each.product_id, product_fields(each), {TEXT_VECTOR: vector}, product_sparse(each)
            )
            for each, vector in zip(products, vectors, strict=True)
        ],
    )
    index.point_aliases({PRODUCTS: name})


def publish(container: Container, neighbours: Mapping[str, Neighbours]) -> None:
    """Make these the live signals, at once."""
    for product_id, each in neighbours.items():
        container.records.put(neighbours_key(VERSION, product_id), neighbours_to_json(each))
    live = LiveSignals(VERSION, "2026-01-01T00:00:00Z")
    container.records.put(LIVE_SIGNALS, live_signals_to_json(live))
    container.signals_reader.look_again()


def together(*pairs: tuple[str, float, int]) -> Neighbours:
    """Neighbours that are bought together: id, lift, count."""
    return Neighbours(together=tuple(BoughtTogether(*pair) for pair in pairs))
