"""Figures of variants: intervals that hold what they say, once and at every look."""

import math

import numpy as np
import pytest

from shopguide.experiments.statistics.confidence_sequence import ALPHA, look_at
from shopguide.experiments.statistics.preference import preference, sign_test
from shopguide.experiments.statistics.ratio import (
    Array,
    Difference,
    difference,
    ratio_estimate,
)
from shopguide.experiments.statistics.sample_ratio import sample_ratio_p_value

DAYS, NEW_A_DAY = 25, 120


def _visits(rng: np.random.Generator, taste: Array) -> tuple[Array, Array]:
    """Clicks and products shown of one day, of shoppers who differ in how much they click."""
    shown = 10.0 * (rng.random(len(taste)) < 0.5)
    return rng.binomial(shown.astype(int), taste).astype(float), shown


def _experiment(seed: int, lift: float) -> list[Difference]:
    """A difference after each day; shoppers come back, and are drawn anew from nobody."""
    rng = np.random.default_rng(seed)
    tastes = [rng.beta(2, 18, DAYS * NEW_A_DAY) * scale for scale in (1.0, 1.0 + lift)]
    clicks, shown = np.zeros((2, DAYS * NEW_A_DAY)), np.zeros((2, DAYS * NEW_A_DAY))
    found = []
    for day in range(DAYS):
        here = slice(0, (day + 1) * NEW_A_DAY)
        for arm, taste in enumerate(tastes):
            new_clicks, new_shown = _visits(rng, taste[here])
            clicks[arm, here] += new_clicks
            shown[arm, here] += new_shown
        one, other = (ratio_estimate(clicks[arm, here], shown[arm, here]) for arm in (0, 1))
        found.append(difference(one, other))
    return found


def test_looking_every_day_finds_nothing_where_there_is_nothing() -> None:
    runs = [_experiment(seed, 0.0) for seed in range(200)]
    fooled = [any(look_at(found).p_value <= ALPHA for found in run) for run in runs]
    once_a_day = [
        any(abs(each.value) > 1.96 * math.sqrt(each.variance) for each in run) for run in runs
    ]
    assert np.mean(fooled) <= ALPHA
    assert np.mean(once_a_day) > 3 * ALPHA  # what the guard is there for


def test_a_true_lift_is_found_and_found_sooner_where_it_is_larger() -> None:
    def found_on(lift: float) -> list[int]:
        runs = [_experiment(seed, lift) for seed in range(40)]
        return [
            next((day for day, each in enumerate(run) if look_at(each).interval.low > 0), DAYS)
            for run in runs
        ]

    small, large = found_on(0.2), found_on(0.4)
    assert np.mean(np.array(large) < DAYS) >= 0.95
    assert np.mean(large) < np.mean(small)


def test_the_sequence_and_its_p_value_agree() -> None:
    for seed in range(20):
        for found in _experiment(seed, 0.15):
            look = look_at(found)
            excludes = look.interval.low > 0 or look.interval.high < 0
            assert excludes == (look.p_value < ALPHA)


def test_an_interval_of_a_ratio_covers_it_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(400):
        shown = rng.integers(1, 30, 400).astype(float)
        clicks = rng.binomial(shown.astype(int), rng.beta(1, 9, 400)).astype(float)
        interval = ratio_estimate(clicks, shown).interval
        covered += interval.low <= 0.1 <= interval.high
    assert covered / 400 == pytest.approx(0.95, abs=0.03)


def test_nothing_is_known_without_shoppers_or_variance() -> None:
    nobody, alike = np.zeros(0), np.ones(500)
    assert ratio_estimate(nobody, nobody).variance == math.inf
    for other in (ratio_estimate(nobody, nobody), ratio_estimate(alike, alike)):
        look = look_at(difference(ratio_estimate(alike, alike), other))
        assert look.p_value == 1.0
        assert look.interval.low == -math.inf


def test_shares_that_are_off_are_told_from_chance() -> None:
    assert sample_ratio_p_value([5000, 5050], [0.5, 0.5]) > 0.5
    assert sample_ratio_p_value([5000, 5500], [0.5, 0.5]) < 0.001
    assert sample_ratio_p_value([0, 400], [0.5, 0.5]) < 1e-60


def test_an_interleaving_prefers_what_shoppers_take_more_of() -> None:
    rng = np.random.default_rng(5)
    judged = preference(rng.poisson(0.5, 600).astype(float), rng.poisson(0.8, 600).astype(float))
    assert judged.interval.low > 0
    assert judged.p_value < 0.001
    assert judged.variant_wins > judged.control_wins
    assert judged.variant_wins + judged.control_wins + judged.ties == 600


def test_an_interleaving_that_nobody_took_anything_from_says_nothing() -> None:
    judged = preference(np.zeros(3), np.zeros(3))
    assert (judged.interval.low, judged.interval.high, judged.p_value) == (-0.5, 0.5, 1.0)
    assert sign_test(0, 0) == 1.0
    assert sign_test(0, 10) == pytest.approx(2 / 1024)


def test_what_nobody_did_is_not_known_to_be_that_rare() -> None:
    found = ratio_estimate(np.zeros(40), np.ones(40)).interval
    assert found.value == 0
    assert math.isinf(found.high)
