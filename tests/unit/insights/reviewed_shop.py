"""A shop in memory with products and their reviews."""

from collections.abc import Sequence
from decimal import Decimal

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.money import Money
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.insights.service import InsightService
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    passage_fields,
    passages_schema,
    product_fields,
    products_schema,
)
from shopguide.text.language import detect_language
from shopguide.text.passage_text import passage_text

HEADPHONES = Product(
    "HP-1",
    "Quiet 5 Headphones",
    brand="Auralis",
    product_type="Audio > Headphones",
    price=Money(Decimal("149.00"), "EUR"),
    attributes={"battery_life": "40 hours", "ear cushions": "foam"},
)


def review(
    number: int,
    text: str,
    rating: float | None = None,
    *,
    date: str = "2026-03-01",
    product_id: str = "HP-1",
    title: str = "",
) -> Passage:
    """A review as the catalogue's import stores it."""
    return Passage(
        passage_id=f"reviews:{product_id}-{number}",
        kind=PassageKind.REVIEW,
        text=text,
        product_id=product_id,
        language=detect_language(text),
        source=f"reviews:{product_id}-{number}",
        date=date,
        rating=rating,
        title=title,
    )


class ReviewedShop:
    """A shop of a few products, and the service over it."""

    def __init__(
        self, passages: Sequence[Passage], products: Sequence[Product] = (HEADPHONES,)
    ) -> None:
        self.index = InMemoryVectorIndex()
        self.records = InMemoryRecordTable(FixedClock())
        self._encoder = HashingEncoder()
        made_by = self._encoder.bundle.fingerprint
        self.index.create("products-1", products_schema(384, made_by))
        self.index.create("passages-1", passages_schema(384, made_by))
        self.index.point_aliases({PRODUCTS: "products-1", PASSAGES: "passages-1"})
        self.index.upsert(
            PRODUCTS, [IndexedDocument(each.product_id, product_fields(each)) for each in products]
        )
        self.add(passages)
        self.insights = InsightService(self.index, self.records)

    def add(self, passages: Sequence[Passage], version: int = 1) -> None:
        """Put passages into the index, as catalogue version `version`."""
        vectors = self._encoder.encode_passages([passage_text(each) for each in passages])
        documents = [
            IndexedDocument(each.passage_id, passage_fields(each), {TEXT_VECTOR: vector})
            for each, vector in zip(passages, vectors, strict=True)
        ]
        self.index.upsert(PASSAGES, documents)
        self.records.put(LIVE_CATALOGUE, {"version": version})


def texts(*each: str, rating: float | None = None, product_id: str = "HP-1") -> list[Passage]:
    """Reviews of these texts, a day each."""
    return [
        review(number, text, rating, date=f"2026-03-{number + 1:02}", product_id=product_id)
        for number, text in enumerate(each)
    ]
