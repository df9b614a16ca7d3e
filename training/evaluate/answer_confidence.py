"""Fits and measures the order of evidence, and how sure an answer may be of its best passage.

    python -m training.evaluate.answer_confidence --models-dir ~/.cache/shopguide/models \
        --pqa ../shared/data/amazon-pqa --plot risk-coverage.svg

Prints both models (`training.evaluate.evidence_models`) beside chance, words and the bare encoder;
each question is judged by models that saw neither its product nor its text. The weights printed at
the end are fitted on everything, and go into `shopguide/answer/calibrations.py`.
"""

import argparse
import zlib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.bundle import BundleKind
from shopguide.text.evidence.features import FEATURES
from shopguide.text.evidence.trust import TRUST_FEATURES
from shopguide.text.language import detect_language
from shopguide.text.passage_text import passage_text
from training.data.public.pqa import question_key
from training.evaluate.answer_pools import Pool
from training.evaluate.evidence import Verdicts, ranking_figures
from training.evaluate.evidence_models import RANKED_BY, Models, fit_models
from training.evaluate.evidence_sets import EvidenceSets, read_sets
from training.evaluate.intervals import Estimate
from training.evaluate.lexical import Bm25
from training.evaluate.logistic import Array
from training.evaluate.metrics import dcg
from training.evaluate.risk_plot import RiskCurve, risk_plot
from training.evaluate.selective import calibration_error

FOLDS = 5
FIRST_COLUMNS = ("above_background", "above_pool", "coverage", "topic")
"""What the first model read before the later columns: printed to show what those are worth."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one way of ranking said about one question."""

    labels: Sequence[int]
    order: Sequence[int]
    confidence: float
    language: str

    @property
    def top_label(self) -> int:
        """Label of the passage that was ranked first."""
        return self.labels[self.order[0]]


Ways = dict[str, list[Judged]]
"""Name of a way of ranking -> what it said of each question."""


def main() -> None:
    """Fit, measure, print."""
    options = _arguments()
    folder = find_bundle(options.models_dir, BundleKind.ENCODER, options.encoder)
    encoder = OnnxEncoder(folder, threads=2)
    sets = read_sets(options.pqa, encoder)
    fitted, before = cross_validate(sets), cross_validate(sets, FIRST_COLUMNS)
    for name, pools in sets.judged.items():
        ways: Ways = {
            "random": at_random(pools),
            "BM25": by_words(pools),
            f"{options.encoder} alone": by_column(pools, "cosine"),
            "first columns": before[name],
            "calibrated": fitted[name],
        }
        for way, judged in ways.items():
            print(f"{name}: {way:<26} {figures_line(judged)}")
        print(f"{decisions(ways['calibrated'], options.threshold)}", flush=True)
        if options.plot and name == "ePQA":
            curves = [RiskCurve(way, *_answers(judged)) for way, judged in ways.items()]
            options.plot.write_text(risk_plot(curves), encoding="utf-8")
    for name, judged in fitted.items():
        print(f"{name}: log loss of the confidence {log_loss(judged):.3f}")
    print(_as_source(options.encoder, fit_models(sets.ordering, sets.lessons)))


def cross_validate(
    sets: EvidenceSets, ranked_by: Sequence[str] = RANKED_BY
) -> dict[str, list[Judged]]:
    """Judge every question by models that never saw its product nor, of another, its words.

    Returns:
        What was said of the questions of each set, by its name.
    """
    judged: dict[int, Judged] = {}
    for fold in range(FOLDS):
        held = [pool for pools in sets.all.values() for pool in pools if _fold(pool) == fold]
        asked = {question_key(pool.question.text) for pool in held}
        kept = sets.keeping(partial(_is_apart, fold, asked))
        models = fit_models(kept.ordering, kept.lessons, ranked_by)
        judged |= {id(pool): _judge(models, pool) for pool in held}
    return {name: [judged[id(pool)] for pool in pools] for name, pools in sets.all.items()}


def by_column(pools: Sequence[Pool], name: str) -> list[Judged]:
    """The same questions, ranked and trusted by one column alone."""
    column = FEATURES.index(name)
    return [_judged(pool, pool.features[:, column]) for pool in pools]


def by_words(pools: Sequence[Pool]) -> list[Judged]:
    """The same by BM25; the rarity of words is that of all passages."""
    texts = [passage_text(passage) for pool in pools for passage in pool.question.passages]
    ends = np.cumsum([len(pool.labels) for pool in pools])
    index = Bm25(texts)
    return [
        _judged(pool, index.scores(pool.question.text)[end - len(pool.labels) : end])
        for pool, end in zip(pools, ends, strict=True)
    ]


