"""`python -m training.models.build`, from tiny base weights made here."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import BundleError
from training.models.build import build, main, recipe_key
from training.models.encoder_weights import read_encoder_weights
from training.models.full_precision import FullPrecisionEncoder
from training.models.known_models import ENCODERS
from training.models.parity import ParityError, parity_texts
from training.models.progress import Progress

NAME = "all-MiniLM-L6-v2"
RECIPE = ENCODERS[NAME]
QUIET = Progress(quiet=True)
SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "vocab_size": 130,
    "max_position_embeddings": 160,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}


def base_weights(folder: Path, *, outlier: float = 0.0) -> Path:
    """A BERT of random weights that reads characters.

    An `outlier` is a large activation that no other weight listens to: float32 does not notice it,
    but the int8 scale of its neighbours follows it.
    """
    width, inner = SIZES["hidden_size"], SIZES["intermediate_size"]
    shapes = {
        "embeddings.word_embeddings.weight": (SIZES["vocab_size"], width),
        "embeddings.position_embeddings.weight": (SIZES["max_position_embeddings"], width),
        "embeddings.token_type_embeddings.weight": (2, width),
        "embeddings.LayerNorm.weight": (width,),
        "embeddings.LayerNorm.bias": (width,),
    }
    for layer in range(SIZES["num_hidden_layers"]):
        for name, out, into in (
            ("attention.self.query", width, width),
            ("attention.self.key", width, width),
            ("attention.self.value", width, width),
            ("attention.output.dense", width, width),
            ("intermediate.dense", inner, width),
            ("output.dense", width, inner),
        ):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (out, into)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (out,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (width,)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (width,)
    random = np.random.default_rng(3)
    tensors = {
        name: (random.normal(size=shape) * 0.3 + name.endswith("LayerNorm.weight")).astype("f4")
        for name, shape in shapes.items()
    }
    for layer in range(SIZES["num_hidden_layers"]):
        tensors[f"encoder.layer.{layer}.intermediate.dense.bias"][0] = outlier
        tensors[f"encoder.layer.{layer}.output.dense.weight"][:, 0] = 0
    folder.mkdir(parents=True)
    save_file(tensors, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", **SIZES}))
    letters = {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, **{chr(32 + n): 3 + n for n in range(95)}}
    tokenizer = Tokenizer(models.WordLevel(letters, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


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
        "from shopguide.config import default_models_folder as folder\n"
        "from training.models.build import main\n"
        "main(['--encoder', 'multilingual-e5-small', '--json', '--models-dir', str(folder())])\n"
        "assert not {'torch', 'transformers', 'onnx'} & set(sys.modules)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout)["bundles"][0]["cached"] is True


def test_parity_error_is_a_bundle_error() -> None:
    assert issubclass(ParityError, BundleError)
