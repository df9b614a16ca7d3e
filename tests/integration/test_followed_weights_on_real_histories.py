"""What the batch makes of real histories is what the public benchmark measured.

SHOPGUIDE_DATA names the folder of the data; without it the test is skipped.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from training.evaluate.neighbours import directed_neighbours
from training.evaluate.sequences import read_sequences
from training.signals.followed import followed_weights
from training.signals.settings import FollowedSettings

DATA = Path(os.environ.get("SHOPGUIDE_DATA", "../shared/data"))  # noqa: TID251 - of the tests
HISTORIES = 4_000
ASKED = 300


def test_weights_of_real_histories_are_those_of_the_directed_neighbours() -> None:
    path = DATA / "amazon-beauty" / "Beauty.txt.xz"
    if not path.is_file():
        pytest.skip(f"no {path}; SHOPGUIDE_DATA names its folder")
    sequences = read_sequences(path)
    histories, products = sequences.training()[:HISTORIES], len(sequences.items)
    weights = followed_weights(histories, products, FollowedSettings(best=products))
    asked = np.unique(np.concatenate(histories))[:ASKED]
    expected = directed_neighbours(histories, products)([np.array([each]) for each in asked])
    expected[np.arange(len(asked)), asked] = 0
    assert np.abs(weights[asked].toarray() - expected).max() < 1e-6