def at_random(pools: Sequence[Pool]) -> list[Judged]:
    """The same by chance (seed 0)."""
    chance = np.random.default_rng(0)
    return [_judged(pool, chance.random(len(pool.labels))) for pool in pools]


def figures_line(judged: Sequence[Judged]) -> str:
    """P@1, nDCG@10 and the risk-coverage area, with 95% intervals."""
    found = ranking_figures(_verdicts(judged))
    return "  ".join(f"{name} {_shown(figure)}" for name, figure in found.items())


def decisions(judged: Sequence[Judged], threshold: float) -> str:
    """What answering from a threshold on makes of the questions, for each language."""
    clear = [row for row in judged if row.top_label != 1]
    error = calibration_error(
        np.array([row.confidence for row in clear]),
        np.array([float(row.top_label == 2) for row in clear]),
    )
    lines = [f"  expected calibration error {float(error):.3f}"]
    for language in sorted({row.language for row in judged}):
        rows = [row for row in judged if row.language == language]
        said = [row for row in rows if row.confidence >= threshold]
        right = sum(row.top_label == 2 for row in said)
        wrong = sum(row.top_label == 0 for row in said)
        unanswerable = [row for row in rows if max(row.labels) == 0]
        invented = sum(row.confidence >= threshold for row in unanswerable)
        lines.append(
            f"  {language}: answers {len(said)} of {len(rows)}, {wrong} of them wrongly; rightly "
            f"{right} of {sum(2 in row.labels for row in rows)} answerable; answers {invented} of "
            f"{len(unanswerable)} that have no answer"
        )
    return "\n".join(lines)


def log_loss(judged: Sequence[Judged]) -> float:
    """Of the confidence, over questions whose first passage answers or does not."""
    clear = [row for row in judged if row.top_label != 1]
    given = [row.confidence if row.top_label == 2 else 1 - row.confidence for row in clear]
    return float(-np.mean(np.log(np.clip(given, 1e-6, 1.0))))


def _judge(models: Models, pool: Pool) -> Judged:
    logits, confidence = models.judge(pool)
    return _judged(pool, logits, confidence)


def _judged(pool: Pool, scores: Array, confidence: float | None = None) -> Judged:
    return Judged(
        tuple(pool.labels),
        tuple(np.argsort(-scores, kind="stable")),
        float(scores.max()) if confidence is None else confidence,
        detect_language(pool.question.text),
    )


def _verdicts(judged: Sequence[Judged]) -> Verdicts:
    rows = []
    for row in judged:
        ideal = dcg(sorted(row.labels, reverse=True)[:10])
        gain = dcg([row.labels[place] for place in row.order[:10]])
        rows.append(
            (row.confidence, row.top_label, max(row.labels), gain / ideal if ideal else 0.0)
        )
    return Verdicts(*np.array(rows, dtype=float).T, [row.language for row in judged])


def _answers(judged: Sequence[Judged]) -> tuple[Array, Array]:
    confidence = np.array([row.confidence for row in judged])
    return confidence, np.array([float(row.top_label == 0) for row in judged])


def _is_apart(fold: int, asked: Set[str], pool: Pool) -> bool:
    return _fold(pool) != fold and question_key(pool.question.text) not in asked


def _fold(pool: Pool) -> int:
    return zlib.crc32(pool.question.product_id.encode()) % FOLDS


def _shown(figure: Estimate) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _as_source(encoder: str, models: Models) -> str:
    order = ", ".join(f"{weight:.4g}" for weight in models.rank.weights)
    trust = "".join(
        f"        {name!r}: {weight:.4g},\n".replace("'", '"')
        for name, weight in zip(TRUST_FEATURES, models.trust.weights, strict=True)
    )
    return (
        f'Calibration(\n    encoder="{encoder}",\n'
        f"    rank_weights=({order}),\n"
        f"    rank_bias={models.rank.bias:.4g},\n"
        f"    confidence_weights={{\n{trust}    }},\n"
        f"    confidence_bias={models.trust.bias:.4g},\n)"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("--encoder", default="shopguide-e5-small")
    parser.add_argument("--pqa", type=Path, required=True, help="folder amazon-pqa of the data")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--plot", type=Path, help="SVG of the risk-coverage curves on ePQA")
    return parser.parse_args()


if __name__ == "__main__":
    main()
