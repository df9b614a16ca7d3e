"""Relevance of texts to a query with a reranker bundle (a cross-encoder)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from shopguide.adapters.onnx.batching import padded, run_batches
from shopguide.adapters.onnx.bundle import open_bundle
from shopguide.adapters.onnx.session import open_session
from shopguide.domain.bundle import BundleKind
from shopguide.domain.indexed import Vector


class OnnxReranker:
    """A `Reranker` on ONNX Runtime; safe to use from many threads at once.

    Its model takes ``input_ids, attention_mask`` and, where the manifest says so,
    ``token_type_ids``, all ``[batch, length]``, and gives ``logits [batch, 1]``.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Open the bundle in `folder`; at most `threads` batches of texts run at once.

        Raises:
            BundleError: the bundle is missing, damaged, or no reranker.
        """
        self.bundle = open_bundle(folder, BundleKind.RERANKER)
        self._has_types = any(spec.name == "token_type_ids" for spec in self.bundle.inputs)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        # the query stays whole; the text is what can lose its end
        self._tokenizer.enable_truncation(
            int(self.bundle.options["max_tokens"]), strategy="only_second"
        )
        self._session = open_session(folder / "model.onnx")
        self._workers = ThreadPoolExecutor(threads, thread_name_prefix="reranker")

    def score(self, query: str, texts: Sequence[str]) -> Vector:
        """Logits of relevance, ``[len(texts)]``, higher is better."""
        scores = np.empty(len(texts), dtype=np.float32)
        pairs = self._tokenizer.encode_batch([(query, text) for text in texts])

        def run(rows: list[int]) -> None:
            scores[rows] = self._run([pairs[row] for row in rows])

        run_batches(run, [len(pair.ids) for pair in pairs], self._workers)
        return scores

    def _run(self, pairs: list[Encoding]) -> Vector:
        tokens, mask = padded([pair.ids for pair in pairs])
        inputs = {"input_ids": tokens, "attention_mask": mask}
        if self._has_types:
            inputs["token_type_ids"] = padded([pair.type_ids for pair in pairs])[0]
        logits: Vector = self._session.run(None, inputs)[0]
        return logits[:, 0]
