"""Measures which evidence answers come from, and how well they know when there is none.

The served ranking and confidence judge the candidates that a file gives for each question; labels
say whether a candidate answers in full (2), helps (1) or does not (0). The columns are those of
ePQA (Shen et al. 2023, https://arxiv.org/abs/2305.09249).
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.adapters.onnx.reranker import OnnxReranker
from shopguide.domain.answer import Question
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import BundleMissingError
from shopguide.text.language import detect_language
from shopguide.text.passage_text import passage_text
from training.evaluate.bundles import base_note, untuned_base
from training.evaluate.evidence_file import EvidenceQuestion, read_evidence
from training.evaluate.intervals import Estimate, Rows, Values, estimate, mean_of
from training.evaluate.lexical import LENGTHS, Bm25, word_count
from training.evaluate.metrics import dcg
from training.evaluate.report import Baseline, Figures, Report, bands, slice_by
from training.evaluate.selective import calibration_error, risk_coverage_area, share_where
from training.evaluate.served import ServedShop

RERANKER = "shopguide-reranker"
RANKED = ("p@1", "ndcg@10", "risk-coverage-area")
BASELINES = ("random", "bm25", "cosine", "base", "reranker")
METRICS = (
    *RANKED,
    "answered",
    "risk",
    "answered-answerable",
    "abstained-unanswerable",
    "calibration-error",
)

Judge = Callable[[EvidenceQuestion], tuple[Sequence[int], float]]
"""A question to its candidates' numbers, best first, and the confidence in the first."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What one way of ranking made of each question; all ``[questions]``.

    `top` is the label of what it ranked first, `best` the highest label of the candidates.
    """

    confidence: Values
    top: Values
    best: Values
    ndcg: Values
    kinds: Sequence[str]

    def at(self, rows: NDArray[np.int64]) -> "Verdicts":
        """Those of some questions."""
        kinds = [self.kinds[row] for row in rows]
        each = (self.confidence, self.top, self.best, self.ndcg)
        return Verdicts(*(values[rows] for values in each), kinds)


def evaluate_evidence(shop: ServedShop, file: Path, *, limit: int | None) -> Report:
    """Rank the candidates of each question as served.

    Args:
        shop: Any; what it sells does not matter.
        file: ``question, candidate, label`` and more (`read_evidence`).
        limit: Only so many questions, for a quick look.

    Raises:
        EvaluationInputError: the file cannot be used.
    """
    known = list(map(in_any_order, read_evidence(file)[:limit]))
    questions = shop.accepted(known, _asked, file)
    served = judge_all(shop.progress.track(questions, description="Judging"), served_judge(shop))
    threshold = shop.settings.answer_threshold
    judges, notes = _baseline_judges(shop, questions)
    others = {
        name: (about, judge_all(shop.progress.track(questions, description=name), judge))
        for name, (about, judge) in judges.items()
    }
    return Report(
        about=f"evidence of {len(questions):,} questions, answered from {threshold:g} on",
        metrics=served_figures(served, threshold),
        headline=RANKED,
        baselines=[
            Baseline(name, about, ranking_figures(verdicts), leads(served, verdicts))
            for name, (about, verdicts) in others.items()
        ],
        slices=_slices(questions, served, threshold),
        sizes={
            "questions": len(questions),
            "questions_refused": len(known) - len(questions),
            "candidates": sum(len(question.passages) for question in questions),
            "answerable": int((served.best == 2).sum()),
            "unanswerable": int((served.best == 0).sum()),
        },
        notes=notes,
    )


def in_any_order(question: EvidenceQuestion) -> EvidenceQuestion:
    """The question with its candidates in an order drawn by chance, the same each time.

    ePQA lists what a ranker preferred first and fillers last: its order alone has a P@1 of .727 on
    the development part, with which a way of ranking would be credited for every tie.
    """
    places = list(range(len(question.labels)))
    random.Random(question.question_id).shuffle(places)
    return replace(
        question,
        passages=[question.passages[place] for place in places],
        labels=[question.labels[place] for place in places],
    )


def judge_all(questions: Iterable[EvidenceQuestion], judge: Judge) -> Verdicts:
    """What `judge` makes of each question."""
    rows = []
    for question in questions:
        order, confidence = judge(question)
        labels = [question.labels[number] for number in order]
        ideal = dcg(sorted(labels, reverse=True)[:10])
        ndcg = dcg(labels[:10]) / ideal if ideal else 0.0
        kind = question.passages[order[0]].kind.value
        rows.append((confidence, labels[0], max(labels), ndcg, kind))
    numbers = np.array([row[:4] for row in rows], dtype=float)
    return Verdicts(*numbers.T, [row[4] for row in rows])


def served_judge(shop: ServedShop) -> Judge:
    """The served ranking and confidence."""

    def judge(question: EvidenceQuestion) -> tuple[Sequence[int], float]:
        ids, confidence = shop.rank_evidence(_asked(question), question.passages, question.product)
        places = {passage.passage_id: n for n, passage in enumerate(question.passages)}
        return [places[passage_id] for passage_id in ids], confidence

    return judge


def served_figures(verdicts: Verdicts, threshold: float) -> dict[str, Estimate]:
    """All of `METRICS`; the last five are about answering at a threshold."""
    answered = (verdicts.confidence >= threshold).astype(float)
    wrong = (verdicts.top == 0).astype(float)
    clear = verdicts.at(np.flatnonzero(verdicts.top != 1))
    right = (clear.top == 2).astype(float)
    size = len(answered)
    return {
        **ranking_figures(verdicts),
        "answered": mean_of(answered),
        "risk": estimate(lambda rows: share_where(wrong[rows], answered[rows]), size),
        "answered-answerable": mean_of(answered[verdicts.best == 2]),
        "abstained-unanswerable": mean_of(1 - answered[verdicts.best == 0]),
        "calibration-error": estimate(
            lambda rows: calibration_error(clear.confidence[rows], right[rows]), len(right)
        ),
    }


def ranking_figures(verdicts: Verdicts) -> dict[str, Estimate]:
    """`RANKED`: P@1 where a candidate answers, nDCG where one helps, the area over all."""
    return {
        "p@1": mean_of(verdicts.top[verdicts.best == 2] == 2),
        "ndcg@10": mean_of(verdicts.ndcg[verdicts.best > 0]),
        "risk-coverage-area": estimate(_area(verdicts), len(verdicts.top)),
    }


def leads(served: Verdicts, other: Verdicts) -> dict[str, Estimate]:
    """Differences of `RANKED`, paired by question; a lower area is better."""
    ours, theirs = _area(served), _area(other)
    first = (served.top == 2) * 1.0 - (other.top == 2)
    return {
        "p@1": mean_of(first[served.best == 2]),
        "ndcg@10": mean_of((served.ndcg - other.ndcg)[served.best > 0]),
        "risk-coverage-area": estimate(lambda rows: ours(rows) - theirs(rows), len(served.top)),
    }


def _area(verdicts: Verdicts) -> Callable[[Rows], Values]:
    wrong = (verdicts.top == 0).astype(float)
    return lambda rows: risk_coverage_area(verdicts.confidence[rows], wrong[rows])


def _baseline_judges(
    shop: ServedShop, questions: Sequence[EvidenceQuestion]
) -> tuple[dict[str, tuple[str, Judge]], list[str]]:
    models_dir, threads = shop.settings.models_dir, shop.settings.model_threads
    judges: dict[str, tuple[str, Judge]] = {
        "random": ("any order", _random_judge()),
        "bm25": ("words in common, rare ones counting more", _bm25_judge(questions)),
        "cosine": ("the served encoder's cosine alone", _cosine_judge(shop.encoder)),
    }
    base = untuned_base(models_dir, shop.encoder.bundle)
    if base is not None:
        encoder = OnnxEncoder(base, threads=threads)
        about = f"the cosine of {encoder.bundle.name}, untuned"
        judges["base"] = (about, _cosine_judge(encoder))
    notes = [base_note(shop.encoder.bundle, base)]
    try:
        reranker = OnnxReranker(
            find_bundle(models_dir, BundleKind.RERANKER, RERANKER), threads=threads
        )
        judges["reranker"] = (f"{reranker.bundle.name} alone", _reranker_judge(reranker))
    except BundleMissingError:
        notes.append(f"There is no bundle {RERANKER}: no reranker was measured.")
    return judges, list(filter(None, notes))


def _random_judge() -> Judge:
    dice = np.random.default_rng(0)
    return lambda question: (dice.permutation(len(question.labels)).tolist(), float(dice.random()))


def _bm25_judge(questions: Sequence[EvidenceQuestion]) -> Judge:
    """Over all candidates of the file, so that the rarity of a word is known."""
    texts = [passage_text(passage) for question in questions for passage in question.passages]
    starts = np.cumsum([0, *(len(question.passages) for question in questions)])
    place = {question.question_id: n for n, question in enumerate(questions)}
    index = Bm25(texts)

    def judge(question: EvidenceQuestion) -> tuple[Sequence[int], float]:
        start, end = starts[place[question.question_id] :][:2]
        return _by_score(index.scores(question.text)[start:end])

    return judge


def _cosine_judge(encoder: OnnxEncoder) -> Judge:
    def judge(question: EvidenceQuestion) -> tuple[Sequence[int], float]:
        vectors = encoder.encode_passages([passage_text(each) for each in question.passages])
        return _by_score(vectors @ encoder.encode_queries([question.text])[0])

    return judge


def _reranker_judge(reranker: OnnxReranker) -> Judge:
    def judge(question: EvidenceQuestion) -> tuple[Sequence[int], float]:
        texts = [passage_text(each) for each in question.passages]
        return _by_score(reranker.score(question.text, texts))

    return judge


def _by_score(scores: NDArray[np.float32]) -> tuple[Sequence[int], float]:
    return np.argsort(-scores, kind="stable").tolist(), float(scores.max())


def _slices(
    questions: Sequence[EvidenceQuestion], served: Verdicts, threshold: float
) -> Mapping[str, Mapping[str, Figures]]:
    texts = [question.text for question in questions]
    lengths = bands([word_count(text) for text in texts], (3, 5), LENGTHS)

    def figures(rows: NDArray[np.int64]) -> Figures:
        return served_figures(served.at(rows), threshold)

    return {
        "language": slice_by(list(map(detect_language, texts)), figures, ("en", "zh")),
        "length": slice_by(lengths, figures, LENGTHS),
        "first evidence": slice_by(served.kinds, figures, sorted(set(served.kinds))),
    }


def _asked(question: EvidenceQuestion) -> Question:
    return Question(question.text, question.product.product_id if question.product else "")
