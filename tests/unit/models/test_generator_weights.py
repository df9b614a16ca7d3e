"""Unpacking a generator's base weights."""

from pathlib import Path

import numpy as np
import pytest

from shopguide.domain.errors import BundleError
from training.models.generator_weights import unpermute_rotary, write_generator_folder
from training.models.word_vectors import pack_rows


def test_rotary_rows_come_back_in_their_order() -> None:
    weight = np.arange(2 * 6 * 3, dtype=np.float32).reshape(12, 3)
    gguf = weight.reshape(2, 2, 3, 3).swapaxes(1, 2).reshape(12, 3)  # as llama.cpp writes it
    np.testing.assert_array_equal(unpermute_rotary(gguf, heads=2), weight)


def test_missing_file_of_a_local_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"config\.json is missing"):
        write_generator_folder(tmp_path, tmp_path / "out")


def test_word_vectors_keep_their_values_within_half_a_step() -> None:
    table = np.random.default_rng(1).normal(size=(20, 8)).astype(np.float32)
    table[3] = 0
    rows, scales = pack_rows(table)
    assert rows.dtype == np.int8
    assert np.abs(rows * scales - table).max() <= scales.max() / 2 + 1e-7
