"""Tuning finds the signal that tells, and does not promise what it cannot keep."""

import numpy as np
import pytest

from training.evaluate.weight_tuning import TuningRows, fit_weights, ndcg_of, tune


def rows_of(shoppers: int, *, telling: bool, seed: int = 3) -> TuningRows:
    """30 candidates a shopper; the second of three signals says more of the one that was taken."""
    dice = np.random.default_rng(seed)
    scores = dice.random((shoppers * 30, 3))
    starts = np.arange(shoppers) * 30
    targets = starts + dice.integers(0, 30, shoppers)
    if telling:
        scores[targets, 1] += 0.5
    return TuningRows(scores, starts, targets)


def test_the_signal_that_tells_gets_the_weight() -> None:
    tuned = tune(rows_of(300, telling=True), np.ones(3))
    assert int(np.argmax(tuned.weights)) == 1
    assert tuned.lead.low is not None
    assert tuned.lead.low > 0


def test_where_nothing_tells_no_gain_is_promised() -> None:
    tuned = tune(rows_of(300, telling=False), np.ones(3))
    assert tuned.lead.low is not None
    assert tuned.lead.low <= 0


def test_a_target_that_is_no_candidate_counts_zero() -> None:
    rows = TuningRows(np.array([[1.0], [0.0], [1.0]]), np.array([0, 2]), np.array([0, -1]))
    assert ndcg_of(rows, np.ones(1)) == pytest.approx([1.0, 0.0])


def test_a_tie_is_worth_what_chance_makes_of_it() -> None:
    rows = TuningRows(np.zeros((3, 1)), np.array([0]), np.array([1]))
    assert ndcg_of(rows, np.ones(1)) == pytest.approx([1 / np.log2(3)])


def test_a_weight_of_zero_can_come_back() -> None:
    fitted = fit_weights(rows_of(200, telling=True), np.array([1.0, 0.0, 1.0]))
    assert fitted[1] > 0


def test_some_of_the_shoppers_keep_their_targets() -> None:
    rows = rows_of(10, telling=True)
    chosen = np.array([7, 2])
    assert ndcg_of(rows.of(chosen), np.ones(3)) == pytest.approx(ndcg_of(rows, np.ones(3))[chosen])
