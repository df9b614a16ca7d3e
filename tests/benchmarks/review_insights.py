"""Insights over real reviews: what of them is found, how right it is, and how long it takes.

    python -m tests.benchmarks.review_insights

Each of ten categories of labelled Chinese reviews is one product with 500 of them, as many that
praise as that complain where there are so many. Prints, for each, the share of reviews that speak
of a known aspect and how often their praise and blame agree with the label of the whole review;
then how long the insights of one product take. Asserts nothing.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.config import default_models_folder
from shopguide.domain.bundle import BundleKind
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.insight import Sentiment
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.insights.opinions import ReviewReader
from shopguide.insights.reviews import Review
from shopguide.insights.service import InsightService
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    passage_fields,
    passages_schema,
    product_fields,
    products_schema,
)
from shopguide.text.reviews.aspects import AspectNames
from shopguide.text.reviews.sentiment_model import sentiment_model
from tests.benchmarks.real_data import data_folder
from training.evaluate.labelled_reviews import LabelledReview, read_zh_reviews
from training.evaluate.metrics import percentile

ENCODER = "shopguide-e5-small"
REVIEWS = 500
_ROUNDS = 5
_BATCH = 32


def by_category(rows: Sequence[LabelledReview]) -> dict[str, list[LabelledReview]]:
    """The reviews of each category."""
    found: dict[str, list[LabelledReview]] = {}
    for row in rows:
        found.setdefault(row.category, []).append(row)
    return found


def print_found(category: str, rows: Sequence[LabelledReview], reviews: Sequence[Review]) -> None:
    """A line for a category: what is found in its reviews, beside their labels."""
    reader = ReviewReader(AspectNames(), sentiment_model(ENCODER))
    opinions = [reader.read(each) for each in reviews]
    speaking = sum(bool(each.said) for each in opinions)
    judged = [
        (each.about(aspect), row.praises)
        for each, row in zip(opinions, rows, strict=True)
        for aspect in each.said
    ]
    sided = [(said, praises) for said, praises in judged if said is not Sentiment.NEUTRAL]
    agreeing = sum((said is Sentiment.POSITIVE) == praises for said, praises in sided)
    aspects = {aspect for each in opinions for aspect in each.said}
    print(
        f"{category:<6} {len(rows)} reviews: {speaking / len(rows):.0%} speak of a known aspect,"
        f" {len(aspects)} different ones; {len(sided) / max(1, len(judged)):.0%} of mentions take a"
        f" side, {agreeing / max(1, len(sided)):.1%} of them that of the whole review",
        flush=True,
    )


def fill(index: EdgeVectorIndex, encoder: OnnxEncoder, reviews: dict[str, list[Review]]) -> None:
    """A shop with a product for each category."""
    made_by = encoder.bundle.fingerprint
    index.create("products-1", products_schema(encoder.dimension, made_by))
    index.create("passages-1", passages_schema(encoder.dimension, made_by))
    index.point_aliases({PRODUCTS: "products-1", PASSAGES: "passages-1"})
    for category, those in reviews.items():
        product = Product(category, category)
        index.upsert(PRODUCTS, [IndexedDocument(category, product_fields(product))])
        documents = [
            IndexedDocument(
                each.passage.passage_id,
                passage_fields(each.passage),
                {} if each.vector is None else {TEXT_VECTOR: each.vector},
            )
            for each in those
        ]
        index.upsert(PASSAGES, documents)


def print_times(index: EdgeVectorIndex, categories: Sequence[str]) -> None:
    """How long insights take that nobody asked for before, and those that somebody did.

    By the clock, and in time of a core, which other work on the machine does not lengthen.
    """
    clock: dict[str, list[float]] = {"first": [], "again": []}
    core: dict[str, list[float]] = {"first": [], "again": []}
    for _ in range(_ROUNDS):
        service = InsightService(index, InMemoryRecordTable(FixedClock()))
        for name in ("first", "again"):
            for category in categories:
                began, busy = time.perf_counter(), time.process_time()
                service.of(category)
                clock[name].append((time.perf_counter() - began) * 1000)
                core[name].append((time.process_time() - busy) * 1000)
    for name, times in clock.items():
        print(f"{name}: {_spread(times)} by the clock, {_spread(core[name])} of a core")


def _spread(times: Sequence[float]) -> str:
    return f"p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f} ms"


def main() -> None:
    """Print it all."""
    rows = by_category(
        read_zh_reviews(data_folder() / "zh-reviews" / "online_shopping_10_cats.zip", REVIEWS // 2)
    )
    folder = find_bundle(default_models_folder(), BundleKind.ENCODER, ENCODER)
    encoder = OnnxEncoder(folder, threads=2)
    reviews = {category: _reviews(category, those, encoder) for category, those in rows.items()}
    for category, those in rows.items():
        print_found(category, those, reviews[category])
    with tempfile.TemporaryDirectory() as place:
        index = EdgeVectorIndex(Path(place))
        fill(index, encoder, reviews)
        print_times(index, list(rows))
        index.close()


def _reviews(category: str, rows: Sequence[LabelledReview], encoder: OnnxEncoder) -> list[Review]:
    passages = [
        Passage(f"{category}-{number}", PassageKind.REVIEW, row.text, category, language="zh")
        for number, row in enumerate(rows)
    ]
    found = []
    for start in range(0, len(passages), _BATCH):
        batch = passages[start : start + _BATCH]
        vectors = encoder.encode_passages([each.text for each in batch])
        found += [Review(each, vector) for each, vector in zip(batch, vectors, strict=True)]
    return found


if __name__ == "__main__":
    main()
