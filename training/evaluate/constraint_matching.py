"""Compares what was read out of a query with what somebody annotated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shopguide.domain.query import Chip, ConstraintKind
from shopguide.text.normalise import fold
from training.evaluate.annotated_queries import Constraint

_AROUND = 0.5
"""How far, as a share of a number, a range "around" it may reach."""

_UNVALUED = frozenset({ConstraintKind.PRICE, ConstraintKind.RATING, ConstraintKind.RELEASED})


@dataclass(frozen=True, slots=True)
class Comparison:
    """Constraints of one query: found as annotated, found and wrong, and not found."""

    right: Sequence[Constraint] = field(default_factory=list)
    wrong: Sequence[Constraint] = field(default_factory=list)
    missed: Sequence[Constraint] = field(default_factory=list)


def compare(chips: Sequence[Chip], annotated: Sequence[Constraint]) -> Comparison:
    """Pair each found constraint with one annotated one; a pair is used up."""
    open_ones = sorted(annotated, key=lambda constraint: constraint.optional)
    right, wrong = [], []
    for found in (each for chip in chips for each in read_chip(chip)):
        match = next((each for each in open_ones if matches(found, each)), None)
        if match is None:
            wrong.append(found)
        else:
            open_ones.remove(match)
            right.extend([] if match.optional else [match])
    return Comparison(right, wrong, [each for each in open_ones if not each.optional])


def read_chip(chip: Chip) -> Iterator[Constraint]:
    """What a chip says, one constraint a value."""
    values = ("",) if chip.kind in _UNVALUED | {ConstraintKind.TERM} else chip.values
    for value in values:
        yield Constraint(
            chip.kind,
            chip.text,
            value,
            negated=chip.negated,
            at_least=chip.at_least,
            at_most=chip.at_most,
            currency=chip.currency,
        )


def matches(found: Constraint, annotated: Constraint) -> bool:
    """Whether a found constraint is the annotated one.

    A currency that was not annotated is not compared. Of free words the span counts, because what
    they are searched by (stems) is not what was annotated.
    """
    if (found.kind, found.negated) != (annotated.kind, annotated.negated):
        return False
    if annotated.kind is ConstraintKind.TERM:
        return fold(annotated.value) in fold(found.text) and found.text in annotated.text
    if annotated.kind is ConstraintKind.RELEASED:
        return True
    if annotated.kind in _UNVALUED:
        same_currency = annotated.currency in ("", found.currency)
        return same_currency and _same_bounds(found, annotated)
    return found.value == annotated.value


def _same_bounds(found: Constraint, annotated: Constraint) -> bool:
    if annotated.around is not None:
        return _is_around(found, annotated.around)
    if annotated.optional:
        return True
    return (found.at_least, found.at_most) == (annotated.at_least, annotated.at_most)


def _is_around(found: Constraint, number: float) -> bool:
    lowest = number if found.at_least is None else found.at_least
    highest = found.at_most
    if highest is None:
        return False
    return number * (1 - _AROUND) <= lowest <= number <= highest <= number * (1 + _AROUND)
