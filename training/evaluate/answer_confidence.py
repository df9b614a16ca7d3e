"""Fits and measures how sure an answer may be of its evidence.

    python -m training.evaluate.answer_confidence --models-dir ~/.cache/shopguide/models \
        --epqa ../shared/data/amazon-pqa/epqa-dev.csv

Two logistic models (`shopguide/answer/confidence.py`): the first ranks passages, the second says
whether the best one answers. All figures are cross-validated over products; the weights printed at
the end are fitted on everything, and go into `CALIBRATIONS`.
"""

import argparse
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.bundle import BundleKind
from shopguide.text.evidence_features import FEATURES
from training.evaluate.answer_pools import Pool, make_pools, read_epqa, read_own_questions
from training.evaluate.logistic import Array, LogisticModel, fit_logistic
from training.evaluate.metrics import dcg
from training.evaluate.selective import calibration_error, risk_coverage_area

FOLDS = 5
OWN_PASSAGE_WEIGHT = 2.0
"""How often a passage of our own counts in the first model. More lowers P@1 on ePQA (docs)."""

OWN_QUESTION_WEIGHT = 5.0
"""How often a question of our own counts in the second model: ePQA has five times as many."""

RANKED_BY = ("above_background", "above_pool", "coverage", "topic")
TRUSTED_BY = FEATURES
MAX_MARGIN = 2.0
"""As in `shopguide/answer/confidence.py`."""


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """Both models; `FEATURES` that a model does not use have weight 0."""

    rank: LogisticModel
    trust: LogisticModel

    def judge(self, pool: Pool) -> tuple[Array, float]:
        """Logit of each passage, and the probability that the best one answers."""
        logits = self.rank.logits(pool.features)
        return logits, float(self.trust.probabilities(_signs(pool, logits)[None])[0])


@dataclass(frozen=True, slots=True)
class Judged:
    """What the models, or the encoder alone, said about one question."""

    labels: Sequence[int]
    order: Sequence[int]
    confidence: float

    @property
    def top_label(self) -> int:
        """Label of the passage that was ranked first."""
        return self.labels[self.order[0]]


def fit_models(epqa: Sequence[Pool], own: Sequence[Pool]) -> Models:
    """Fit both models on labelled pools; label 1 ("helps") teaches neither side."""
    pools = [*epqa, *own]
    features = np.concatenate([pool.features for pool in pools])
    labels = np.concatenate([pool.labels for pool in pools])
    rows = np.concatenate(
        [np.full(len(pool.labels), 1.0) for pool in epqa]
        + [np.full(len(pool.labels), OWN_PASSAGE_WEIGHT) for pool in own]
    )
    rank = _fit(features, labels, rows, _columns(RANKED_BY))
    logits = [rank.logits(pool.features) for pool in pools]
    signs = np.stack([_signs(pool, row) for pool, row in zip(pools, logits, strict=True)])
    tops = np.array([p.labels[np.argmax(row)] for p, row in zip(pools, logits, strict=True)])
    counts = np.concatenate([np.ones(len(epqa)), np.full(len(own), OWN_QUESTION_WEIGHT)])
    trust = _fit(signs, tops, counts, [*_columns(TRUSTED_BY), len(FEATURES)])
    return Models(rank, trust)


def cross_validate(epqa: Sequence[Pool], own: Sequence[Pool]) -> tuple[list[Judged], list[Judged]]:
    """Judge every question by models that never saw its product."""
    judged: tuple[list[Judged], list[Judged]] = ([], [])
    for fold in range(FOLDS):
        models = fit_models(
            [pool for pool in epqa if _fold(pool) != fold],
            [pool for pool in own if _fold(pool) != fold],
        )
        for pools, results in zip((epqa, own), judged, strict=True):
            results.extend(_judge(models, pool) for pool in pools if _fold(pool) == fold)
    return judged


def by_encoder_alone(pools: Sequence[Pool]) -> list[Judged]:
    """The same questions, ranked and trusted by the cosine alone."""
    cosine = FEATURES.index("cosine")
    return [
        Judged(
            tuple(pool.labels),
            tuple(np.argsort(-pool.features[:, cosine], kind="stable")),
            float(pool.features[:, cosine].max()),
        )
        for pool in pools
    ]


def at_random(pools: Sequence[Pool]) -> list[Judged]:
    """The same questions, ranked and trusted by chance (seed 0)."""
    chance = np.random.default_rng(0)
    return [
        Judged(
            tuple(pool.labels), tuple(chance.permutation(len(pool.labels))), float(chance.random())
        )
        for pool in pools
    ]


