"""Measures product search as served: relevance, latency, and simple searches beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopguide.text.language import detect_language
from shopguide.text.product_text import product_text
from training.evaluate.bundles import base_note, untuned_base
from training.evaluate.intervals import Estimate, percentile_of
from training.evaluate.judgements import Judgements, read_judgements
from training.evaluate.lexical import LENGTHS, Bm25, word_count
from training.evaluate.metrics import judged_ndcg_at, ndcg_at
from training.evaluate.report import (
    Baseline,
    PerQuery,
    Report,
    bands,
    mean_figures,
    mean_leads,
    slice_by,
    values_at,
)
from training.evaluate.served import ServedShop, open_shop

PAGE = 20
"""Products of the first page, as the app asks for it; its time is what counts."""

DEPTH = 1000
"""How deep a ranking is looked at."""

FUSION_K = 60
"""Constant of reciprocal rank fusion (Cormack, Clarke, Buettcher 2009)."""

MEANS = ("ndcg@10", "judged-ndcg@10", "mrr@10", "recall@1", "recall@10", "recall@50", "empty")
HEADLINE = ("ndcg@10", "judged-ndcg@10", "mrr@10")
BASELINES = ("bm25", "bm25+served", "random", "base")
METRICS = (*MEANS, "latency-p50-ms", "latency-p95-ms")
_ANSWERS = ("1 right product", "2-9 right products", "10 right products or more")

Ranking = Sequence[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The products that are live: ids and, in their order, the texts that the encoder saw."""

    ids: Sequence[str]
    texts: Sequence[str]


def evaluate_search(
    shop: ServedShop, products: Path, queries: Path, *, limit: int | None
) -> Report:
    """Import the products, ask the queries.

    Args:
        shop: An empty one.
        products: A products file as one would upload it.
        queries: ``query, product_id, rating``.
        limit: Only so many queries, for a quick look.

    Raises:
        EvaluationInputError: a file cannot be used, or they have no product in common.
    """
    judged = read_judgements(queries)
    imported = shop.import_products(products)
    catalogue = _catalogue(shop)
    judged = judged.within(set(catalogue.ids)).first(limit)
    texts = list(judged.ratings)
    served, latencies = _ask(shop, texts)
    values = measure(served, judged)
    rankings, notes = _baselines(shop, products, catalogue, texts, served)
    return Report(
        about=f"search over {len(catalogue.ids):,} products, {len(texts):,} queries",
        metrics={**mean_figures(values), **_latency_figures(latencies)},
        headline=_headline(judged),
        baselines=[
            Baseline(name, about, mean_figures(other), mean_leads(values, other))
            for name, (about, rows) in rankings.items()
            for other in [measure(rows, judged)]
        ],
        slices=_slices(judged, values),
        sizes={
            "products": len(catalogue.ids),
            "products_rejected": imported.counts.rejected,
            **_sizes(judged),
        },
        notes=[*notes, *_notes(judged)],
    )


def measure(rankings: Mapping[str, Ranking], judged: Judgements) -> PerQuery:
    """One value a query for each of `MEANS`."""
    rows = [_measure_one(rankings[query], grades) for query, grades in judged.ratings.items()]
    return {name: np.array([row[name] for row in rows]) for name in MEANS}


def _measure_one(ranking: Ranking, grades: Mapping[str, float]) -> dict[str, float]:
    right = {product for product, grade in grades.items() if grade > 0}
    places = [place for place, product in enumerate(ranking, start=1) if product in right]
    found = {
        f"recall@{depth}": sum(place <= depth for place in places) / len(right)
        for depth in (1, 10, 50)
    }
    return {
        "ndcg@10": ndcg_at(10, ranking, grades),
        "judged-ndcg@10": judged_ndcg_at(10, ranking, grades),
        "mrr@10": 1 / places[0] if places and places[0] <= 10 else 0.0,
        **found,
        "empty": float(not ranking),
    }


def fuse(first: Ranking, second: Ranking) -> list[str]:
    """Reciprocal rank fusion of two rankings, best first."""
    scores: dict[str, float] = {}
    for ranking in (first, second):
        for place, product in enumerate(ranking, start=1):
            scores[product] = scores.get(product, 0.0) + 1 / (FUSION_K + place)
    return sorted(scores, key=lambda product: -scores[product])


def _headline(judged: Judgements) -> Sequence[str]:
    """Where no query has two rated products, there is no order among them to compare."""
    if any(len(grades) > 1 for grades in judged.ratings.values()):
        return HEADLINE
    return [name for name in HEADLINE if name != "judged-ndcg@10"]


