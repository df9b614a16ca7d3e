"""What a generator learns from a shop's own questions and answers."""

import random
from collections.abc import Iterator
from typing import Any

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.passages import record_passages
from training.data.answer_mixture import Mixed
from training.data.catalogue_products import (
    PRODUCT_COLUMNS,
    joined_product,
    product_of_row,
    rows_of,
    with_products,
)
from training.data.cited_answers import ExampleMaker
from training.data.cleaning.preparation import PreparedShop
from training.data.evidence import evidence_for
from training.data.public.pqa import AnsweredQuestion

OWN_QUESTIONS = "the shop's own questions"
LANGUAGE = "en"
"""The base models that `models build` knows write no other."""

_COLUMNS = (
    "question",
    "answer",
    "product_id",
    *(f"product_{name}" for name in PRODUCT_COLUMNS[1:]),
)


def mix_shop_answers(shop: PreparedShop, *, seed: int) -> Mixed:
    """Answers from evidence, and as many abstentions beside what else the product's record says.

    Args:
        shop: Its English questions about products, of the training part.
        seed: Equal seeds and shops give equal examples.
    """
    questions, passages = [], []
    for row in _rows(shop):
        product = product_of_row(joined_product(row))
        record = record_passages(product)
        passages += record
        said = Passage("", PassageKind.QA, row["answer"], product.product_id)
        evidence = evidence_for(row["answer"], product) or said
        questions.append(
            AnsweredQuestion(product.product_id, row["question"], evidence, row["answer"])
        )
    maker = ExampleMaker(dict.fromkeys(passages), seed)
    examples = [
        *maker.answered(questions),
        *maker.unanswered(questions[::2], same_product=True),
        *maker.unanswered(questions[1::2], same_product=False),
    ]
    random.Random(seed).shuffle(examples)
    return Mixed(examples, {OWN_QUESTIONS: len(examples)}, 0)


def _rows(shop: PreparedShop) -> Iterator[dict[str, Any]]:
    import polars as pl

    asked = shop.qa.filter((pl.col("split") == "train") & (pl.col("language") == LANGUAGE))
    return rows_of(with_products(asked, shop.products), _COLUMNS)
