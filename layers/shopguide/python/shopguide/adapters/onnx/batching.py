"""Rows of tokens to rectangular batches with little padding."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

TOKENS_PER_BATCH = 512
"""Tokens, padding included, of one pass through a model; docs/models.md has the measurement."""

TokenMatrix: TypeAlias = NDArray[np.int64]
"""Token ids, ``[rows, longest row]``."""


def batches_by_length(
    lengths: Sequence[int], tokens_per_batch: int = TOKENS_PER_BATCH
) -> Iterator[list[int]]:
    """Split rows into batches of like length.

    Args:
        lengths: Tokens of each row.
        tokens_per_batch: Rows times longest row of a batch at most; a longer row goes alone.

    Yields:
        Row numbers of one batch; together each row once.
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if batch and (len(batch) + 1) * lengths[batch[0]] > tokens_per_batch:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def run_batches(
    run: Callable[[list[int]], None], lengths: Sequence[int], workers: Executor
) -> None:
    """Call `run` with the row numbers of each batch; several batches at once on `workers`.

    A single batch, as every query is, runs in the calling thread.
    """
    batches = list(batches_by_length(lengths))
    if len(batches) == 1:
        run(batches[0])
        return
    for _ in workers.map(run, batches):
        pass  # asking for each result raises what its batch raised


def padded(rows: Sequence[Sequence[int]]) -> tuple[TokenMatrix, TokenMatrix]:
    """Token ids filled up with 0, and the mask that is 1 where a token is.

    Which id fills up does not matter: the mask hides it.
    """
    tokens = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    mask = np.zeros_like(tokens)
    for number, row in enumerate(rows):
        tokens[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return tokens, mask
