"""A fused query as one request to Qdrant."""

from dataclasses import dataclass

from qdrant_client import models

from shopguide.adapters.qdrant.filters import qdrant_filter
from shopguide.adapters.qdrant.points import to_vector
from shopguide.domain.indexed import Boost, Branch, FusedQuery, Fusion


@dataclass(frozen=True, slots=True)
class FusionRequest:
    """Asks for all that the branches find, in the engine's own order: at most `limit` points."""

    prefetch: list[models.Prefetch]
    query: models.RrfQuery | models.FormulaQuery
    limit: int


def fusion_request(query: FusedQuery) -> FusionRequest:
    """The request that `adapters/edge/fusion.py` makes, and draws, in the client's types."""
    everything = sum(branch.depth for branch in query.branches)
    searches = [_search(branch, query) for branch in query.branches]
    if query.fusion is Fusion.DBSF:
        dbsf = models.FusionQuery(fusion=models.Fusion.DBSF)
        alone = [
            models.Prefetch(limit=search.limit, prefetch=[search], query=dbsf)
            for search in searches
        ]
        formula = _formula(_weighted_sum(query.branches), query.boosts, len(alone))
        return FusionRequest(alone, formula, everything)
    weights = [branch.weight for branch in query.branches]
    rrf = models.RrfQuery(rrf=models.Rrf(k=query.rrf_k, weights=weights))
    if not query.boosts:
        return FusionRequest(searches, rrf, everything)
    fused = models.Prefetch(limit=everything, prefetch=searches, query=rrf)
    return FusionRequest([fused], _formula(["$score"], query.boosts, 1), everything)


def _search(branch: Branch, query: FusedQuery) -> models.Prefetch:
    return models.Prefetch(
        limit=branch.depth,
        query=to_vector(branch.vector),
        using=branch.vector_name,
        filter=qdrant_filter(query.filter),
    )


def _weighted_sum(branches: tuple[Branch, ...]) -> list[models.Expression]:
    return [
        models.MultExpression(mult=[float(branch.weight), f"$score[{number}]"])
        for number, branch in enumerate(branches)
    ]


def _formula(
    score: list[models.Expression], boosts: tuple[Boost, ...], branches: int
) -> models.FormulaQuery:
    """The score plus the boosts; a document that a branch did not find scores 0 there."""
    added = [
        models.MultExpression(mult=[float(boost.amount), qdrant_filter(boost.conditions)])
        for boost in boosts
    ]
    unfound = {f"$score[{number}]": 0.0 for number in range(branches)}
    return models.FormulaQuery(formula=models.SumExpression(sum=[*score, *added]), defaults=unfound)
