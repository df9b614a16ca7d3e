"""A BERT of two layers and random weights learns to guess letters of a shop's texts."""

import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models

from tests.tiny_bert import base_weights
from training.errors import TrainingInputError
from training.loop.job import Job
from training.loop.settings import parse_settings
from training.models.adapter_card import read_card
from training.objectives.masked_language_model import (
    SMALL,
    HideTokens,
    MaskedLanguageModelSettings,
    mask_id,
    run,
)

MASK = 99


def test_loss_falls_on_a_shop_s_texts(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    rows = [f"{n},kettle {n},A kettle that boils water for tea and coffee." for n in range(40)]
    (shop / "products.csv").write_text("\n".join(["id,title,description", *rows]))
    folders = {name: tmp_path / name for name in ("model", "checkpoints", "output")}
    for folder in folders.values():
        folder.mkdir()
    job = Job(
        channels={"train": shop, "base": base_weights(tmp_path / "base")},
        model_dir=folders["model"],
        checkpoint_dir=folders["checkpoints"],
        output_dir=folders["output"],
        hyperparameters={},
    )
    values = {"size": "small", "base_model": "all-MiniLM-L6-v2", "precision": "float32"}
    run(job, parse_settings(MaskedLanguageModelSettings, values, small=SMALL))
    metrics = json.loads((tmp_path / "model" / "metrics.json").read_text())
    assert metrics["last_loss"] < 0.8 * metrics["first_loss"]
    assert read_card(tmp_path / "model" / "shop-reader").data[0].rows == metrics["texts"]


def test_hidden_tokens_are_inner_ones_and_the_rest_stays() -> None:
    torch.manual_seed(0)
    texts = [[1, *range(10, 60), 2], [1, 70, 2]]
    batch = HideTokens(0.2, MASK, 100)(texts)
    hidden = batch["labels"] != -100
    assert hidden[1].tolist() == [False, True] + [False] * 50  # at least one of each text
    assert 4 <= hidden[0].sum() <= 20
    assert not hidden[:, 0].any()
    assert (batch["labels"][hidden] >= 10).all()
    original = torch.tensor(texts[0])
    assert torch.equal(batch["input_ids"][0][~hidden[0]], original[~hidden[0]])
    assert (batch["input_ids"][hidden] == MASK).float().mean() > 0.5
    assert batch["attention_mask"].sum(dim=1).tolist() == [52, 3]


def test_base_model_without_a_mask_is_refused() -> None:
    with pytest.raises(TrainingInputError, match="mask"):
        mask_id(Tokenizer(models.WordLevel({"a": 0}, "a")))
