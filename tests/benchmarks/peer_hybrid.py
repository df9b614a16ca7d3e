"""The peer: hybrid search from common parts, behind the kind of server that ShopGuide has.

bm25s (English stop words, its own defaults) and sentence-transformers all-MiniLM-L6-v2 (PyTorch,
full precision) with qdrant-client's local mode, both over title, short description and brand, fused
by reciprocal rank; FastAPI under uvicorn, one process. It has no filters, constraints, spelling,
facets or rules: what it does is the least that a hybrid search does.

    python -m tests.benchmarks.peer_hybrid products.json PORT
"""

import json
import resource
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import bm25s
import torch
import uvicorn
from fastapi import FastAPI

from tests.benchmarks.peer_sentence_transformers import index_vectors, load_encoder, nearest

MODEL = "all-MiniLM-L6-v2"
_DEPTH = 200
_FUSION_K = 60


class HybridSearch:
    """Ranks products, each ``{"id", "text", "title", "price"}``, by words and by meaning."""

    def __init__(self, products: Sequence[dict[str, str]]) -> None:
        self._products = products
        self._encoder, _ = load_encoder(MODEL)
        texts = [product["text"] for product in products]
        self._client = index_vectors(products, self._encoder.encode(texts))
        self._words = bm25s.BM25()
        tokens = bm25s.tokenize(texts, stopwords="en", show_progress=False)
        self._words.index(tokens, show_progress=False)

    def search(self, query: str, limit: int) -> list[dict[str, str]]:
        """The best products by the sum of reciprocal ranks."""
        meant = nearest(self._client, self._encoder.encode([query])[0], _DEPTH)
        rows = _fuse([self._by_words(query), meant])
        return [self._products[row] for row in rows[:limit]]

    def _by_words(self, query: str) -> list[int]:
        tokens = bm25s.tokenize([query], stopwords="en", show_progress=False)
        depth = min(_DEPTH, len(self._products))
        rows, scores = self._words.retrieve(tokens, k=depth, show_progress=False)
        return [int(row) for row, score in zip(rows[0], scores[0], strict=True) if score > 0]


def _fuse(rankings: Iterable[Sequence[int]]) -> list[int]:
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for place, row in enumerate(ranking, start=1):
            scores[row] += 1 / (_FUSION_K + place)
    return sorted(scores, key=lambda row: -scores[row])


def main() -> None:
    """Index, then serve until it is ended."""
    products = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    began = time.perf_counter()
    engine = HybridSearch(products)
    seconds = time.perf_counter() - began
    torch.set_num_threads(1)  # requests share the cores: with more, 16 clients get half as much
    app = FastAPI()

    @app.get("/v1/search")
    def search(q: str, limit: int = 20) -> dict[str, Any]:
        started = time.perf_counter()
        hits = engine.search(q, limit)
        return {"hits": hits, "took_ms": (time.perf_counter() - started) * 1000}

    @app.get("/v1/health")
    def health() -> dict[str, float]:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {"products_per_second": len(products) / seconds, "peak_mb": peak}

    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # of local mode above 20,000 points
    main()