def report(name: str, judged: Sequence[Judged], threshold: float) -> str:
    """One line of figures; data/README.md of the benchmark defines them."""
    answerable = [row for row in judged if 2 in row.labels]
    helpful = [row for row in judged if max(row.labels) > 0]
    precision = np.mean([row.top_label == 2 for row in answerable])
    ndcg = np.mean([_ndcg(row) for row in helpful])
    answered = [row for row in judged if row.confidence >= threshold]
    risk = np.mean([row.top_label == 0 for row in answered]) if answered else 0.0
    return (
        f"{name:<22} P@1 {precision:.3f} ({len(answerable)})  nDCG@10 {ndcg:.3f} ({len(helpful)})"
        f"  risk-coverage area {_risk_coverage_area(judged):.3f}"
        f"  answered at {threshold}: {len(answered) / len(judged):.2f} with risk {risk:.3f}"
    )


def main() -> None:
    """Fit, measure, print."""
    options = _arguments()
    folder = find_bundle(options.models_dir, BundleKind.ENCODER, options.encoder)
    encoder = OnnxEncoder(folder, threads=2)
    epqa = make_pools(read_epqa(options.epqa), encoder)
    own = make_pools(read_own_questions(), encoder)
    for name, pools, judged in zip(
        ("ePQA", "own"), (epqa, own), cross_validate(epqa, own), strict=True
    ):
        print(report(f"{name}: random", at_random(pools), 0.5))
        print(report(f"{name}: encoder alone", by_encoder_alone(pools), 0.0))
        print(report(f"{name}: calibrated", judged, options.threshold))
        print(f"{'':<22} expected calibration error {_calibration_error(judged):.3f}")
        print(f"{'':<22} {count_decisions(judged, options.threshold)}")
    print(_as_source(options.encoder, fit_models(epqa, own)))


def count_decisions(judged: Sequence[Judged], threshold: float) -> str:
    """How many questions were answered rightly, wrongly, and left alone with or without reason."""
    answered = [row for row in judged if row.confidence >= threshold]
    right = sum(row.top_label == 2 for row in answered)
    unanswerable = [row for row in judged if max(row.labels) == 0]
    wrong = sum(row.confidence >= threshold for row in unanswerable)
    answerable = sum(2 in row.labels for row in judged)
    return (
        f"answered rightly {right} of {answerable} answerable; "
        f"answered {wrong} of {len(unanswerable)} that have no answer"
    )


def _risk_coverage_area(judged: Sequence[Judged]) -> float:
    """An answer from label 0 is the error."""
    confidence = np.array([row.confidence for row in judged])
    wrong = np.array([float(row.top_label == 0) for row in judged])
    return float(risk_coverage_area(confidence, wrong))


def _calibration_error(judged: Sequence[Judged]) -> float:
    """Label 1 is left out, as in fitting."""
    clear = [row for row in judged if row.top_label != 1]
    confidence = np.array([row.confidence for row in clear])
    right = np.array([float(row.top_label == 2) for row in clear])
    return float(calibration_error(confidence, right))


def _judge(models: Models, pool: Pool) -> Judged:
    logits, confidence = models.judge(pool)
    return Judged(tuple(pool.labels), tuple(np.argsort(-logits, kind="stable")), confidence)


def _signs(pool: Pool, logits: Array) -> Array:
    ordered = np.sort(logits)[::-1]
    margin = ordered[0] - ordered[1] if len(ordered) > 1 else MAX_MARGIN
    return np.append(pool.features[np.argmax(logits)], min(margin, MAX_MARGIN))


def _fit(inputs: Array, labels: Array, rows: Array, columns: Sequence[int]) -> LogisticModel:
    clear = labels != 1
    fitted = fit_logistic(
        inputs[clear][:, columns], (labels[clear] == 2).astype(float), rows[clear]
    )
    weights = np.zeros(inputs.shape[1])
    weights[list(columns)] = fitted.weights
    return LogisticModel(weights, fitted.bias)


def _columns(names: Sequence[str]) -> list[int]:
    return [FEATURES.index(name) for name in names]


def _fold(pool: Pool) -> int:
    return zlib.crc32(pool.question.product_id.encode()) % FOLDS


def _ndcg(row: Judged) -> float:
    ideal = dcg(sorted(row.labels, reverse=True)[:10])
    return dcg([row.labels[n] for n in row.order[:10]]) / ideal


def _as_source(encoder: str, models: Models) -> str:
    def numbers(weights: Array) -> str:
        return "(" + ", ".join(f"{weight:.4g}" for weight in weights) + ")"

    return (
        f"Calibration(\n    encoder={encoder!r},\n"
        f"    rank_weights={numbers(models.rank.weights)},\n"
        f"    rank_bias={models.rank.bias:.4g},\n"
        f"    confidence_weights={numbers(models.trust.weights)},\n"
        f"    confidence_bias={models.trust.bias:.4g},\n)"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("--encoder", default="shopguide-e5-small")
    parser.add_argument("--epqa", type=Path, required=True, help="epqa-dev.csv")
    parser.add_argument("--threshold", type=float, default=0.5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
