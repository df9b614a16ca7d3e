"""Text to unit vectors with an encoder bundle."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from shopguide.adapters.onnx.batching import padded, run_batches
from shopguide.adapters.onnx.bundle import open_bundle
from shopguide.adapters.onnx.session import open_session
from shopguide.adapters.onnx.vector_cache import VectorCache, key_of_text
from shopguide.domain.bundle import BundleKind
from shopguide.domain.indexed import Matrix

_CHARACTERS_PER_TOKEN = 32
"""No token is longer; what lies beyond is cut before it costs a tokenizer's time."""


class OnnxEncoder:
    """An `Encoder` on ONNX Runtime; safe to use from many threads at once."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Open the bundle in `folder`; at most `threads` batches of texts run at once.

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
        self._max_characters = int(options["max_tokens"]) * _CHARACTERS_PER_TOKEN
        self._session = open_session(folder / "model.onnx")
        self._workers = ThreadPoolExecutor(threads, thread_name_prefix="encoder")
        self._opening = threading.Lock()
        self._cache: VectorCache | None = None

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors ``[len(texts), dimension]`` of queries or questions."""
        return self._encode([self._query_prefix + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors ``[len(texts), dimension]`` of products or passages.

        A text is encoded once, however often it is among these and those before them.
        """
        prefixed = [self._passage_prefix + text for text in texts]
        keys = [key_of_text(text) for text in prefixed]
        cache = self._open_cache()
        found = cache.find(keys)
        missing = {key: text for key, text in zip(keys, prefixed, strict=True) if key not in found}
        if missing:
            encoded = dict(zip(missing, self._encode(list(missing.values())), strict=True))
            cache.keep(encoded)
            found |= encoded
        together = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, key in enumerate(keys):
            together[row] = found[key]
        return together

    def _open_cache(self) -> VectorCache:
        """Made when first needed: what only answers queries has no use for it."""
        with self._opening:
            if self._cache is None:
                self._cache = VectorCache(self.dimension)
            return self._cache

    def _encode(self, texts: list[str]) -> Matrix:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        cut = [text[: self._max_characters] for text in texts]
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(cut)]

        def run(rows: list[int]) -> None:
            vectors[rows] = self._run([ids[row] for row in rows])

        run_batches(run, [len(row) for row in ids], self._workers)
        return vectors

    def _run(self, ids: list[list[int]]) -> Matrix:
        tokens, mask = padded(ids)
        inputs = {"input_ids": tokens, "attention_mask": mask}
        vectors: Matrix = self._session.run(None, inputs)[0]
        return vectors
