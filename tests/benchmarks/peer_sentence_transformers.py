"""The peer: sentence-transformers (PyTorch, full precision) + qdrant-client in local mode.

It runs in a process of its own, on the same products, texts and queries, with the same base
encoder, so it is also the full-precision reference for ranking quality. Prints one JSON object.

    python -m tests.benchmarks.peer_sentence_transformers products.json queries.json
"""

import json
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

from training.evaluate.metrics import percentile
from training.models.full_precision import write_full_precision_folder
from training.models.known_models import EncoderRecipe

_DEPTH = 1100


def main() -> None:
    """Encode, index, search; print rankings and figures."""
    products = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    queries = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    encoder, recipe = load_encoder(sys.argv[3])
    start = time.perf_counter()
    vectors = encoder.encode([recipe.passage_prefix + product["text"] for product in products])
    encoded = time.perf_counter()
    client = index_vectors(products, vectors)
    indexed = time.perf_counter()
    rankings, latencies = {}, []
    for query in queries:
        began = time.perf_counter()
        vector = encoder.encode([recipe.query_prefix + query])[0]
        nearest(client, vector, 10)
        latencies.append((time.perf_counter() - began) * 1000)
        rankings[query] = [products[n]["id"] for n in nearest(client, vector, _DEPTH)]
    figures: dict[str, Any] = {
        "products_per_second": len(products) / (indexed - start),
        "encoder_products_per_second": len(products) / (encoded - start),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "search_p50_ms": percentile(latencies, 0.5),
        "search_p95_ms": percentile(latencies, 0.95),
        "rankings": rankings,
    }
    json.dump(figures, sys.stdout)


def load_encoder(name: str) -> tuple[SentenceTransformer, EncoderRecipe]:
    """A base encoder in full precision, and what its texts begin with."""
    with tempfile.TemporaryDirectory() as folder:
        recipe = write_full_precision_folder(name, Path(folder))
        words = Transformer(folder, max_seq_length=recipe.max_tokens)
        pooling = Pooling(words.get_embedding_dimension(), pooling_mode="mean")
        return SentenceTransformer(modules=[words, pooling, Normalize()]), recipe


def index_vectors(products: Sequence[dict[str, str]], vectors: np.ndarray) -> Any:
    """A client in local mode that holds the products by their place, with their vectors."""
    from qdrant_client import QdrantClient, models

    client = QdrantClient(":memory:")
    parameters = models.VectorParams(size=vectors.shape[1], distance=models.Distance.COSINE)
    client.create_collection("products", vectors_config=parameters)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it advises a server above 20,000 points
        for start in range(0, len(products), 256):
            rows = range(start, min(start + 256, len(products)))
            client.upsert(
                "products",
                [
                    models.PointStruct(id=n, vector=vectors[n].tolist(), payload=products[n])
                    for n in rows
                ],
            )
    return client


def nearest(client: Any, vector: np.ndarray, limit: int) -> list[int]:
    """Places of the nearest products, nearest first."""
    found = client.query_points("products", query=vector.tolist(), limit=limit)
    return [int(point.id) for point in found.points]


if __name__ == "__main__":
    main()
