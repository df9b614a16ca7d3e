"""The gate that a quantised model must pass."""

import numpy as np
import pytest

from training.models.parity import ParityError, compare, parity_texts, require_parity

TEXTS = ["shoe", "kettle"]


def test_equal_vectors_pass() -> None:
    vectors = np.eye(2, 4, dtype=np.float32)
    parity = compare(TEXTS, vectors, vectors)
    assert (parity.mean_cosine, parity.min_cosine) == (1.0, 1.0)
    require_parity("e5", parity)


def test_drifted_vectors_are_refused_with_the_worst_text() -> None:
    full = np.eye(2, 4, dtype=np.float32)
    small = full.copy()
    small[1] = [0.6, 0.8, 0, 0]
    with pytest.raises(ParityError, match=r"0\.9000.*Worst \(0\.8000\): 'kettle'"):
        require_parity("e5", compare(TEXTS, full, small))


def test_not_a_number_is_refused() -> None:
    vectors = np.full((2, 4), np.nan, dtype=np.float32)
    with pytest.raises(ParityError):
        require_parity("e5", compare(TEXTS, vectors, vectors))


def test_texts_are_of_both_languages() -> None:
    both, english = parity_texts(chinese=True), parity_texts(chinese=False)
    assert len(both) >= 60
    assert 25 <= len(english) < len(both)
    assert all(text.isascii() for text in english)
