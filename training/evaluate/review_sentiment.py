"""Fits and measures how likely a review praises: words, and an encoder's vectors, in one model.

    python -m training.evaluate.review_sentiment --models-dir ~/.cache/shopguide/models \
        --reviews ../shared/data/zh-reviews/online_shopping_10_cats.zip \
        --english ../shared/data/amazon-reviews --encoder shopguide-e5-small --write

Chinese figures are of categories that the model was not fitted on; the English reviews are for
measuring alone. With `--write` the weights, fitted on all Chinese rows, replace those of this
encoder in `text/reviews/sentiment_weights.json`.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.bundle import BundleKind
from shopguide.text.reviews.clauses import sentences_with_clauses
from shopguide.text.reviews.sentiment import clause_score
from shopguide.text.reviews.sentiment_model import MAX_WORDS, WEIGHTS
from training.evaluate.labelled_reviews import LabelledReview, read_amazon, read_zh_reviews
from training.evaluate.logistic import Array, LogisticModel, fit_logistic

RIDGE = 30.0
"""Penalty: from 3 to 100 the Chinese figures change by .005; English reviews like it lower."""

_BATCH = 32
_NEWTON_STEPS = 15
Labels = NDArray[np.bool_]


def words_of(review: str) -> float:
    """The score of all clauses of a review, bounded as the served model has it."""
    clauses = (clause for each in sentences_with_clauses(review) for clause in each.clauses)
    return float(np.clip(sum(map(clause_score, clauses)), -MAX_WORDS, MAX_WORDS))


def columns(vectors: Array, words: Array) -> Array:
    """What the model reads, ``[reviews, dimension + 1]``: the vector, then the words' score."""
    return np.column_stack([vectors, words])


def without_each_category(rows: Sequence[LabelledReview], inputs: Array) -> Array:
    """Logits of every review, by a model that saw no review of its category."""
    labels = praised(rows)
    categories = np.array([row.category for row in rows])
    logits = np.zeros(len(rows))
    for category in np.unique(categories):
        held_out = categories == category
        model = fit(inputs[~held_out], labels[~held_out])
        logits[held_out] = model.logits(inputs[held_out])
    return logits


def fit(inputs: Array, labels: Labels) -> LogisticModel:
    """The model of these reviews, each counted once."""
    ones = np.ones(len(inputs))
    return fit_logistic(inputs, labels.astype(float), ones, ridge=RIDGE, steps=_NEWTON_STEPS)


def praised(rows: Sequence[LabelledReview]) -> Labels:
    """Labels ``[reviews]``."""
    return np.array([row.praises for row in rows])


def figures(logits: Array, labels: Labels) -> str:
    """Accuracy, accuracy of the larger class, and F1 of both sides."""
    said = logits > 0
    majority = max(labels.mean(), 1 - labels.mean())
    return (
        f"accuracy {np.mean(said == labels):.3f} (majority {majority:.3f})"
        f"  F1 praise {_f1(said, labels):.3f} blame {_f1(~said, ~labels):.3f}  ({len(labels)})"
    )


def _f1(said: Labels, labels: Labels) -> float:
    together = said.sum() + labels.sum()
    return float(2 * (said & labels).sum() / together) if together else 0.0


def print_by_category(rows: Sequence[LabelledReview], words: Array, logits: Array) -> None:
    """A line for each category and one for all, by words alone and by the model."""
    labels = praised(rows)
    names = [*dict.fromkeys(sorted(row.category for row in rows)), "all"]
    for name in names:
        chosen = np.array([name in (row.category, "all") for row in rows])
        print(f"{name:<24} words alone  {figures(words[chosen], labels[chosen])}")
        print(f"{'':<24} with vectors {figures(logits[chosen], labels[chosen])}")


def written(known: Mapping[str, object], encoder: str, model: LogisticModel) -> str:
    """The weights file with this encoder's weights in it."""
    row = {
        "weights": [round(float(weight), 4) for weight in model.weights[:-1]],
        "words_weight": round(float(model.weights[-1]), 4),
        "bias": round(model.bias, 4),
    }
    return json.dumps({**known, encoder: row}, sort_keys=True) + "\n"


def main() -> None:
    """Fit, measure, print, and write where asked to."""
    options = _arguments()
    folder = find_bundle(options.models_dir, BundleKind.ENCODER, options.encoder)
    encoder = OnnxEncoder(folder, threads=options.threads)
    rows = read_zh_reviews(options.reviews, options.per_class)
    inputs, words = _inputs(rows, encoder)
    print_by_category(rows, words, without_each_category(rows, inputs))
    model = fit(inputs, praised(rows))
    if options.english is not None:
        english = read_amazon(options.english)
        foreign, foreign_words = _inputs(english, encoder)
        print_by_category(english, foreign_words, model.logits(foreign))
    alone = fit(words[:, None], praised(rows))
    print(f"words alone: {alone.weights[0]:.2f} a word of praise, bias {alone.bias:.2f}")
    if options.write:
        known = json.loads(WEIGHTS.read_text(encoding="utf-8")) if WEIGHTS.is_file() else {}
        WEIGHTS.write_text(written(known, options.encoder, model), encoding="utf-8")
        print(f"{WEIGHTS} has the weights for {options.encoder}.")


def _inputs(rows: Sequence[LabelledReview], encoder: OnnxEncoder) -> tuple[Array, Array]:
    texts = [row.text for row in rows]
    batches = (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))
    vectors = np.concatenate([encoder.encode_passages(batch) for batch in batches])
    words = np.array([words_of(text) for text in texts])
    return columns(vectors.astype(np.float64), words), words


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="training.evaluate.review_sentiment")
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("--encoder", default="shopguide-e5-small")
    parser.add_argument("--reviews", type=Path, required=True)
    parser.add_argument("--english", type=Path)
    parser.add_argument("--per-class", type=int, default=700)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
