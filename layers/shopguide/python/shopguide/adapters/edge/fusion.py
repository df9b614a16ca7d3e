"""A fused query as one request to Qdrant Edge."""

from typing import cast

import qdrant_edge as edge

from shopguide.adapters.edge.filters import edge_filter
from shopguide.adapters.edge.points import to_vector
from shopguide.domain.indexed import Boost, Branch, FusedQuery, Fusion

_Expression = edge.Expression


def _known(fusion: edge.Fusion.Rrf | edge.Fusion.Dbsf) -> edge.Fusion:
    """The stubs do not say that these are fusions."""
    return cast("edge.Fusion", fusion)


_DBSF = _known(edge.Fusion.Dbsf())


def fusion_request(query: FusedQuery) -> edge.QueryRequest:
    """Asks for ids and scores of all that the branches find, in the engine's own order.

    ::

        RRF   fusion(branch, branch)             formula above it only where there are boosts
        DBSF  formula(fusion(branch), fusion(branch))    because DBSF itself knows no weights
    """
    everything = sum(branch.depth for branch in query.branches)
    searches = [_search(branch, query) for branch in query.branches]
    if query.fusion is Fusion.DBSF:
        alone = [
            edge.Prefetch(limit=search.limit, prefetches=[search], query=_DBSF)
            for search in searches
        ]
        return _formula(alone, _weighted_sum(query.branches), query.boosts, everything)
    weights = [branch.weight for branch in query.branches]
    fusion = _known(edge.Fusion.Rrf(query.rrf_k, weights))
    if not query.boosts:
        return _request(searches, fusion, everything)
    fused = edge.Prefetch(limit=everything, prefetches=searches, query=fusion)
    return _formula([fused], [_Expression.Variable("$score")], query.boosts, everything)


def _search(branch: Branch, query: FusedQuery) -> edge.Prefetch:
    return edge.Prefetch(
        limit=branch.depth,
        query=edge.Query.Nearest(to_vector(branch.vector), using=branch.vector_name),
        filter=edge_filter(query.filter),
        params=edge.SearchParams(exact=True),
    )


def _weighted_sum(branches: tuple[Branch, ...]) -> list[edge.Expression]:
    return [
        _product(branch.weight, _Expression.Variable(f"$score[{number}]"))
        for number, branch in enumerate(branches)
    ]


def _formula(
    prefetches: list[edge.Prefetch],
    score: list[edge.Expression],
    boosts: tuple[Boost, ...],
    limit: int,
) -> edge.QueryRequest:
    """The score plus the boosts; a document that a branch did not find scores 0 there."""
    added = [
        _product(boost.amount, _Expression.Condition(edge_filter(boost.conditions)))
        for boost in boosts
    ]
    unfound = {f"$score[{number}]": 0.0 for number in range(len(prefetches))}
    return _request(prefetches, edge.Formula(_Expression.Sum([*score, *added]), unfound), limit)


def _product(factor: float, expression: edge.Expression) -> edge.Expression:
    return _Expression.Mult([_Expression.Constant(factor), expression])


def _request(
    prefetches: list[edge.Prefetch], query: edge.Fusion | edge.Formula, limit: int
) -> edge.QueryRequest:
    return edge.QueryRequest(
        prefetches=prefetches,
        query=query,
        limit=limit,
        with_payload=False,
        with_vector=False,
    )
