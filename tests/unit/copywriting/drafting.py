"""A shop of given products that writes copy."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.copywriting.service import CopyService
from shopguide.domain.copy_draft import CopyDraft, CopyKind, CopyRequest
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.interaction import InteractionKind
from shopguide.domain.money import Money
from shopguide.domain.product import Product
from shopguide.domain.shopper_profile import ProfileProduct, ShopperProfile
from shopguide.ports.generator import Generator
from shopguide.text.index_layout import PRODUCTS, product_fields, products_schema

PRICE = Money(Decimal("99.00"), "CNY")

BACKPACK = Product(
    "pack",
    "Norrva Carrier 8 Laptop Backpack 16 litres, Orange",
    "Made for commuting. The sleeve takes laptops up to 14 inches.",
    "Norrva",
    "Bags > Backpacks",
    PRICE,
    attributes={
        "capacity": "16 litres",
        "weight": "1100 g",
        "warranty": "6 months",
        "color": "Orange",
        "material": "polyester",
        "laptop size": "14 inches",
    },
)
EARBUDS = Product(
    "ear",
    "鹿耳 律动 Pro 5 骨传导运动耳机 IPX5 续航7小时 曜石黑",
    "为跑步准备的骨传导运动耳机。满电续航7小时。",
    "鹿耳",
    "数码 > 耳机",
    PRICE,
    attributes={
        "续航时间": "7小时",
        "充电时间": "2小时",
        "重量": "28克",
        "防水等级": "IPX5",
        "保修期": "12个月",
        "颜色": "曜石黑",
    },
)


class _Profiles:
    def __init__(self, liked: Sequence[str]) -> None:
        self._liked = liked

    def of(self, shopper_id: str) -> ShopperProfile | None:
        if shopper_id != "known":
            return None
        strongest = [ProfileProduct(each, InteractionKind.VIEW_ITEM, 0.5) for each in self._liked]
        vector = HashingEncoder().encode_queries(["any"])[0]
        return ShopperProfile(vector, "0", len(strongest), strongest)


class CopyShop:
    """Writes copy about products in memory; `change` puts another record in a product's place."""

    def __init__(
        self,
        *products: Product,
        liked: Sequence[str] = (),
        load_generator: Callable[[], Generator | None] = lambda: None,
    ) -> None:
        self.index = InMemoryVectorIndex()
        encoder = HashingEncoder()
        self.index.create(
            "products-1", products_schema(encoder.dimension, encoder.bundle.fingerprint)
        )
        self.index.point_aliases({PRODUCTS: "products-1"})
        self._vector = encoder.encode_passages(["any"])[0]
        for product in products:
            self.change(product)
        clock = FixedClock()
        self.service = CopyService(
            self.index, InMemoryRecordTable(clock), _Profiles(liked), load_generator, clock
        )

    def change(self, product: Product) -> None:
        """Make this the record of the product."""
        document = IndexedDocument(
            product.product_id, product_fields(product, 1), {TEXT_VECTOR: self._vector}
        )
        self.index.upsert("products-1", [document])

    def write(self, product: Product, kind: CopyKind, **asked: Any) -> CopyDraft:
        """A draft about one of the products."""
        return self.service.write(CopyRequest(product.product_id, kind, **asked))
