"""Rows of tokens to batches."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shopguide.adapters.onnx.batching import batches_by_length, padded

LENGTHS = st.lists(st.integers(1, 200), max_size=80)


@given(LENGTHS, st.integers(1, 512))
def test_each_row_is_in_one_batch_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(batches_by_length(lengths, budget))
    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[row] for row in batch) <= budget


def test_rows_of_like_length_go_together() -> None:
    assert list(batches_by_length([10, 2, 9, 1], 20)) == [[0, 2], [1, 3]]


@given(st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=6), min_size=1, max_size=6))
def test_mask_shows_the_tokens_and_hides_the_padding(rows: list[list[int]]) -> None:
    tokens, mask = padded(rows)
    assert tokens.dtype == mask.dtype == np.int64
    for row, line, visible in zip(rows, tokens, mask, strict=True):
        assert line[visible == 1].tolist() == row
        assert not line[visible == 0].any()
