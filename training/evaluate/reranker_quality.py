"""How well reranker adapters order evidence, and what a reranker bundle does to search.

    python -m training.evaluate.reranker_quality --data ../shared/data --adapters public/model/…
    python -m training.evaluate.reranker_quality --data ../shared/data --adapters fold-0 … fold-4
    python -m training.evaluate.reranker_quality --data ../shared/data --bundle DIR --encoder DIR

Of one adapter all questions of ePQA's development part are asked. Of five adapters, each is asked
the questions of the fold that it has not seen, so that together they are cross-validated by
product. Adapters run in float32. A bundle reranks the best `HEAD` of words and vectors together
(reciprocal rank fusion) on Icecat and the Chinese titles, and is timed on 20 candidates.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.adapters.onnx.reranker import OnnxReranker
from shopguide.text.passage_text import passage_text
from training.data.relevance_mixture import EPQA, FOLDS, fold_of
from training.evaluate.benchmark_data import icecat_qrels, icecat_texts, zh_queries, zh_texts
from training.evaluate.evidence import judge_all, ranking_figures
from training.evaluate.evidence_file import EvidenceQuestion, read_evidence
from training.evaluate.intervals import Estimate
from training.evaluate.lexical import Bm25
from training.evaluate.metrics import judged_ndcg_at, reciprocal_rank_at
from training.models.adapters import merge_adapter
from training.models.full_precision import base_encoder_weights
from training.models.known_models import RERANKERS
from training.models.ranking_parity import FullPrecisionReranker
from training.models.reranker import cross_encoder, reranker_weights

HEAD = 30
"""So many candidates are reranked."""
_TIMED, _REPEATS = 20, 30
_RRF = 60

Rank: TypeAlias = Callable[[str], list[str]]
Scores: TypeAlias = NDArray[np.floating[Any]]


def main() -> None:
    """Print one line for each thing measured."""
    parser = argparse.ArgumentParser(description="Quality of rerankers.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmark data")
    parser.add_argument("--adapters", type=Path, nargs="+", help=f"1 or {FOLDS}", default=[])
    parser.add_argument("--base-weights", type=Path)
    parser.add_argument("--bundle", type=Path, help="of the reranker; needs --encoder")
    parser.add_argument("--encoder", type=Path, help="bundle that finds the candidates")
    options = parser.parse_args()
    if len(options.adapters) not in (0, 1, FOLDS):
        parser.error(f"--adapters takes 1 or {FOLDS} folders")
    if (options.bundle is None) != (options.encoder is None):
        parser.error("--bundle and --encoder belong together")
    if options.adapters:
        _measure_evidence(options.data, options.adapters, options.base_weights)
    if options.bundle:
        reranker = OnnxReranker(options.bundle, threads=2)
        _measure_speed(reranker, options.data)
        _measure_search(reranker, OnnxEncoder(options.encoder, threads=2), options.data)


def _measure_evidence(data: Path, adapters: Sequence[Path], base_weights: Path | None) -> None:
    questions = read_evidence(data / "amazon-pqa" / EPQA)
    rerankers = list(_rerankers(adapters, base_weights))

    def judge(question: EvidenceQuestion) -> tuple[Sequence[int], float]:
        product = question.product.product_id if question.product else ""
        reranker = rerankers[fold_of(product) if len(rerankers) > 1 else 0]
        scores = reranker.score(question.text, [passage_text(each) for each in question.passages])
        return np.argsort(-scores, kind="stable").tolist(), float(scores.max())

    verdicts = judge_all(track(questions, description="Judging"), judge)
    how = (
        "each question by the adapter that has not seen it" if len(rerankers) > 1 else "one adapter"
    )
    for name, figure in ranking_figures(verdicts).items():
        print(f"ePQA dev, {how}: {name} {_shown(figure)}")


def _shown(figure: Estimate) -> str:
    return f"{figure.value:.4f} [{figure.low:.4f}, {figure.high:.4f}] over {figure.count}"


def _rerankers(
    adapters: Sequence[Path], base_weights: Path | None
) -> Iterable[FullPrecisionReranker]:
    recipe = RERANKERS["shopguide-reranker"]
    weights = reranker_weights(base_encoder_weights(recipe.base_name, base_weights), recipe)
    for folder in adapters:
        model = merge_adapter(cross_encoder(weights, recipe), folder)
        yield FullPrecisionReranker(model, weights.tokenizer_json(), recipe.max_tokens)


def _measure_speed(reranker: OnnxReranker, data: Path) -> None:
    texts = list(icecat_texts(data).values())[:_TIMED]
    seconds = []
    for _ in range(_REPEATS):
        began = time.perf_counter()
        reranker.score("wireless laser printer for the office", texts)
        seconds.append(time.perf_counter() - began)
    half, most = np.percentile(seconds, [50, 95]) * 1000
    print(f"{_TIMED} Icecat texts, 2 threads: p50 {half:.1f} ms, p95 {most:.1f} ms")


def _measure_search(reranker: OnnxReranker, encoder: OnnxEncoder, data: Path) -> None:
    qrels = icecat_qrels(data)
    judged = {product for grades in qrels.values() for product in grades}
    texts = {key: text for key, text in icecat_texts(data).items() if key in judged}
    for name, rank in _rankers(texts, reranker, encoder).items():
        figures = [judged_ndcg_at(10, rank(query), qrels[query]) for query in qrels]
        print(f"Icecat, {name}: nDCG@10 judged {np.mean(figures):.4f}", flush=True)
    targets = zh_queries(data)
    for name, rank in _rankers(zh_texts(data), reranker, encoder).items():
        figures = [reciprocal_rank_at(10, rank(query), targets[query]) for query in targets]
        print(f"Chinese titles, {name}: MRR@10 {np.mean(figures):.4f}", flush=True)


def _rankers(
    texts: dict[str, str], reranker: OnnxReranker, encoder: OnnxEncoder
) -> dict[str, Rank]:
    """The order of words and vectors, and of the reranker on its head, alone and beside it."""
    ids = list(texts)
    words = Bm25(list(texts.values()))
    vectors = encoder.encode_passages(list(texts.values()))

    @cache
    def fused(query: str) -> list[str]:
        ranks = (_ranks(words.scores(query)), _ranks(vectors @ encoder.encode_queries([query])[0]))
        scores = sum(1 / (_RRF + rank) for rank in ranks)
        return [ids[row] for row in np.argsort(-scores, kind="stable")]

    @cache
    def places(query: str) -> Scores:
        head = [texts[product] for product in fused(query)[:HEAD]]
        return _ranks(reranker.score(query, head))

    def reranked(query: str) -> list[str]:
        return _order(fused(query), places(query))

    def blended(query: str) -> list[str]:
        found = places(query)
        return _order(fused(query), found + np.arange(len(found)))

    return {
        "words and vectors": fused,
        f"reranked top {HEAD}": reranked,
        "mean of both ranks": blended,
    }


def _order(found: list[str], costs: Scores) -> list[str]:
    """`found` with its head in the order of ascending costs."""
    head = np.argsort(costs, kind="stable")
    return [found[row] for row in head] + found[len(head) :]


def _ranks(scores: Scores) -> Scores:
    """The place of each score, 0 for the highest."""
    places = np.empty(len(scores))
    places[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return places


if __name__ == "__main__":
    main()
