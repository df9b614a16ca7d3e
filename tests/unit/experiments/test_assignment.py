"""Who is given which variant: evenly, independently, for good, and moved as little as can be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.experiments.assignment import assigned_of, uniform
from shopguide.experiments.definition import Variant
from shopguide.experiments.statistics.sample_ratio import chi_square_tail, sample_ratio_p_value

SHOPPERS = [f"shopper-{number}" for number in range(8_000)]


def _variants(**shares: float) -> list[Variant]:
    return [Variant(name, share) for name, share in shares.items()]


def _names(experiment: str, **shares: float) -> list[str]:
    variants = _variants(**shares)
    return [assigned_of(experiment, variants, shopper).name for shopper in SHOPPERS]


def test_draws_are_spread_evenly() -> None:
    draws = np.array([uniform("layout", shopper) for shopper in SHOPPERS])
    counts = np.histogram(draws, bins=40, range=(0, 1))[0]
    expected = len(SHOPPERS) / 40
    assert chi_square_tail(float(((counts - expected) ** 2 / expected).sum()), 39) > 0.001


@pytest.mark.parametrize("experiment", ["layout", "排序", "a", "b"])
def test_variants_get_their_shares(experiment: str) -> None:
    shares = {"A": 0.5, "B": 0.3, "C": 0.2}
    names = _names(experiment, **shares)
    counts = [names.count(name) for name in shares]
    assert sample_ratio_p_value(counts, list(shares.values())) > 0.001


def test_experiments_have_nothing_to_do_with_each_other() -> None:
    one, other = _names("layout", A=0.5, B=0.5), _names("layout-2", A=0.5, B=0.5)
    table = [
        sum(pair == (a, b) for pair in zip(one, other, strict=True)) for a in "AB" for b in "AB"
    ]
    assert sample_ratio_p_value(table, [0.25] * 4) > 0.001


def test_names_do_not_run_together() -> None:
    assert uniform("ab", "c") != uniform("a", "bc")


def test_a_growing_variant_takes_shoppers_and_gives_none_away() -> None:
    before, after = _names("x", A=0.9, B=0.1), _names("x", A=0.5, B=0.5)
    moves = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert set(moves) == {("A", "B")}
    assert len(moves) / len(SHOPPERS) == pytest.approx(0.4, abs=0.015)


def test_a_new_variant_moves_only_those_whom_it_gets() -> None:
    before, after = _names("x", A=0.5, B=0.5), _names("x", A=0.4, B=0.4, C=0.2)
    assert {b for a, b in zip(before, after, strict=True) if a != b} == {"C"}


def test_any_change_of_shares_moves_few() -> None:
    before, after = _names("x", A=0.5, B=0.3, C=0.2), _names("x", A=0.2, B=0.5, C=0.3)
    moved = sum(a != b for a, b in zip(before, after, strict=True)) / len(SHOPPERS)
    least = 0.3  # half of the differences of the shares
    assert least - 0.015 <= moved <= 2 * least / (1 + least) + 0.015


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=50)
def test_any_shopper_is_given_the_same_variant_again(experiment: str, shopper: str) -> None:
    variants = _variants(A=0.5, B=0.5)
    found = assigned_of(experiment, variants, shopper)
    assert found is assigned_of(experiment, variants, shopper)
    assert found.name == assigned_of(experiment, list(reversed(variants)), shopper).name
    assert 0 < uniform(experiment, shopper) < 1
