"""How near the predicted rating of a product with few reviews comes to its later reviews.

    python -m tests.benchmarks.predicted_ratings

Of every product of two sets of Amazon reviews with enough of them, the first few are what the shop
has, and the mean of all later ones is what it is to predict. What is usual comes from the other
products alone. Prints the mean absolute error in stars; asserts nothing.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.config import default_models_folder
from shopguide.domain.bundle import BundleKind
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.insights.opinions import ReviewReader
from shopguide.insights.reviews import Review
from shopguide.insights.usual_ratings import Ratings, UsualRatings, usual_ratings
from shopguide.text.passage_text import passage_text
from shopguide.text.reviews.aspects import AspectNames
from shopguide.text.reviews.sentiment_model import sentiment_model
from tests.benchmarks.real_data import data_folder

SETS = ("Magazine_Subscriptions", "Gift_Cards")
LATER = 8
"""Later reviews that a product must have, for their mean to be worth predicting."""

KNOWN = (1, 2, 3, 5, 10)
ENCODER = "shopguide-e5-small"


@dataclass(frozen=True, slots=True)
class ReviewedProduct:
    """A product and its reviews, the oldest first."""

    product: Product
    reviews: Sequence[Passage]

    def ratings(self, first: int = 0, last: int | None = None) -> Ratings:
        """Those of some of its reviews."""
        stars = [each.rating or 0.0 for each in self.reviews[first:last]]
        return _ratings(stars)


def read_products(folder: Path, name: str) -> list[ReviewedProduct]:
    """The products of one set that have reviews."""
    described = {row["asin"]: row for row in _rows(folder / f"meta_{name}.json.gz")}
    by_product: dict[str, list[tuple[int, Passage]]] = {}
    for number, row in enumerate(_rows(folder / f"{name}_5.json.gz")):
        passage = Passage(
            passage_id=str(number),
            kind=PassageKind.REVIEW,
            text=row.get("reviewText", ""),
            title=row.get("summary", ""),
            rating=float(row["overall"]),
        )
        by_product.setdefault(row["asin"], []).append((row["unixReviewTime"], passage))
    return [
        ReviewedProduct(
            _product(asin, described.get(asin, {})),
            [passage for _, passage in sorted(rows, key=lambda pair: pair[0])],
        )
        for asin, rows in by_product.items()
    ]


class TextRatings:
    """Stars that the text of a review alone speaks of."""

    def __init__(self) -> None:
        folder = find_bundle(default_models_folder(), BundleKind.ENCODER, ENCODER)
        self._encoder = OnnxEncoder(folder, threads=2)
        self._reader = ReviewReader(AspectNames(), sentiment_model(ENCODER))
        self._known: dict[str, float] = {}

    def of(self, reviews: Sequence[Passage]) -> Ratings:
        """Their ratings by text."""
        new = [each for each in reviews if each.passage_id not in self._known]
        if new:
            vectors = self._encoder.encode_passages([passage_text(each) or "-" for each in new])
            for passage, vector in zip(new, vectors, strict=True):
                liking = self._reader.read(Review(passage, vector)).liking
                self._known[passage.passage_id] = 1 + 4 * liking
        stars = [self._known[each.passage_id] for each in reviews]
        return _ratings(stars)


def errors(
    products: Sequence[ReviewedProduct], known: int, texts: TextRatings
) -> Mapping[str, float]:
    """Mean absolute error in stars of each way to predict, with `known` reviews a product."""
    usual = usual_ratings(
        [each.product for each in products],
        {each.product.product_id: each.ratings() for each in products},
    )
    wrong: dict[str, list[float]] = {}
    for each in products:
        if len(each.reviews) < known + LATER:
            continue
        later = each.ratings(known)
        for name, guess in _guesses(each, known, usual, texts).items():
            wrong.setdefault(name, []).append(abs(guess - later.mean))
    return {name: float(np.mean(each)) for name, each in wrong.items()}


def _guesses(
    reviewed: ReviewedProduct, known: int, usual: UsualRatings, texts: TextRatings
) -> dict[str, float]:
    own, told = reviewed.ratings(0, known), texts.of(reviewed.reviews[:known])
    others = usual.of(reviewed.product)
    if others is None:
        raise ValueError("no other product has ratings")
    return {
        "mean of the others": usual.shop.minus(usual.products[reviewed.product.product_id]).mean,
        "plain mean": own.mean,
        "predicted": own.drawn_to(others.rating, others.weight),
        "predicted by text alone": told.drawn_to(others.rating, others.weight),
    }


def _ratings(stars: Sequence[float]) -> Ratings:
    return Ratings(len(stars), sum(stars), sum(each * each for each in stars))


def _product(asin: str, row: Mapping[str, object]) -> Product:
    categories = row.get("category")
    path = " > ".join(map(str, categories[:2])) if isinstance(categories, list) else ""
    return Product(
        asin, str(row.get("title", asin)), brand=str(row.get("brand", "")), product_type=path
    )


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main() -> None:
    """Print a line for each set and number of known reviews."""
    folder = data_folder() / "amazon-reviews"
    for name in SETS:
        products, texts = read_products(folder, name), TextRatings()
        for known in KNOWN:
            figures = errors(products, known, texts)
            told = "  ".join(f"{key} {value:.3f}" for key, value in figures.items())
            print(f"{name} {known:>2} known: {told}", flush=True)


if __name__ == "__main__":
    main()
