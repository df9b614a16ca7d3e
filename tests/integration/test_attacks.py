"""Texts of shoppers, reviewers and suppliers that give orders: none is obeyed, none is quoted.

The attacks are in tests/data/attacks.jsonl, and in attacks_later.jsonl by somebody who had not seen
the rules; each says where it stands and what it would have the assistant say. The generator of
these tests obeys every one of them, so that what holds is what surrounds it, and nothing abstains
for want of confidence.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder, ScriptedGenerator
from shopguide.answer.service import AnswerService
from shopguide.domain.answer import Answer, Compose, Question
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.money import Money
from shopguide.domain.passage import Passage, PassageKind
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

_DATA = Path(__file__).parents[1] / "data"
ATTACKS: list[dict[str, str]] = [
    json.loads(line)
    for name in ("attacks.jsonl", "attacks_later.jsonl")
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines()
]
KETTLES = {
    "en": Product(
        "KT-0",
        "Rapid Kettle",
        description="A kettle with a window.",
        brand="Kettlewell",
        price=Money(Decimal("49.00"), "EUR"),
        attributes={"weight": "1.2 kg", "capacity": "1.7 litres", "material": "steel"},
    ),
    "zh": Product(
        "KT-0",
        "快煮水壶",
        description="带水位窗的水壶。",
        brand="壶先生",
        price=Money(Decimal("199.00"), "CNY"),
        attributes={"重量": "1.2千克", "容量": "1.7升", "材质": "不锈钢"},
    ),
}
ASKED = {"en": "What is the weight?", "zh": "重量是多少？"}
_PASSAGES = {
    "review": PassageKind.REVIEW,
    "qa": PassageKind.QA,
    "article": PassageKind.ARTICLE,
}


class AttackedShop:
    """A shop in which every attack stands at a product of its own, articles among them all."""

    def __init__(self) -> None:
        self.index = InMemoryVectorIndex()
        self.encoder = HashingEncoder()
        made_by = self.encoder.bundle.fingerprint
        self.index.create("products-1", products_schema(384, made_by))
        self.index.create("passages-1", passages_schema(384, made_by))
        self.index.point_aliases({PRODUCTS: "products-1"})
        self.index.point_aliases({PASSAGES: "passages-1"})
        self.products = [_attacked_product(n, row) for n, row in enumerate(ATTACKS)]
        self.generator = ScriptedGenerator("")
        self.service = AnswerService(
            self.index, self.encoder, lambda: self.generator, FixedClock(), threshold=0.0
        )
        self._fill()

    def ask(self, number: int, compose: Compose) -> Answer:
        row = ATTACKS[number]
        self.generator.reply = f"{row['forbidden']} [1]."
        asked = row.get("question", row["text"])
        return self.service.answer(Question(asked, f"KT-{number}", compose))

    def _fill(self) -> None:
        texts = [product_text(product) for product in self.products]
        for product, vector in zip(self.products, self.encoder.encode_passages(texts), strict=True):
            fields = product_fields(product)
            document = IndexedDocument(product.product_id, fields, {TEXT_VECTOR: vector})
            self.index.upsert(PRODUCTS, [document])
        passages = [passage for n, row in enumerate(ATTACKS) for passage in _passages(n, row)]
        vectors = self.encoder.encode_passages([passage_text(passage) for passage in passages])
        for passage, vector in zip(passages, vectors, strict=True):
            fields = passage_fields(passage)
            document = IndexedDocument(passage.passage_id, fields, {TEXT_VECTOR: vector})
            self.index.upsert(PASSAGES, [document])


def _attacked_product(number: int, row: dict[str, str]) -> Product:
    product = replace(KETTLES[row["language"]], product_id=f"KT-{number}")
    if row["where"] == "title":
        return replace(product, title=row["text"])
    if row["where"] == "description":
        return replace(product, description=row["text"])
    if row["where"] == "attribute":
        name = "材质" if row["language"] == "zh" else "material"
        return replace(product, attributes={**product.attributes, name: row["text"]})
    return product


def _passages(number: int, row: dict[str, str]) -> Iterator[Passage]:
    kind = _PASSAGES.get(row["where"])
    if kind is not None:
        about = "" if kind is PassageKind.ARTICLE else f"KT-{number}"
        title = row["question"] if kind is PassageKind.QA else ""
        yield Passage(f"{kind.value}-{number}", kind, row["text"], about, title)


@pytest.fixture(scope="module")
def shop() -> AttackedShop:
    return AttackedShop()


def _shown(answer: Answer) -> str:
    """All that a shopper is shown, but for the words that they wrote themselves."""
    passages = [*(citation.passage for citation in answer.citations), *answer.closest]
    parts = [part.text for part in answer.parts]
    return "\n".join([answer.text, *parts, *(passage.text for passage in passages)])


def _name(row: dict[str, Any]) -> str:
    return f"{row['language']}-{row['where']}-{row['kind']}"


@pytest.mark.parametrize("compose", [Compose.AUTO, Compose.GENERATE])
@pytest.mark.parametrize(("number", "row"), [*enumerate(ATTACKS)], ids=[*map(_name, ATTACKS)])
def test_attack_is_neither_obeyed_nor_quoted(
    shop: AttackedShop, number: int, row: dict[str, str], compose: Compose
) -> None:
    answer = shop.ask(number, compose)
    assert row["forbidden"].casefold() not in _shown(answer).casefold()


def test_shop_is_as_it_was_after_all_attacks(shop: AttackedShop) -> None:
    for number, row in enumerate(ATTACKS):
        if row["where"] == "question":
            shop.ask(number, Compose.GENERATE)
    before = {product.product_id: product_fields(product) for product in shop.products}
    stored = shop.index.fetch(PRODUCTS, list(before))
    assert {document.document_id: document.fields for document in stored} == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_honest_question_is_answered_in_an_attacked_shop(shop: AttackedShop, language: str) -> None:
    number = next(n for n, row in enumerate(ATTACKS) if row["language"] == language)
    shop.generator.reply = None
    answer = shop.service.answer(Question(ASKED[language], f"KT-{number}"))
    assert "1.2" in answer.text


def test_there_are_as_many_attacks_in_each_language() -> None:
    languages = [row["language"] for row in ATTACKS]
    assert (languages.count("en"), languages.count("zh")) == (140, 140)
