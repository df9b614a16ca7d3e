import numpy as np
import pytest

from training.evaluate.intervals import (
    RESAMPLES,
    Estimate,
    estimate,
    exactly,
    mean_of,
    percentile_of,
)


def test_interval_of_a_mean_is_that_of_the_normal_approximation() -> None:
    values = np.random.default_rng(3).normal(5, 2, 400)
    found = mean_of(values)
    error = 1.96 * values.std() / np.sqrt(len(values))
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - error, abs=0.03)
    assert found.high == pytest.approx(values.mean() + error, abs=0.03)
    assert found.count == 400


def test_the_same_figures_come_out_every_time() -> None:
    values = np.random.default_rng(3).random(50)
    assert mean_of(values) == mean_of(values)


def test_figures_that_never_differ_have_no_width() -> None:
    assert mean_of([0.5] * 20) == Estimate(0.5, 0.5, 0.5, 20)


def test_nothing_measured_is_no_figure() -> None:
    assert mean_of([]) == Estimate(None, None, None, 0)
    assert exactly(0.25, 8) == Estimate(0.25, None, None, 8)


def test_percentile_is_that_of_the_values() -> None:
    found = percentile_of(range(101), 0.95)
    assert found.value == 95
    assert found.low is not None
    assert found.high is not None
    assert found.low < 95 < found.high


def test_many_rows_are_drawn_in_parts_and_none_is_left_out() -> None:
    drawn: list[int] = []

    def count(rows: np.ndarray) -> np.ndarray:
        drawn.append(len(rows))
        return rows.mean(axis=1)

    estimate(count, 70_000)
    assert len(drawn) > 2
    assert sum(drawn) == RESAMPLES + 1  # and the figure itself
