"""A shop of a few rows in memory, and services that answer from it."""

from collections.abc import Sequence
from typing import Any

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder, ScriptedGenerator
from shopguide.answer.service import AnswerService
from shopguide.domain.answer import Answer, Question
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    passage_fields,
    passages_schema,
    product_fields,
    products_schema,
)
from shopguide.text.passage_text import passage_text
from shopguide.text.product_text import product_text


class SmallShop:
    """A shop whose answers never abstain unless told."""

    def __init__(self, products: Sequence[Product], passages: Sequence[Passage] = ()) -> None:
        self.index = InMemoryVectorIndex()
        self.encoder = HashingEncoder()
        made_by = self.encoder.bundle.fingerprint
        self.index.create("products-1", products_schema(384, made_by))
        self.index.create("passages-1", passages_schema(384, made_by))
        self.index.point_aliases({PRODUCTS: "products-1"})
        self.index.point_aliases({PASSAGES: "passages-1"})
        for product in products:
            self.put(product)
        for passage in passages:
            vector = self.encoder.encode_passages([passage_text(passage)])[0]
            fields = passage_fields(passage)
            document = IndexedDocument(passage.passage_id, fields, {TEXT_VECTOR: vector})
            self.index.upsert(PASSAGES, [document])

    def put(self, product: Product) -> None:
        vector = self.encoder.encode_passages([product_text(product)])[0]
        fields = product_fields(product)
        document = IndexedDocument(product.product_id, fields, {TEXT_VECTOR: vector})
        self.index.upsert(PRODUCTS, [document])

    def remove(self, product_id: str) -> None:
        self.index.delete(PRODUCTS, [product_id])

    def service(
        self, reply: str | None = None, threshold: float = 0.0, **parts: Any
    ) -> AnswerService:
        load = parts.pop("load_generator", lambda: ScriptedGenerator(reply))
        return AnswerService(self.index, self.encoder, load, FixedClock(), threshold, **parts)

    def ask(self, text: str, product_id: str = "HP-1", **further: str) -> Answer:
        return self.service().answer(Question(text, product_id, **further))
