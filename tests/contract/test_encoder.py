"""What every encoder does: the hashing fake, a tiny ONNX bundle, and the bundles that serve."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from shopguide.adapters.memory.models import HashingEncoder
from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.config import Settings, default_models_folder
from shopguide.domain.bundle import BundleKind
from shopguide.ports.encoder import Encoder
from tests.contract.tiny_bundles import tiny_encoder_bundle

SERVED = Settings().encoder
"""What `shopguide models build` makes, so that `make test` has it."""

TEXTS = [
    "red running shoes",
    "red shoe",
    "blue kettle",
    "wireless headphones " * 200,
    "红色 鞋",
    "",
    "black",
]


@pytest.fixture(
    params=[
        "hashing",
        "tiny onnx",
        pytest.param(SERVED, marks=pytest.mark.models),
    ]
)
def encoder(request: pytest.FixtureRequest, tmp_path: Path) -> Encoder:
    if request.param == "hashing":
        return HashingEncoder()
    if request.param == "tiny onnx":
        return OnnxEncoder(tiny_encoder_bundle(tmp_path), threads=1)
    folder = find_bundle(default_models_folder(), BundleKind.ENCODER, request.param)
    return OnnxEncoder(folder, threads=2)


def test_vectors_are_unit_length_float32_rows(encoder: Encoder) -> None:
    for vectors in (encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)):
        assert vectors.shape == (len(TEXTS), encoder.dimension)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == (0, encoder.dimension)
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


def test_rows_come_in_the_order_of_the_texts(encoder: Encoder) -> None:
    together = encoder.encode_passages(TEXTS)
    alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
    # int8 activations are scaled by what is in the batch, so rows agree but for rounding
    assert (np.einsum("ij,ij->i", together, alone) > 0.99).all()


def test_same_batch_gives_same_vectors(encoder: Encoder) -> None:
    np.testing.assert_array_equal(encoder.encode_passages(TEXTS), encoder.encode_passages(TEXTS))


def test_shared_words_bring_texts_closer(encoder: Encoder) -> None:
    query = encoder.encode_queries(["red shoe"])[0]
    shoes, kettle = encoder.encode_passages(["red running shoe", "blue kettle"])
    assert query @ shoes > query @ kettle


def test_threads_do_not_disturb_each_other(encoder: Encoder) -> None:
    expected = encoder.encode_queries(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(encoder.encode_queries, [TEXTS] * 8):
            np.testing.assert_array_equal(vectors, expected)


def test_bundle_names_the_encoder(encoder: Encoder) -> None:
    assert encoder.bundle.kind is BundleKind.ENCODER
    assert encoder.bundle.fingerprint.count("@") == 1


@pytest.mark.models
def test_served_encoder_understands_chinese_and_english() -> None:
    folder = find_bundle(default_models_folder(), BundleKind.ENCODER, SERVED)
    encoder = OnnxEncoder(folder, threads=2)
    passages = encoder.encode_passages(
        ["耐克 红色 男子 跑步鞋", "不锈钢保温杯 500ml", "Wireless noise cancelling headphones"]
    )
    for query, best in (("red running shoes", 0), ("保温水壶", 1), ("bluetooth earphones", 2)):
        assert int((passages @ encoder.encode_queries([query])[0]).argmax()) == best
