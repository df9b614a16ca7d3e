"""Variants of one product (its colours, its sizes, its second listing) as one hit."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from shopguide.domain.ranking import Hit

MAX_VARIANTS = 20
"""Ids of variants that one hit names; its count goes on."""


@dataclass(frozen=True, slots=True)
class CollapsedHit:
    """The best hit of a group, in its place of the ranking.

    `variants` are the ids of the group's other hits, best first, the first `MAX_VARIANTS` of them;
    `count` says how many there are.
    """

    hit: Hit
    variants: tuple[str, ...] = ()
    count: int = 0


def collapse(
    hits: Sequence[Hit],
    group_of: Callable[[Hit], str],
    *,
    pinned: Collection[str] = (),
) -> list[CollapsedHit]:
    """Keep the best hit of each group, in the order given.

    Args:
        hits: Best first.
        group_of: The group of a hit; an empty word is no group, and such a hit stays.
        pinned: Ids of products that were put where they are: never folded into another hit. A
            pinned hit stands for its group, though, so that what follows it is folded into it.

    Returns:
        The hits that stay, each with what was folded into it.
    """
    kept: list[tuple[Hit, list[str]]] = []
    folded_into: dict[str, list[str]] = {}
    for hit in hits:
        group, product_id = group_of(hit), hit.product.product_id
        variants = folded_into.get(group) if group else None
        if variants is not None and product_id not in pinned:
            variants.append(product_id)
            continue
        kept.append((hit, []))
        if group:
            folded_into.setdefault(group, kept[-1][1])
    return [
        CollapsedHit(hit, tuple(variants[:MAX_VARIANTS]), len(variants)) for hit, variants in kept
    ]


def collapse_until(
    coming: Iterator[Hit], count: int, group_of: Callable[[Hit], str]
) -> list[CollapsedHit]:
    """The first `count` hits that stay, or some more; takes no more hits than that needs."""
    hits = list(islice(coming, count))
    order = collapse(hits, group_of)
    while len(order) < count and (more := list(islice(coming, max(count - len(order), 1)))):
        hits += more
        order = collapse(hits, group_of)
    return order


def no_group(_: Hit) -> str:
    """No hit is a variant of another one."""
    return ""
