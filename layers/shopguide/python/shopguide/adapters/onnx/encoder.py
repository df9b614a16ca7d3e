"""Text to unit vectors with an encoder bundle."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from shopguide.adapters.onnx.bundle import open_bundle
from shopguide.adapters.onnx.session import open_session
from shopguide.domain.bundle import BundleKind
from shopguide.domain.indexed import Matrix

TOKENS_PER_BATCH = 1024
"""Tokens, padding included, of one pass through the model; docs/models.md has the measurement."""


class OnnxEncoder:
    """An `Encoder` on ONNX Runtime; safe to use from many threads at once."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Open the bundle in `folder`; one call uses up to `threads` threads.

        Raises:
            BundleError: the bundle is missing, damaged, or no encoder.
        """
        self.bundle = open_bundle(folder, BundleKind.ENCODER)
        options = self.bundle.options
        self.dimension = int(options["dimension"])
        self._query_prefix = str(options["query_prefix"])
        self._passage_prefix = str(options["passage_prefix"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(int(options["max_tokens"]))
        self._session = open_session(folder / "model.onnx", threads=threads)

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors ``[len(texts), dimension]`` of queries or questions."""
        return self._encode([self._query_prefix + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors ``[len(texts), dimension]`` of products or passages."""
        return self._encode([self._passage_prefix + text for text in texts])

    def _encode(self, texts: list[str]) -> Matrix:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        for rows in batches_by_length([len(row) for row in ids]):
            vectors[rows] = self._run([ids[row] for row in rows])
        return vectors

    def _run(self, ids: list[list[int]]) -> Any:
        longest = max(map(len, ids))
        tokens = np.zeros((len(ids), longest), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, line in enumerate(ids):
            tokens[row, : len(line)] = line
            mask[row, : len(line)] = 1
        return self._session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]


def batches_by_length(
    lengths: Sequence[int], tokens_per_batch: int = TOKENS_PER_BATCH
) -> Iterator[list[int]]:
    """Split rows into batches of like length, so that little of a batch is padding.

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
