"""A tiny network learns which product follows which, and what a new product is by its text."""

import numpy as np
import pytest
import torch

from training.models.sequence_batches import next_items, pad_steps, purchases
from training.models.sequence_training import (
    FittedNetwork,
    SequenceSettings,
    fit_sequence_network,
)

ITEMS = 12
SETTINGS = SequenceSettings(
    dimension=16,
    dropout=0.0,
    epochs=25,
    batch_size=16,
    negatives=8,
    horizon=2,
    learning_rate=1e-2,
    bfloat16=False,
)
TEXT = np.random.default_rng(5).normal(size=(ITEMS, 6)).astype(np.float32)
CYCLES = [purchases((start + np.arange(5)) % 10) for start in range(10)] * 4
"""Products 0 to 9 in a circle; 10 and 11 are never seen."""


@pytest.fixture(scope="module")
def fitted() -> FittedNetwork:
    return fit_sequence_network(CYCLES, TEXT, SETTINGS)


def test_next_product_of_a_circle_comes_first(fitted: FittedNetwork) -> None:
    asked = [purchases(np.array([start, start + 1])) for start in range(7)]
    scores = fitted.profiles(asked, TEXT) @ fitted.learned[:10].T
    assert scores.argmax(axis=1).tolist() == [start + 2 for start in range(7)]


def test_products_never_seen_are_their_text_alone(fitted: FittedNetwork) -> None:
    assert fitted.is_known.tolist() == [True] * 10 + [False] * 2
    with torch.inference_mode():
        projected = fitted.network.project(torch.from_numpy(TEXT)).numpy()
    np.testing.assert_allclose(fitted.learned[10:], projected[10:], rtol=1e-5)


def test_same_seed_gives_the_same_network(fitted: FittedNetwork) -> None:
    again = fit_sequence_network(CYCLES, TEXT, SETTINGS)
    np.testing.assert_array_equal(fitted.learned, again.learned)


def test_best_epoch_by_validation_is_kept() -> None:
    qualities = iter([0.1, 0.9, 0.3])
    settings = SequenceSettings(dimension=8, epochs=3, batch_size=16, negatives=4, bfloat16=False)
    kept = fit_sequence_network(CYCLES, TEXT, settings, validation=lambda _: next(qualities))
    assert kept.epochs[-1].number == 2
    assert kept.epochs[-1].quality == 0.9


def test_additions_rest_where_the_data_has_none(fitted: FittedNetwork) -> None:
    assert not fitted.network.action.weight.any()
    assert not fitted.network.age.weight.any()
    assert not fitted.network.price.weight.any()


def test_nearer_products_count_more_and_a_history_ends() -> None:
    batch = pad_steps([purchases(np.array([7, 8, 9])), purchases(np.array([5]))])
    asked, targets, weights = next_items(batch.items, batch.is_step, horizon=2, decay=0.5)
    assert asked.tolist() == [[True, True, False], [False, False, False]]
    assert targets[0].tolist() == [8, 9]
    np.testing.assert_allclose(weights, [[2 / 3, 1 / 3], [1, 0]], rtol=1e-6)
