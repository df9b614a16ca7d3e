"""Constraints that nothing meets are let go one by one, in the order that is stated."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.query import Chip, ConstraintKind
from shopguide.search.relaxation import RELAXATION_ORDER, relax


def chip(kind: ConstraintKind, *, negated: bool = False) -> Chip:
    mark = "!" if negated else ""
    return Chip(f"{kind.value}:{mark}x", kind, 0, 1, "x", negated=negated, values=("x",))


ALL = tuple(chip(kind) for kind in reversed(RELAXATION_ORDER))


def only_without(*gone: ConstraintKind) -> Callable[[Sequence[Chip]], int]:
    """A shop with products as soon as these constraints do not hold."""
    return lambda chips: int(not {each.kind for each in chips} & set(gone))


def test_all_hold_where_something_meets_them() -> None:
    assert relax(ALL, lambda _: 1).kept == ALL
    assert relax((), lambda _: 0).relaxed == ()


@pytest.mark.parametrize("kind", list(ConstraintKind))
def test_the_one_that_stands_in_the_way_goes_alone(kind: ConstraintKind) -> None:
    relaxation = relax(ALL, only_without(kind))
    assert [each.kind for each in relaxation.relaxed] == [kind]
    assert len(relaxation.kept) == len(ALL) - 1


@pytest.mark.parametrize(("sooner", "later"), list(pairwise(RELAXATION_ORDER)))
def test_of_two_that_are_one_too_many_the_less_needed_goes(
    sooner: ConstraintKind, later: ConstraintKind
) -> None:
    chips = (chip(later), chip(sooner))
    assert relax(chips, lambda some: int(len(some) < 2)).relaxed == (chip(sooner),)


def test_what_is_not_wanted_stays_out_the_longest() -> None:
    chips = (chip(ConstraintKind.SIZE, negated=True), chip(ConstraintKind.PRICE))
    assert relax(chips, lambda some: int(len(some) < 2)).relaxed == (chips[1],)


def test_contradictory_prices_both_go_only_if_each_alone_leaves_nothing() -> None:
    low = Chip("price:-10", ConstraintKind.PRICE, 0, 1, "", at_most=10)
    high = Chip("price:5000-", ConstraintKind.PRICE, 2, 3, "", at_least=5000)
    assert relax((low, high), lambda some: int(not some)).relaxed == (low, high)
    assert relax((low, high), lambda some: int(high not in some)).relaxed == (high,)


def test_nothing_goes_where_there_is_nothing_without_them_either() -> None:
    assert relax(ALL, lambda _: 0).relaxed == ()


@given(st.sets(st.sampled_from(ALL)), st.sets(st.frozensets(st.sampled_from(ALL), min_size=1)))
def test_what_is_kept_is_met_and_nothing_goes_in_vain(
    chips: set[Chip], contradictions: set[frozenset[Chip]]
) -> None:
    def count(some: Sequence[Chip]) -> int:
        return int(not any(each <= set(some) for each in contradictions))

    relaxation = relax(tuple(chips), count)
    assert {*relaxation.kept, *relaxation.relaxed} == chips
    assert count(relaxation.kept)
    for each in relaxation.relaxed:
        assert not count([*relaxation.kept, each])
