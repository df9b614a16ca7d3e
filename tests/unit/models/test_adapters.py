"""Adapters on disk: what was trained comes back, and what does not fit is refused in words."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from peft import LoraConfig

from shopguide.adapters.onnx.bundle import find_bundle, read_manifest
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import BundleError
from tests.tiny_bert import base_weights
from training.models.adapted_recipe import with_adapter
from training.models.adapter_card import (
    AdapterCard,
    AdapterError,
    DataSource,
    read_card,
    require_fit,
    write_card,
)
from training.models.adapters import (
    adapter_fingerprint,
    add_adapter,
    load_adapter,
    merge_adapter,
    write_adapter,
)
from training.models.build import build, main, recipe_key
from training.models.encoder_weights import read_encoder_weights
from training.models.known_models import ENCODERS
from training.models.progress import Progress

RECIPE = ENCODERS["all-MiniLM-L6-v2"]
CARD = AdapterCard(
    name="my-shop",
    kind=BundleKind.ENCODER,
    base=RECIPE.hub.repository,
    base_source="folder",
    licence=RECIPE.licence,
    data=(DataSource("products", "the shop's own", 1200),),
    data_fingerprint="abc123",
    command="shopguide train encoder --data shop --local",
    seconds=60,
    machine="a laptop",
    figures={"dev MRR@10": 0.5},
    intended_use="Finds kettles.",
    limits="Only kettles.",
)


def bert_with_adapter(base: Path) -> Any:
    """A tiny BERT whose adapter changes something: its matrices do not begin at zero."""
    torch.manual_seed(0)
    layers = LoraConfig(r=4, target_modules=["query", "dense"], init_lora_weights=False)
    return add_adapter(read_encoder_weights(base).to_bert(), layers).eval()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return base_weights(tmp_path / "base" / RECIPE.name)


@pytest.fixture
def adapter(tmp_path: Path, base: Path) -> Path:
    folder = tmp_path / "adapter"
    write_adapter(folder, bert_with_adapter(base), CARD)
    return folder


def states(model: Any) -> torch.Tensor:
    with torch.no_grad():
        return model(torch.tensor([[1, 40, 50, 60, 2]])).last_hidden_state


def test_merged_model_computes_what_the_trained_one_did(base: Path, adapter: Path) -> None:
    trained = states(bert_with_adapter(base))
    untrained = states(read_encoder_weights(base).to_bert())
    merged = merge_adapter(read_encoder_weights(base).to_bert(), adapter)
    assert not any("lora" in name for name, _ in merged.named_parameters())
    torch.testing.assert_close(states(merged), trained, atol=5e-3, rtol=1e-2)  # stored as float16
    assert not torch.allclose(trained, untrained, atol=0.1)


def test_loaded_adapter_trains_further_only_if_asked(base: Path, adapter: Path) -> None:
    for trainable in (True, False):
        model = load_adapter(read_encoder_weights(base).to_bert(), adapter, trainable=trainable)
        trained = {name for name, value in model.named_parameters() if value.requires_grad}
        assert all("lora_" in name for name in trained)
        assert bool(trained) == trainable


def test_card_comes_back_and_is_rendered_for_people(adapter: Path) -> None:
    assert read_card(adapter) == CARD
    page = (adapter / "CARD.md").read_text()
    for word in ("my-shop", "1,200", "the shop's own", "dev MRR@10", CARD.command, CARD.limits):
        assert word in page


def test_weights_and_card_decide_the_fingerprint(adapter: Path) -> None:
    before = adapter_fingerprint(adapter)
    write_card(adapter, replace(CARD, limits="None."))
    assert adapter_fingerprint(adapter) != before
    (adapter / "adapter_model.safetensors").unlink()
    with pytest.raises(AdapterError, match=r"adapter_model\.safetensors is missing"):
        adapter_fingerprint(adapter)


def test_adapter_of_another_base_licence_or_kind_is_refused() -> None:
    wanted = {"kind": BundleKind.ENCODER, "base": CARD.base, "licence": CARD.licence}
    require_fit(CARD, **wanted)  # type: ignore[arg-type]
    for name, value in (("kind", BundleKind.RERANKER), ("base", "a/b"), ("licence", "GPL-3.0")):
        with pytest.raises(AdapterError, match=f"states {name} .*{value}"):
            require_fit(CARD, **{**wanted, name: value})  # type: ignore[arg-type]


def test_adapter_of_another_architecture_is_refused(tmp_path: Path, adapter: Path) -> None:
    from transformers import BertConfig, BertModel

    sizes = read_encoder_weights(tmp_path / "base" / RECIPE.name).sizes
    for other, reason in (
        ({"num_hidden_layers": 3}, "lacks"),
        ({"num_hidden_layers": 1}, "has also"),
        ({"hidden_size": 64}, "size mismatch"),
    ):
        model = BertModel(BertConfig(**{**sizes, **other}), add_pooling_layer=False)
        with pytest.raises(AdapterError, match=reason):
            merge_adapter(model, adapter)


@pytest.mark.parametrize("damage", [b"", b"\x08\x00\x00\x00\x00\x00\x00\x00{}", b"not tensors"])
def test_damaged_weights_are_refused(base: Path, adapter: Path, damage: bytes) -> None:
    (adapter / "adapter_model.safetensors").write_bytes(damage)
    with pytest.raises(AdapterError, match="cannot be put on this model"):
        merge_adapter(read_encoder_weights(base).to_bert(), adapter)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{", "not an adapter's card"), ("[]", "not an adapter's card"), ('{"name": 1}', "kind")],
)
def test_damaged_card_is_refused(adapter: Path, text: str, reason: str) -> None:
    (adapter / "adapter.json").write_text(text)
    with pytest.raises(AdapterError, match=reason):
        read_card(adapter)


def test_adapter_without_lora_is_refused(base: Path, adapter: Path) -> None:
    path = adapter / "adapter_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "peft_type": "PROMPT_TUNING"}))
    with pytest.raises(AdapterError, match="no LoRA"):
        merge_adapter(read_encoder_weights(base).to_bert(), adapter)


def test_bundle_with_an_adapter_is_named_by_it_and_carries_its_card(
    tmp_path: Path, base: Path, adapter: Path
) -> None:
    recipe = with_adapter(RECIPE, adapter)
    models_dir = tmp_path / "models"
    progress = Progress(quiet=True)
    report = build(recipe, models_dir=models_dir, local=base, force=False, progress=progress)
    assert report["parity"]["mean_cosine"] >= 0.99  # with the tuned model in full precision
    folder = find_bundle(models_dir, BundleKind.ENCODER, "my-shop")
    manifest = read_manifest(folder)
    assert manifest.training_data == "products (the shop's own; 1,200); fingerprint abc123"
    assert manifest.metrics["dev MRR@10"] == 0.5
    assert (folder / "CARD.md").read_text() == (adapter / "CARD.md").read_text()
    again = build(recipe, models_dir=models_dir, local=base, force=False, progress=progress)
    assert again["cached"] is True


def test_adapter_counts_in_the_recipe_key_but_not_where_it_lies(
    tmp_path: Path, adapter: Path
) -> None:
    key = recipe_key(with_adapter(RECIPE, adapter), None)
    moved = adapter.rename(tmp_path / "moved")
    assert recipe_key(with_adapter(RECIPE, moved), None) == key
    write_card(moved, replace(CARD, limits="None."))
    assert recipe_key(with_adapter(RECIPE, moved), None) != key


def test_adapter_for_two_models_is_refused(
    tmp_path: Path, adapter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(
        [
            "--encoder", RECIPE.name, "--generator", "smollm2-135m", "--quiet",
            "--adapter", str(adapter), "--models-dir", str(tmp_path / "models"),
        ]
    )  # fmt: skip
    assert code == 1
    assert "--adapter is for one model, but 2 are named" in capsys.readouterr().err


def test_missing_adapter_is_a_bundle_error(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="Name a folder that a training objective wrote"):
        read_card(tmp_path)


def test_stored_weights_are_half_precision(adapter: Path) -> None:
    from safetensors.numpy import load_file

    tensors = load_file(adapter / "adapter_model.safetensors")
    assert {value.dtype for value in tensors.values()} == {np.dtype("float16")}
