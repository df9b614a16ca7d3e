"""Pinned hits at their places among the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shopguide.domain.ranking import Hit
from shopguide.search.collapsing import MAX_VARIANTS, CollapsedHit


@dataclass(frozen=True, slots=True)
class Pin:
    """A hit that a rule puts at a place, which counts from 1."""

    place: int
    hit: Hit


def with_pins(
    hits: Sequence[CollapsedHit], pins: Sequence[Pin], group_of: Callable[[Hit], str]
) -> list[CollapsedHit]:
    """The hits with the pinned ones at their places, or last where there are fewer.

    A place counts among the hits that are shown, so variants are folded before. What follows a
    pinned hit of the same group is folded into it.

    Args:
        hits: Best first, none of them pinned.
        pins: By place.
        group_of: The group of a hit, empty for none.
    """
    order = list(hits)
    for pin in pins:
        at, group = min(pin.place - 1, len(order)), group_of(pin.hit)
        folded = [each for each in order[at:] if group and group_of(each.hit) == group]
        ids = [one for each in folded for one in (each.hit.product.product_id, *each.variants)]
        count = sum(1 + each.count for each in folded)
        rest = [each for each in order[at:] if each not in folded] if folded else order[at:]
        order[at:] = [CollapsedHit(pin.hit, tuple(ids[:MAX_VARIANTS]), count), *rest]
    return order
