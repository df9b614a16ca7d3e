"""A tiny random BERT learns which words are praise; the baselines beside it are computed right."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from training.data.public.amazon_reviews import read_rated_reviews
from training.errors import TrainingInputError
from training.loop.job import Job
from training.models.encoder_weights import sentencepiece_tokenizer
from training.objectives.rating import RatingSettings, errors_in, ridge_predictions, run

PRAISE, BLAME = ("great", "love"), ("broken", "awful")
SETTINGS = RatingSettings(steps=30, batch_size=16, learning_rate=1e-2, rank=4, precision="float32")
SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 130,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("base")
    special = [(f"<{name}>", 0.0) for name in ("s", "pad", "/s", "unk", "mask")]
    words = [(f"▁{word}", -2.0) for word in (*PRAISE, *BLAME, "passage:", "cup")]
    tokenizer = sentencepiece_tokenizer([*special, *words, *((c, -9.0) for c in "▁abcdefg.")])
    sizes = {**SIZES, "vocab_size": Tokenizer.from_str(json.dumps(tokenizer)).get_vocab_size()}
    torch.manual_seed(0)
    model = BertModel(BertConfig(**sizes), add_pooling_layer=False)
    save_file(
        {name: value.numpy() for name, value in model.state_dict().items()},
        folder / "model.safetensors",
    )
    (folder / "config.json").write_text(json.dumps({**sizes, "model_type": "bert"}))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    (folder / "amazon-reviews").mkdir()
    for category in ("Magazine_Subscriptions", "Gift_Cards"):
        reviews = [
            {
                "asin": f"{category}{n}",
                "overall": 5.0 if word in PRAISE else 1.0,
                "summary": word,
                "reviewText": f"{word} {'abcdefg'[n % 7]}{'abcdefg'[n // 7]} {category[0].lower()}",
            }
            for n in range(40)
            for word in (*PRAISE, *BLAME)
        ]
        meta = [
            {"asin": f"{category}{n}", "title": "cup", "brand": "", "description": []}
            for n in range(40)
        ]
        for name, rows in ((f"{category}_5", reviews), (f"meta_{category}", meta)):
            with gzip.open(folder / "amazon-reviews" / f"{name}.json.gz", "wt") as stream:
                stream.writelines(f"{json.dumps(row)}\n" for row in rows)
    return folder


def make_job(folder: Path, **channels: Path) -> Job:
    return Job(channels, folder / "model", folder / "checkpoints", folder / "output", {})


def test_training_lowers_the_loss_and_beats_the_mean_rating(
    tmp_path: Path, base: Path, public: Path
) -> None:
    job = make_job(tmp_path, public=public, base=base)
    run(job, SETTINGS)
    figures = json.loads((job.model_dir / "metrics.json").read_text())
    assert figures["last_loss"] < 0.5 * figures["first_loss"]
    assert figures["trained_mae"] < 0.5 * figures["mean_mae"]
    assert figures["trained_spearman"] > 0.5
    assert figures["mean_spearman"] == 0
    assert (job.model_dir / "rating.safetensors").is_file()


def test_shop_without_reviews_is_refused(tmp_path: Path, base: Path) -> None:
    shop = tmp_path / "shop" / "products"
    shop.mkdir(parents=True)
    (shop / "products.csv").write_text("id,title\n1,Red cup\n2,Blue cup\n")
    with pytest.raises(TrainingInputError, match="no rated reviews"):
        run(make_job(tmp_path, train=tmp_path / "shop", base=base), SETTINGS)


def test_reviews_lose_markup_and_repetitions(tmp_path: Path) -> None:
    rows = {
        "Gift_Cards_5": [
            {
                "asin": "A",
                "overall": 4.0,
                "summary": "Good",
                "reviewText": "Fine &amp; <b>fast</b>",
            },
            {
                "asin": "A",
                "overall": 5.0,
                "summary": "Good",
                "reviewText": "Fine &amp; <b>fast</b>",
            },
            {"asin": "A", "overall": 5.0, "summary": "No text"},
        ],
        "meta_Gift_Cards": [
            {"asin": "A", "title": "<span class=x", "brand": "Acme", "description": ["Card"]}
        ],
    }
    for name, lines in rows.items():
        with gzip.open(tmp_path / f"{name}.json.gz", "wt") as stream:
            stream.writelines(f"{json.dumps(line)}\n" for line in lines)
    found = read_rated_reviews(tmp_path, "Gift_Cards")
    assert [(each.review, each.text, each.rating) for each in found["A"]] == [
        ("Good. Fine & fast", "Acme. Card", 4.0)
    ]


def test_errors_are_in_stars_and_ties_share_their_rank() -> None:
    errors = errors_in(np.array([1.0, 2.0, 2.0, 5.0]), np.array([1.0, 3.0, 3.0, 4.0]))
    assert errors == {"mae": 0.75, "rmse": pytest.approx(0.75**0.5), "spearman": pytest.approx(1)}


def test_ridge_finds_a_line() -> None:
    known = np.random.default_rng(0).normal(size=(500, 3)) * 10
    stars = 3 + known @ np.array([0.05, -0.02, 0.0])
    assert np.allclose(ridge_predictions(known, stars, known), stars, atol=0.05)
