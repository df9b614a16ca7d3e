"""Team-draft interleaving: one list from two rankings, each giving a product in turn.

Radlinski, Kurup & Joachims 2008, *How does clickthrough data reflect retrieval quality?* Before
each pair of picks a coin says who picks first; a pick is the best product of that ranking which is
not in the list yet. A shopper who takes a product speaks for the ranking that picked it. Every
shopper sees both rankings, so a preference shows with a small part of the shoppers that variants
side by side need.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from shopguide.domain.ranking import Hit, Ranking

Teams: TypeAlias = Mapping[str, Sequence[str]]
"""The products that each variant picked; those before the first difference belong to nobody."""


def drafted(
    rankings: Mapping[str, Ranking], limit: int, coins: Iterator[bool]
) -> tuple[Ranking, Teams]:
    """The list that two rankings draft, and who picked what.

    Products that both rankings have in the same places at their heads are in the list, but in no
    team: who takes one of them prefers neither (Chapelle et al. 2012, section 5). The ranking_id
    is that of the first ranking, or of the second where that has none.

    Args:
        rankings: Of two variants, by name.
        limit: Most hits.
        coins: Whether the first variant picks first, asked before each pair of picks.
    """
    (first, one), (second, other) = rankings.items()
    shared = _shared_head(one.hits, other.hits, limit)
    hits: list[Hit] = list(one.hits[:shared])
    taken = {hit.product.product_id for hit in hits}
    teams: dict[str, list[str]] = {first: [], second: []}
    rest = {first: iter(one.hits[shared:]), second: iter(other.hits[shared:])}
    while len(hits) < limit:
        before = len(hits)
        for name in (first, second) if next(coins) else (second, first):
            hit = _pick(rest[name], taken)
            if hit is not None and len(hits) < limit:
                hits.append(hit)
                teams[name].append(hit.product.product_id)
        if len(hits) == before:
            break
    ranking_id = one.ranking_id or other.ranking_id
    return replace(one, hits=tuple(hits), ranking_id=ranking_id), teams


def fair_coins(flip: Callable[[], int] = lambda: secrets.randbits(1)) -> Iterator[bool]:
    """Heads or tails without end."""
    while True:
        yield bool(flip())


def _shared_head(one: Sequence[Hit], other: Sequence[Hit], limit: int) -> int:
    """How many products stand in the same places of both from the top."""
    pairs = zip(one[:limit], other[:limit], strict=False)
    return next(
        (n for n, (a, b) in enumerate(pairs) if a.product.product_id != b.product.product_id),
        min(len(one), len(other), limit),
    )


def _pick(rest: Iterator[Hit], taken: set[str]) -> Hit | None:
    for hit in rest:
        if hit.product.product_id not in taken:
            taken.add(hit.product.product_id)
            return hit
    return None
