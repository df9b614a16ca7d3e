"""Answers of the real encoder to a small fixed shop, in Chinese and English.

The questions are in tests/data/answer_shop.json; none was used to fit the confidence. The test
prints how many came out right, and fails when it is fewer than docs/answers.md says.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.answer.service import AnswerService
from shopguide.config import read_settings
from shopguide.domain.answer import Answer, Question
from shopguide.domain.bundle import BundleKind
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.passage import passage_from_json
from shopguide.domain.product import product_from_json
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    passage_fields,
    passages_schema,
    product_fields,
    products_schema,
)
from shopguide.text.passage_text import passage_text
from shopguide.text.passages import record_passages
from shopguide.text.product_text import product_text

pytestmark = pytest.mark.models

SHOP: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "answer_shop.json").read_text(encoding="utf-8")
)
AskedAndRight = tuple[str, str, Sequence[str]]


@pytest.fixture(scope="module")
def service() -> AnswerService:
    settings = read_settings()
    encoder = OnnxEncoder(
        find_bundle(settings.models_dir, BundleKind.ENCODER, settings.encoder), threads=2
    )
    index, made_by = InMemoryVectorIndex(), encoder.bundle.fingerprint
    index.create("products-1", products_schema(encoder.dimension, made_by))
    index.create("passages-1", passages_schema(encoder.dimension, made_by))
    index.point_aliases({PRODUCTS: "products-1"})
    index.point_aliases({PASSAGES: "passages-1"})
    for row in map(product_from_json, SHOP["products"]):
        vector = encoder.encode_passages([product_text(row)])[0]
        document = IndexedDocument(row.product_id, product_fields(row), {TEXT_VECTOR: vector})
        index.upsert(PRODUCTS, [document])
    for passage in map(passage_from_json, SHOP["passages"]):
        vector = encoder.encode_passages([passage_text(passage)])[0]
        fields = passage_fields(passage)
        index.upsert(PASSAGES, [IndexedDocument(passage.passage_id, fields, {TEXT_VECTOR: vector})])
    return AnswerService(index, encoder, lambda: None, FixedClock(), threshold=0.5)


def judge(answer: Answer, right: Sequence[str]) -> str:
    """What a shopper would say of the answer; `right` has the ids of passages that answer."""
    if answer.abstained or not answer.citations:  # declined, as one for the history books
        return "rightly abstained" if not right else "missed"
    cited = answer.citations[0].passage.passage_id
    return "right" if cited in right else "wrong"


def judge_all(service: AnswerService, questions: Sequence[AskedAndRight]) -> Counter[str]:
    verdicts: Counter[str] = Counter()
    for text, product_id, right in questions:
        answer = service.answer(Question(text, product_id))
        verdict = judge(answer, [f"{product_id}/{name}" for name in right])
        verdicts[verdict] += 1
        if verdict in ("wrong", "missed"):
            print(f"{verdict} ({answer.confidence:.2f}): {text} -> {answer.text}")
    print(dict(verdicts))
    return verdicts


def test_answers_most_questions_and_abstains_where_the_shop_does_not_say(
    service: AnswerService,
) -> None:
    verdicts = judge_all(service, SHOP["questions"])
    assert verdicts["right"] >= 28, "of 34 that have an answer"
    assert verdicts["rightly abstained"] >= 15, "of 16 that have none"
    assert verdicts["wrong"] <= 2


def test_does_as_well_on_questions_written_later(service: AnswerService) -> None:
    verdicts = judge_all(service, SHOP["later_questions"])
    assert verdicts["right"] >= 15, "of 18 that have an answer"
    assert verdicts["rightly abstained"] >= 7, "of 8 that have none"


@pytest.mark.parametrize(("text", "right"), SHOP["shop_wide_questions"])
def test_finds_the_product_or_the_article_that_a_question_means(
    service: AnswerService, text: str, right: str | None
) -> None:
    answer = service.answer(Question(text))
    assert judge(answer, [right] if right else []) in ("right", "rightly abstained")


BILINGUAL: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "answer_bilingual.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("direction", "at_least"), [("zh_over_en", 0.8), ("en_over_zh", 0.85)])
def test_finds_evidence_in_the_other_language(
    service: AnswerService, direction: str, at_least: float
) -> None:
    products = {row.product_id: row for row in map(product_from_json, SHOP["products"])}
    given = [passage_from_json(row) for row in SHOP["passages"]]
    hits = []
    for text, product_id, right in BILINGUAL[direction]:
        product = products[product_id]
        pool = [passage for passage in given if passage.product_id in (product_id, "")]
        passages = [*record_passages(product), *pool]
        best = service.rank(Question(text, product_id), passages, product).evidence[0].passage
        hits.append(best.passage_id in {f"{product_id}/{name}" for name in right})
        if not hits[-1]:
            print(f"wrong: {text} -> {best.text}")
    print(f"{direction}: P@1 {sum(hits) / len(hits):.3f} of {len(hits)}")
    assert sum(hits) / len(hits) >= at_least


@pytest.mark.parametrize("direction", ["zh_over_en", "en_over_zh"])
def test_answers_in_the_language_asked_in_though_the_evidence_is_in_the_other(
    service: AnswerService, direction: str
) -> None:
    for text, product_id, _ in BILINGUAL[direction]:
        answer = service.answer(Question(text, product_id))
        assert answer.language == direction[:2]
        if not answer.abstained:
            assert answer.text[0].isascii() == (direction[:2] == "en"), answer.text
