"""What every reranker does: the overlap fake and a real, tiny ONNX bundle."""

from pathlib import Path

import numpy as np
import pytest

from shopguide.adapters.memory.models import OverlapReranker
from shopguide.adapters.onnx.reranker import OnnxReranker
from shopguide.domain.bundle import BundleKind
from shopguide.ports.reranker import Reranker
from tests.contract.tiny_bundles import tiny_reranker_bundle

TEXTS = ["blue kettle", "red running shoes", "", "wireless headphones " * 50]


@pytest.fixture(params=["overlap", "tiny onnx", "tiny onnx without types"])
def reranker(request: pytest.FixtureRequest, tmp_path: Path) -> Reranker:
    if request.param == "overlap":
        return OverlapReranker()
    folder = tiny_reranker_bundle(tmp_path, with_types=request.param == "tiny onnx")
    return OnnxReranker(folder, threads=1)


def test_every_text_gets_one_score_in_order(reranker: Reranker) -> None:
    scores = reranker.score("red shoes", TEXTS)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    backwards = reranker.score("red shoes", TEXTS[::-1])
    np.testing.assert_allclose(backwards[::-1], scores, equal_nan=True)


def test_no_texts_give_no_scores(reranker: Reranker) -> None:
    assert reranker.score("red shoes", []).shape == (0,)


def test_bundle_names_the_reranker(reranker: Reranker) -> None:
    assert reranker.bundle.kind is BundleKind.RERANKER


def test_only_the_text_loses_its_end(tmp_path: Path) -> None:
    reranker = OnnxReranker(tiny_reranker_bundle(tmp_path, max_tokens=5), threads=1)
    cut, whole = reranker.score("red shoes", ["kettle black black", "kettle"])
    assert cut == whole
