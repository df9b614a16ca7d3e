"""Fusion as Qdrant computes it, spelled out; the formulas are at `FusedQuery`."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from shopguide.adapters.memory.filters import passes
from shopguide.adapters.memory.scoring import best_first
from shopguide.domain.indexed import FusedQuery, Fusion, ScoredDocument


def fuse(query: FusedQuery, rankings: Sequence[Sequence[ScoredDocument]]) -> list[ScoredDocument]:
    """All documents in the rankings, one for each branch, best first, boosts included."""
    documents = {hit.document.document_id: hit.document for ranking in rankings for hit in ranking}
    scores: defaultdict[str, float] = defaultdict(float)
    for branch, ranking in zip(query.branches, rankings, strict=True):
        if query.fusion is Fusion.RRF:
            shares = _reciprocal_ranks(len(ranking), branch.weight, query.rrf_k)
        else:
            shares = [branch.weight * share for share in _spread([hit.score for hit in ranking])]
        for hit, share in zip(ranking, shares, strict=True):
            scores[hit.document.document_id] += share
    for document_id, document in documents.items():
        scores[document_id] += sum(
            boost.amount for boost in query.boosts if passes(document, boost.conditions)
        )
    return best_first(ScoredDocument(documents[one], score) for one, score in scores.items())


def _reciprocal_ranks(count: int, weight: float, rrf_k: int) -> list[float]:
    if weight <= 0:
        return [0.0] * count
    return [1 / (rrf_k - 1 + (rank + 1) / weight) for rank in range(count)]


def _spread(scores: Sequence[float]) -> list[float]:
    """Each score's place between 3 deviations below the mean (0) and above it (1)."""
    deviation = float(np.std(scores, ddof=1)) if len(scores) > 1 else 0.0
    if deviation == 0:
        return [0.5] * len(scores)
    low = float(np.mean(scores)) - 3 * deviation
    return [(score - low) / (6 * deviation) for score in scores]