def _catalogue(shop: ServedShop) -> Catalogue:
    products = list(shop.products())
    return Catalogue([row.product_id for row in products], [product_text(row) for row in products])


def _ask(shop: ServedShop, queries: Sequence[str]) -> tuple[dict[str, Ranking], list[float]]:
    """The first page of each query with its milliseconds, and what comes after it."""
    shop.search(queries[0], PAGE)  # the first one opens files
    rankings, latencies = {}, []
    for query in shop.progress.track(queries, description="Searching"):
        page, took = shop.search(query, PAGE)
        latencies.append(took)
        deep, _ = shop.search(query, DEPTH)
        rankings[query] = list(dict.fromkeys([*page, *deep]))
    return rankings, latencies


def _baselines(
    shop: ServedShop,
    products: Path,
    catalogue: Catalogue,
    queries: Sequence[str],
    served: Mapping[str, Ranking],
) -> tuple[dict[str, tuple[str, dict[str, Ranking]]], list[str]]:
    index = Bm25(catalogue.texts)
    words = {query: _best(catalogue, index.scores(query), above=0.0) for query in queries}
    rankings = {
        "bm25": ("words in common, rare ones counting more", words),
        "bm25+served": (
            "both rankings fused by reciprocal rank",
            {query: fuse(served[query], words[query]) for query in queries},
        ),
        "random": ("any order", _at_random(catalogue, queries)),
    }
    base = untuned_base(shop.settings.models_dir, shop.encoder.bundle)
    if base is not None:
        name = base.parent.name
        ranked = _served_with(name, shop, products, queries)
        rankings["base"] = (f"the same search with {name}, untuned", ranked)
    return rankings, list(filter(None, [base_note(shop.encoder.bundle, base)]))


def _served_with(
    encoder: str, shop: ServedShop, products: Path, queries: Sequence[str]
) -> dict[str, Ranking]:
    """What a shop gives that differs in its encoder alone."""
    with open_shop(shop.progress, models_dir=shop.settings.models_dir, encoder=encoder) as other:
        other.import_products(products)
        return _ask(other, queries)[0]


def _best(catalogue: Catalogue, scores: NDArray[np.float32], above: float = -np.inf) -> list[str]:
    order = np.argsort(-scores, kind="stable")[:DEPTH]
    return [catalogue.ids[row] for row in order if scores[row] > above]


def _at_random(catalogue: Catalogue, queries: Sequence[str]) -> dict[str, Ranking]:
    dice = np.random.default_rng(0)
    size = len(catalogue.ids)
    return {
        query: [catalogue.ids[row] for row in dice.permutation(size)[:DEPTH]] for query in queries
    }


def _latency_figures(latencies: Sequence[float]) -> dict[str, Estimate]:
    return {
        "latency-p50-ms": percentile_of(latencies, 0.5),
        "latency-p95-ms": percentile_of(latencies, 0.95),
    }


def _slices(judged: Judgements, values: PerQuery) -> dict[str, dict[str, Mapping[str, Estimate]]]:
    queries = list(judged.ratings)
    right = [sum(grade > 0 for grade in grades.values()) for grades in judged.ratings.values()]

    def figures(rows: NDArray[np.int64]) -> Mapping[str, Estimate]:
        return mean_figures(values_at(values, rows))

    return {
        "language": slice_by([detect_language(q) for q in queries], figures, ("en", "zh")),
        "length": slice_by(
            bands(list(map(word_count, queries)), (3, 5), LENGTHS), figures, LENGTHS
        ),
        "right products": slice_by(bands(right, (2, 10), _ANSWERS), figures, _ANSWERS),
    }


def _sizes(judged: Judgements) -> dict[str, int]:
    return {
        "queries": len(judged.ratings),
        "queries_left_out": judged.queries_left_out,
        "ratings": sum(map(len, judged.ratings.values())),
        "rated_products_not_in_catalogue": len(judged.unknown_products),
    }


def _notes(judged: Judgements) -> list[str]:
    notes = []
    if judged.unknown_products:
        shown = ", ".join(judged.unknown_products[:3])
        notes.append(
            f"{len(judged.unknown_products)} rated products are not in the catalogue and do not "
            f"count ({shown}{', …' if len(judged.unknown_products) > 3 else ''})."
        )
    if judged.queries_left_out:
        notes.append(
            f"{judged.queries_left_out} queries are left out: no product of the catalogue is rated "
            "above 0 for them."
        )
    return notes
