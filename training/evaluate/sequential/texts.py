"""Text vectors of a benchmark's products, by the encoder that is served."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.bundle import BundleKind
from training.evaluate.records import read_records
from training.evaluate.shop_files import items_as_products

_AT_ONCE = 512


def product_texts(products: Path, items: Sequence[str]) -> list[str]:
    """The title of each item, or else its keywords; empty where `products` does not have it.

    Raises:
        EvaluationInputError: the file cannot be read or has no titles.
    """
    with items_as_products(products, items) as file:
        titles = {row["id"]: row["title"] for row in read_records(file, "id", "title").rows}
    return [titles.get(item, "") for item in items]


def text_vectors(texts: Sequence[str], models_dir: Path, encoder: str) -> NDArray[np.float32]:
    """Vectors ``[texts, dimension]``; zeros for an empty text.

    Raises:
        BundleError: the encoder is not there.
    """
    reader = OnnxEncoder(find_bundle(models_dir, BundleKind.ENCODER, encoder), threads=2)
    parts = [
        reader.encode_passages(texts[start : start + _AT_ONCE])
        for start in range(0, len(texts), _AT_ONCE)
    ]
    vectors = np.concatenate(parts).astype(np.float32)
    vectors[[place for place, text in enumerate(texts) if not text]] = 0.0
    return vectors
