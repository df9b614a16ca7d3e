"""`python -m training.models.build`, from tiny base weights made here."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import BundleError
from tests.tiny_bert import base_weights
from training.models.build import build, main, recipe_key
from training.models.encoder_weights import read_encoder_weights
from training.models.full_precision import FullPrecisionEncoder
from training.models.known_models import ENCODERS
from training.models.parity import ParityError, parity_texts
from training.models.progress import Progress

NAME = "all-MiniLM-L6-v2"
RECIPE = ENCODERS[NAME]
QUIET = Progress(quiet=True)


@pytest.mark.slow
def test_bundle_says_what_its_base_says_and_is_cached(tmp_path: Path) -> None:
    local = base_weights(tmp_path / "base" / NAME)
    models_dir = tmp_path / "models"
    first = build(RECIPE, models_dir=models_dir, local=local, force=False, progress=QUIET)
    again = build(RECIPE, models_dir=models_dir, local=local, force=False, progress=QUIET)
    assert (first["cached"], again["cached"]) == (False, True)
    assert first["version"] == again["version"]
    assert first["parity"]["mean_cosine"] >= 0.99

    folder = find_bundle(models_dir, BundleKind.ENCODER, NAME)
    texts = parity_texts(chinese=False)
    full = FullPrecisionEncoder(read_encoder_weights(local), RECIPE).encode_passages(texts)
    small = OnnxEncoder(folder, threads=1).encode_passages(texts)
    assert np.einsum("ij,ij->i", full, small).mean() >= 0.99


@pytest.mark.slow
def test_model_that_int8_spoils_is_refused_and_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base_weights(tmp_path / "base" / NAME, outlier=1e4)
    code = main(
        [
            "--encoder", NAME, "--quiet", "--models-dir", str(tmp_path / "models"),
            "--base-weights", str(tmp_path / "base"),
        ]
    )  # fmt: skip
    assert code == 1
    assert "No bundle was written" in capsys.readouterr().err
    assert list((tmp_path / "models" / "encoder" / NAME).iterdir()) == []


def test_missing_base_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"config\.json is missing"):
        read_encoder_weights(tmp_path)


def test_other_architectures_are_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "t5"}')
    with pytest.raises(BundleError, match="t5"):
        read_encoder_weights(tmp_path)


def test_recipe_and_local_weights_decide_the_cache_key(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    keys = {
        recipe_key(RECIPE, None),
        recipe_key(RECIPE, tmp_path),
        recipe_key(replace(RECIPE, revision=RECIPE.revision + 1), None),
    }
    assert len(keys) == 3


@pytest.mark.models
def test_cached_build_needs_no_training_framework(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from shopguide.config import Settings, default_models_folder as folder\n"
        "from training.models.build import main\n"
        "name = Settings().encoder\n"
        "main(['--encoder', name, '--json', '--models-dir', str(folder())])\n"
        "assert not {'torch', 'transformers', 'onnx'} & set(sys.modules)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout)["bundles"][0]["cached"] is True


def test_parity_error_is_a_bundle_error() -> None:
    assert issubclass(ParityError, BundleError)
