"""Questions with their candidate passages and labels, from two sources.

ePQA (Shen et al. 2023, https://arxiv.org/abs/2305.09249; CDLA-Sharing-1.0) has real English
questions with some ten candidates each. ``data/answer_questions.json`` holds questions of our own,
Chinese and English, to a small shop: a third of them cannot be answered, which ePQA lacks.
"""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.indexed import Vector
from shopguide.domain.passage import Passage, passage_from_json
from shopguide.domain.product import product_from_json
from shopguide.text.evidence.background_questions import BACKGROUND_QUESTIONS
from shopguide.text.evidence.features import Features, evidence_features
from shopguide.text.language import detect_language
from shopguide.text.passage_text import passage_text, said_text
from shopguide.text.passages import record_passages
from shopguide.text.product_mentions import without_product_name
from training.data.public.pqa import read_judged

OWN_QUESTIONS = Path(__file__).parent / "data" / "answer_questions.json"


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question, its pool of passages, and each one's label: 2 answers, 1 helps, 0 does not.

    `asked` is the question without the product's name.
    """

    product_id: str
    title: str
    text: str
    asked: str
    passages: Sequence[Passage]
    labels: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """A labelled question with the features of its passages, ``[passages, features]``."""

    question: LabelledQuestion
    features: Features
    labels: NDArray[np.int64]


def read_epqa(path: Path) -> list[LabelledQuestion]:
    """Questions of an ePQA file, the candidates of each in an order drawn by chance.

    The file lists what a ranker preferred first and fillers last: its order alone has a P@1 of
    .727 on the development part, which any tie that is settled by place would be credited with.
    """
    chance = random.Random(0)
    labelled = []
    for question in read_judged(path):
        order = chance.sample(range(len(question.labels)), len(question.labels))
        labelled.append(
            LabelledQuestion(
                product_id=question.product_id,
                title=question.title,
                text=question.text,
                asked=question.text,  # ePQA tells neither brand nor category
                passages=[question.passages[place] for place in order],
                labels=[question.labels[place] for place in order],
            )
        )
    return labelled


def read_own_questions(path: Path = OWN_QUESTIONS) -> list[LabelledQuestion]:
    """Our own questions, each with all passages of its product."""
    document = json.loads(path.read_text(encoding="utf-8"))
    products = {row["product_id"]: product_from_json(row) for row in document["products"]}
    stored = [passage_from_json(row) for row in document["passages"]]
    pools = {
        product_id: [
            *record_passages(product),
            *(passage for passage in stored if passage.product_id == product_id),
        ]
        for product_id, product in products.items()
    }
    return [
        LabelledQuestion(
            product_id=product_id,
            title=products[product_id].title,
            text=text,
            asked=without_product_name(text, products[product_id]),
            passages=pools[product_id],
            labels=[
                2 if passage.passage_id.removeprefix(f"{product_id}/") in right else 0
                for passage in pools[product_id]
            ],
        )
        for text, product_id, right in document["questions"]
    ]


def make_pools(questions: Sequence[LabelledQuestion], encoder: OnnxEncoder) -> list[Pool]:
    """Features of every passage for its question."""
    asked = _encode(encoder.encode_queries, (question.asked for question in questions))
    texts = (passage_text(passage) for question in questions for passage in question.passages)
    whole = _encode(encoder.encode_passages, texts)
    answers = (said_text(passage) for question in questions for passage in question.passages)
    said = {**_encode(encoder.encode_passages, (t for t in answers if t not in whole)), **whole}
    background = {
        language: encoder.encode_queries(lines) for language, lines in BACKGROUND_QUESTIONS.items()
    }
    return [
        Pool(
            question,
            evidence_features(
                question.text,
                np.stack([asked[question.asked]] * len(question.passages)),
                question.passages,
                np.stack([whole[passage_text(passage)] for passage in question.passages]),
                np.stack([said[said_text(passage)] for passage in question.passages]),
                [question.title] * len(question.passages),
                background[detect_language(question.text)],
            ),
            np.array(question.labels),
        )
        for question in questions
    ]


def _encode(encode: object, texts: Iterable[str]) -> dict[str, Vector]:
    unique = list(dict.fromkeys(texts))
    assert callable(encode)
    return dict(zip(unique, encode(unique), strict=True))
