"""A shopper's taste in the order of results: a bounded shift, never another result.

The order that the query made stays what decides. Taste may change the score of a hit by a tenth at
most, and its place by three. A hit that the query's words speak for scores far more than a tenth
above one that they do not, so taste never lifts what fails the query.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from shopguide.domain.indexed import Vector
from shopguide.domain.ranking import Hit

MAX_PLACES = 3
"""Places that a hit may move up or down."""

MAX_SHARE = 0.1
"""Share of its score that a hit may gain or lose."""

SPREAD = 0.05
"""Cosines that differ by less than this from their middle count in proportion: where the products
of a head are all alike to a shopper, small differences are noise."""


@dataclass(frozen=True, slots=True)
class ShiftedHit:
    """A hit in its new place; `places` is how far it moved up, negative for down."""

    hit: Hit
    places: int = 0


def personal_order(
    hits: Sequence[Hit],
    cosines: Sequence[float],
    strength: float = 1.0,
    *,
    max_places: int = MAX_PLACES,
) -> tuple[ShiftedHit, ...]:
    """Reorder hits by taste, within the bounds.

    Args:
        hits: Best first. Where the scores say otherwise, the order is what holds.
        cosines: Of each hit with the shopper's profile, ``[len(hits)]``; NaN where unknown, which
            counts as the middle.
        strength: 0 (no shift) to 1, of `MAX_SHARE`.
        max_places: How far a hit may move.

    Returns:
        The same hits; in the same order where all cosines are equal.
    """
    scores = list(accumulate((hit.score for hit in hits), min))
    gains = MAX_SHARE * min(max(strength, 0.0), 1.0) * _tastes(cosines)
    wanted = [score + gain * abs(score) for score, gain in zip(scores, gains, strict=True)]
    order = _within_places(wanted, max_places)
    return tuple(ShiftedHit(hits[was], was - place) for place, was in enumerate(order))


def _tastes(cosines: Sequence[float]) -> Vector:
    """How each cosine lies to their middle, -1 to 1."""
    values = np.asarray(cosines, dtype=np.float64)
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values), dtype=np.float32)
    offsets = np.nan_to_num(values - (known.min() + known.max()) / 2)
    # Halves of one number have rounding errors, which would break the tie of equal cosines.
    offsets[np.abs(offsets) < 1e-9] = 0
    return np.asarray(offsets / max(np.abs(offsets).max(), SPREAD), dtype=np.float32)


def _within_places(wanted: Sequence[float], max_places: int) -> Iterable[int]:
    """Places in the old order, by `wanted` descending, none further than `max_places` from its own.

    At each place it takes the best of those that may come here already, unless the oldest one may
    wait no longer. Only one can be due at a time, for every place before took what was due there.
    """
    waiting: list[int] = []
    count = len(wanted)
    for place in range(count):
        newest = place + max_places
        arrived = range(min(newest + 1, count)) if place == 0 else range(newest, newest + 1)
        waiting += [was for was in arrived if was < count]
        is_due = waiting[0] == place - max_places
        chosen = waiting[0] if is_due else max(waiting, key=lambda was: (wanted[was], -was))
        waiting.remove(chosen)
        yield chosen
