"""Ranking metrics, as the benchmarks' protocols define them."""

import math
from collections.abc import Mapping, Sequence

Qrels = Mapping[str, Mapping[str, int]]
"""Relevance judgements: query -> document id -> grade (0 = judged and irrelevant)."""


def dcg(grades: Sequence[int]) -> float:
    """Discounted cumulative gain with gain ``2^grade - 1`` (Burges et al. 2005)."""
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


def ndcg_at(k: int, ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """nDCG@k of one ranking; an unjudged document counts 0.

    Args:
        k: Depth.
        ranking: Document ids, best first.
        grades: Grade of each judged document; at least one must be positive.
    """
    ideal = dcg(sorted(grades.values(), reverse=True)[:k])
    return dcg([grades.get(document, 0) for document in ranking[:k]]) / ideal


def judged_ndcg_at(k: int, ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """nDCG@k after unjudged documents are taken out of the ranking."""
    return ndcg_at(k, [document for document in ranking if document in grades], grades)


def reciprocal_rank_at(k: int, ranking: Sequence[str], relevant: str) -> float:
    """1 / rank of the one relevant document, 0 below depth k."""
    head = list(ranking[:k])
    return 1 / (head.index(relevant) + 1) if relevant in head else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie, by the nearest-rank method."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
