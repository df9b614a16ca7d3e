"""Constraints of a query that no product meets are let go, one by one and never in silence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shopguide.domain.query import Chip, ConstraintKind

RELAXATION_ORDER = (
    ConstraintKind.SIZE,
    ConstraintKind.COLOUR,
    ConstraintKind.GENDER,
    ConstraintKind.RELEASED,
    ConstraintKind.RATING,
    ConstraintKind.CATEGORY,
    ConstraintKind.AVAILABILITY,
    ConstraintKind.BRAND,
    ConstraintKind.PRICE,
    ConstraintKind.TERM,
)
"""What is let go first: what a product can most easily do without. A "not" goes after all else."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Constraints that hold, and those that were let go because with them nothing was left."""

    kept: tuple[Chip, ...]
    relaxed: tuple[Chip, ...] = ()


def relax(chips: Sequence[Chip], count: Callable[[Sequence[Chip]], int]) -> Relaxation:
    """As many constraints as some product meets together.

    One alone is let go where that is enough, the first of the order for which it is; else one after
    the other until there is something, and then those are taken back that did not stand in the way.

    Args:
        chips: Constraints that leave products out.
        count: How many products there are under some of them.
    """
    if not chips or count(chips):
        return Relaxation(tuple(chips))
    order = sorted(chips, key=_place)
    for chip in order:
        if count(_without(chips, [chip])):
            return Relaxation(tuple(_without(chips, [chip])), (chip,))
    relaxed: list[Chip] = []
    for chip in order:
        relaxed.append(chip)
        if count(_without(chips, relaxed)):
            break
    else:
        # There is nothing without them either.
        return Relaxation(tuple(chips))
    for chip in relaxed[:-1]:
        fewer = [one for one in relaxed if one is not chip]
        if count(_without(chips, fewer)):
            relaxed = fewer
    return Relaxation(tuple(_without(chips, relaxed)), tuple(relaxed))


def _without(chips: Sequence[Chip], gone: Sequence[Chip]) -> list[Chip]:
    return [chip for chip in chips if chip not in gone]


def _place(chip: Chip) -> tuple[bool, int]:
    return chip.negated, RELAXATION_ORDER.index(chip.kind)
