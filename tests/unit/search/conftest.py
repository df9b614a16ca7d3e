"""A shop with what searches have to tell apart: variants, accessories, prices, ratings, colours."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.live_catalogue import LiveCatalogue, live_to_json
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.domain.money import Money
from shopguide.domain.product import Product
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.search.request import SearchRequest
from shopguide.search.result import SearchResult
from shopguide.text.index_layout import (
    PRODUCTS,
    PRODUCTS_LAYOUT,
    index_name,
    product_fields,
    product_sparse,
    products_schema,
)
from shopguide.text.product_text import product_text


def product(
    product_id: str, title: str, brand: str, category: str, price: str = "", **more: Any
) -> Product:
    """A product with a price such as "12.50 USD", or with none."""
    amount, _, currency = price.partition(" ")
    money = Money(Decimal(amount), currency) if price else None
    return Product(product_id, title, brand=brand, product_type=category, price=money, **more)


LAPTOPS = "Computers > Laptops"
SHOES = "Clothing > Shoes"
GOODS = (
    product("L1", "Nordion laptop 14 inch", "Nordion", LAPTOPS, "900 USD"),
    product("L2", "Nordion laptop 15 inch with numeric pad", "Nordion", LAPTOPS, "700 USD"),
    product("L3", "Kestrel laptop for students", "Kestrel", LAPTOPS, "450 USD"),
    product("L4", "Kestrel workstation laptop", "Kestrel", LAPTOPS),
    product("A1", "Laptop sleeve", "Kestrel", "Computers > Bags", "15 USD"),
    product("A2", "Laptop stand", "Gropp", "Computers > Stands", "25 USD"),
    product("A3", "Charger for Nordion laptop", "Gropp", "Computers > Power", "35 USD"),
    *(
        product(
            f"S-{colour}-{size}", f"Trail running shoes {colour} {size}", "Fellrun", SHOES,
            f"{38 + size} EUR", item_group_id="trail",
            attributes={"color": colour, "size": str(size), "gender": "male"},
        )
        for colour in ("red", "black") for size in (41, 42, 43)
    ),
    product(
        "S-road", "Road running shoes", "Asphalt", SHOES, "120 EUR",
        attributes={"color": "blue", "size": "42", "gender": "female", "rating": "4.6"},
    ),
    product(
        "S-city", "City shoes leather", "Asphalt", SHOES, "150 EUR",
        attributes={"color": "brown", "size": "44", "rating": "3.9"},
    ),
    product("K1", "无线键盘 黑色", "罗技", "电脑 > 键盘", "199 CNY", attributes={"颜色": "黑色"}),
    product("K2", "无线键盘 白色", "雷柏", "电脑 > 键盘", "99 CNY", attributes={"颜色": "白色"}),
    product("K3", "机械键盘 青轴", "雷柏", "电脑 > 键盘", "399 CNY"),
)  # fmt: skip

Stock = Callable[..., Container]


@pytest.fixture
def stock(empty_container: Container) -> Stock:
    """Puts products live, of which the catalogue's words are counted; returns the container."""

    def fill(products: Sequence[Product] = GOODS, layout: int = PRODUCTS_LAYOUT) -> Container:
        here, encoder = empty_container, empty_container.encoder
        fingerprint = encoder.bundle.fingerprint
        name = index_name(PRODUCTS, fingerprint, layout)
        here.index.create(name, products_schema(encoder.dimension, fingerprint, layout))
        vectors = encoder.encode_passages([product_text(each) for each in products])
        here.index.upsert(
            name,
            [
                IndexedDocument(
                    each.product_id,
                    product_fields(each, layout),
                    {TEXT_VECTOR: vector},
                    product_sparse(each, layout),
                )
                for each, vector in zip(products, vectors, strict=True)
            ],
        )
        here.index.point_aliases({PRODUCTS: name})
        here.records.put(LIVE_CATALOGUE, live_to_json(LiveCatalogue(version=1)))
        here.lexicon.build()
        return here

    return fill


@pytest.fixture
def shop_of_goods(stock: Stock) -> Container:
    """The container with `GOODS` live."""
    return stock()


def search(here: Container, query: str, **more: Any) -> SearchResult:
    """Search, without the reranker unless asked."""
    return here.search.search(SearchRequest(query, **{"rerank": False, **more}))


def ids(result: SearchResult) -> list[str]:
    """Ids of the hits."""
    return [hit.product.product_id for hit in result.hits]


def publish(here: Container, content: str, kind: MerchandisingKind) -> None:
    """Bring in rules or synonyms, which have to be free of errors."""
    published = here.merchandising.publish(kind, content.encode())
    assert published.receipt is not None, published
