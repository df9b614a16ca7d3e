"""Which product meets which part of a need, and whether one of them is clearly ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shopguide.compare.alignment import Aligned
from shopguide.compare.facts import BRAND, PRICE, Fact
from shopguide.compare.needs import Want
from shopguide.compare.values import Measure
from shopguide.domain.product import Product
from shopguide.text.colours import colours_of_value
from shopguide.text.normalise import fold
from shopguide.text.support import negates

_HAD_OR_NOT = frozenset("noise_cancelling allowed_on_planes dishwasher_safe milk_frothing".split())
"""Attributes that a product has or has not, of which who asks for them wants to have it."""

_IN_PART = ("only", "只", "需", "部分", "lid")
_CLEAR_LEAD = 2
"""Parts of a need by which one product must be ahead where another one wins any."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One part of a need over all products.

    `meets` says of each product whether it meets a limit, or is the best by a preference; None
    where its record does not say.
    """

    want: Want
    aligned: Aligned
    meets: Sequence[bool | None]

    @property
    def is_limit(self) -> bool:
        """Whether a product that does not meet it is out."""
        is_had = self.want.named and self.aligned.row.name in _HAD_OR_NOT
        return self.want.is_limit or is_had


def judge(wants: Sequence[Want], rows: Sequence[Aligned]) -> list[Judgement]:
    """The parts of a need that at least one product says something to, in their order."""
    by_name: Mapping[str, Aligned] = {each.row.name: each for each in rows}
    found = []
    for want in wants:
        aligned = next((by_name[name] for name in want.names if name in by_name), None)
        if aligned is not None:
            found.append(Judgement(want, aligned, _meets(want, aligned)))
    return found


def clearly_ahead(
    judgements: Sequence[Judgement], products: Sequence[Product], liked: Sequence[int] = ()
) -> int | None:
    """Place of the product that meets a need best; None where none is clearly ahead.

    It meets every limit. Beside others that do, it is the best by some preference, and the others
    by none, or by two fewer. What cannot be bought now is not ahead of anything.

    Args:
        judgements: The parts of the need.
        products: In their order.
        liked: Places of products that reviews prefer, once for each aspect that the need names.
    """
    left = meeting_limits(judgements, len(products))
    if len(left) == 1 and any(each.is_limit for each in judgements):
        return left[0] if products[left[0]].in_stock else None
    wins = {n: liked.count(n) for n in left}
    for judgement in judgements:
        for n in left if not judgement.is_limit else ():
            wins[n] += judgement.meets[n] is True
    ranked = sorted(left, key=lambda n: -wins[n])
    if len(ranked) < 2 or not products[ranked[0]].in_stock:
        return None
    first, second = wins[ranked[0]], wins[ranked[1]]
    return ranked[0] if first > 0 and (second == 0 or first - second >= _CLEAR_LEAD) else None


def meeting_limits(judgements: Sequence[Judgement], products: int) -> list[int]:
    """Places of the products that are known to meet every limit; all where there is none."""
    limits = [each for each in judgements if each.is_limit]
    return [n for n in range(products) if all(each.meets[n] is True for each in limits)]


def _meets(want: Want, aligned: Aligned) -> list[bool | None]:
    pairs = list(zip(aligned.facts, aligned.measures, strict=True))
    if want.values:
        return [_is_one_of(fact, want, aligned.row.name) for fact, _ in pairs]
    if want.is_limit:
        currencies = {each.family for each in aligned.measures if each is not None}
        return [_within(measure, want, aligned.row.name, len(currencies)) for _, measure in pairs]
    if aligned.row.name in _HAD_OR_NOT:
        return [_has(fact) for fact, _ in pairs]
    best = aligned.row.best
    return [None if fact is None else n in best for n, (fact, _) in enumerate(pairs)]


def _is_one_of(fact: Fact | None, want: Want, name: str) -> bool | None:
    if fact is None:
        return None
    values = {fold(fact.value)} if name == BRAND else set(colours_of_value(fact.value))
    return bool(values & want.values) if values else None


def _has(fact: Fact | None) -> bool | None:
    if fact is None or any(word in fold(fact.value) for word in _IN_PART):
        return None
    return not negates(fact.value)


def _within(measure: Measure | None, want: Want, name: str, families: int) -> bool | None:
    """Whether a measure keeps a limit; None where the two cannot be compared."""
    for limit, sign in ((want.at_least, 1), (want.at_most, -1)):
        if limit is None:
            continue
        # A price limit without a currency means that of the products, if they have one in common.
        is_comparable = measure is not None and (
            limit.family == measure.family or (name == PRICE and not limit.family and families == 1)
        )
        if measure is None or not is_comparable:
            return None
        if (measure.amount - limit.amount) * sign < 0:
            return False
    return True
