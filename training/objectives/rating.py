"""Rating regression: how many stars a review gives, from its words and its product's text.

    shopguide train rating --data SHOP --local
    shopguide train rating --channel public=../shared/data --local

LoRA on the encoder and a linear head on the mean of its tokens; squared error of standardised
stars. No part of ShopGuide serves the model: the objective adapts an encoder to what a shop's
reviews praise and blame, and says how much of a rating their words explain. So beside what was
trained (``rating.safetensors``) the result is ``metrics.json``: mean absolute and root mean squared
error in stars and Spearman's correlation on held-out products, beside the mean rating and a ridge
regression on the vectors of the untouched encoder. The channel ``base``, if it is there, holds base
weights.
"""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.data.cleaning.splits import SplitShares, split_of
from training.data.examples import RatedReview, Split
from training.data.public.amazon_reviews import read_rated_reviews
from training.errors import TrainingInputError
from training.loop.fit import fit
from training.loop.job import Job
from training.loop.settings import FitSettings
from training.models.adapters import add_adapter
from training.models.base_weights import resolve_base_weights
from training.models.encoder import cut_vocabulary
from training.models.encoder_weights import EncoderWeights, read_encoder_weights
from training.models.known_models import ENCODERS
from training.models.progress import Progress

SMALL = {"steps": 15, "batch_size": 16, "examples": 240, "rank": 4, "max_tokens": 48}
CATEGORIES = ("Magazine_Subscriptions", "Gift_Cards")
_RIDGE = 1.0
_PREDICTED_AT_ONCE = 32

Stars = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class RatingSettings(FitSettings):
    """As for every objective, and what this one adds.

    Attributes:
        examples: At most so many reviews to train on, and a quarter as many to measure on; 0: all.
        max_tokens: Of review and product together; the product loses its end.
        rank: Of the LoRA matrices; their scale is twice that.
    """

    steps: int = 300
    batch_size: int = 32
    learning_rate: float = 3e-4
    examples: int = 0
    max_tokens: int = 128
    rank: int = 16


SETTINGS = RatingSettings


class RatingRegressor(nn.Module):
    """Stars from the mean of an encoder's tokens.

    Args:
        bert: A `transformers.BertModel`, or peft's wrapper around one.
        width: Of its tokens.
        mean: Of the ratings trained on, in stars.
        deviation: Their standard deviation; not 0.
    """

    def __init__(self, bert: Any, width: int, mean: float, deviation: float) -> None:
        super().__init__()
        self.bert = bert
        self.head = nn.Linear(width, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        self.mean, self.deviation = mean, deviation

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, stars: Tensor
    ) -> dict[str, Tensor]:
        """The mean squared error of a batch; `stars` is ``[batch]``."""
        wanted = (stars - self.mean) / self.deviation
        found = self.head(self.vectors(input_ids, attention_mask))[:, 0]
        return {"loss": nn.functional.mse_loss(found.float(), wanted)}

    def vectors(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Unit vectors times the root of their width, ``[batch, width]``: about 1 a dimension."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).float()
        mean = (hidden.float() * weights).sum(1) / weights.sum(1)
        return nn.functional.normalize(mean, dim=-1) * mean.shape[-1] ** 0.5


@dataclass(frozen=True, slots=True)
class RatedRow:
    """Token ids of a review with its product, and its stars."""

    ids: Sequence[int]
    stars: float


def run(job: Job, settings: RatingSettings) -> None:
    """Train, and write ``rating.safetensors`` and ``metrics.json`` into ``model_dir``.

    Raises:
        TrainingInputError: no reviews to train or to measure on.
        BundleError: no base weights.
    """
    from safetensors.torch import save_file

    reviews = {split: _reviews(job, split, settings) for split in ("train", "dev")}
    for split, found in reviews.items():
        if not found:
            raise TrainingInputError(
                f"There are no rated reviews to {'train' if split == 'train' else 'measure'} on.",
                fix="Give a shop folder with reviews, or the channel public.",
                field="train",
            )
    weights = _weights(job)
    rows = {split: _rows(found, weights, settings.max_tokens) for split, found in reviews.items()}
    torch.manual_seed(settings.seed)
    model = _regressor(weights, [row.stars for row in rows["train"]], settings.rank)
    before = {split: _vectors(model, part) for split, part in rows.items()}
    report = fit(job, model, rows["train"], collate_ratings, settings)
    if not job.is_main:
        return
    stars = {split: np.array([row.stars for row in part]) for split, part in rows.items()}
    ridge = ridge_predictions(before["train"], stars["train"], before["dev"])
    predictions = {
        "mean": np.full(len(stars["dev"]), stars["train"].mean()),
        "ridge": ridge,
        "trained": predict(model, rows["dev"]),
    }
    figures: dict[str, Any] = asdict(report) | {split: len(part) for split, part in rows.items()}
    for name, found in predictions.items():
        figures |= {f"{name}_{key}": each for key, each in errors_in(found, stars["dev"]).items()}
    job.model_dir.mkdir(parents=True, exist_ok=True)
    trained = {
        name: value.detach().cpu().contiguous()
        for name, value in model.named_parameters()
        if value.requires_grad
    }
    save_file(trained, job.model_dir / "rating.safetensors")
    text = json.dumps(figures, indent=2)
    (job.model_dir / "metrics.json").write_text(f"{text}\n", encoding="utf-8")


def collate_ratings(rows: list[RatedRow]) -> dict[str, Tensor]:
    """``input_ids, attention_mask [batch, longest]`` and ``stars [batch]``."""
    lines = [torch.tensor(row.ids) for row in rows]
    pad = nn.utils.rnn.pad_sequence
    return {
        "input_ids": pad(lines, batch_first=True),
        "attention_mask": pad([torch.ones_like(line) for line in lines], batch_first=True),
        "stars": torch.tensor([row.stars for row in rows]),
    }


def predict(model: RatingRegressor, rows: Sequence[RatedRow]) -> Stars:
    """Stars ``[rows]``, never below 1 or above 5."""
    with torch.inference_mode():
        vectors = torch.from_numpy(_vectors(model, rows)).to(model.head.weight)
        scores = model.head(vectors)[:, 0].double().cpu().numpy()
    return np.clip(scores * model.deviation + model.mean, 1, 5)


def ridge_predictions(known: Stars, stars: Stars, asked: Stars) -> Stars:
    """Stars of `asked` by ridge regression (Hoerl & Kennard 1970) of `stars` on `known`.

    Args:
        known: ``[train, width]``.
        stars: ``[train]``.
        asked: ``[dev, width]``.
    """
    middle, mean = known.mean(axis=0), stars.mean()
    centred = known - middle
    penalty = _RIDGE * len(known) * np.eye(known.shape[1])
    slope = np.linalg.solve(centred.T @ centred + penalty, centred.T @ (stars - mean))
    return np.clip((asked - middle) @ slope + mean, 1, 5)


def errors_in(found: Stars, wanted: Stars) -> dict[str, float]:
    """Mean absolute error, root mean squared error, and Spearman's correlation (0 if constant)."""
    ranks = [_average_ranks(values) for values in (found, wanted)]
    constant = any(np.ptp(values) == 0 for values in ranks)
    return {
        "mae": float(np.abs(found - wanted).mean()),
        "rmse": float(np.sqrt(((found - wanted) ** 2).mean())),
        "spearman": 0.0 if constant else float(np.corrcoef(*ranks)[0, 1]),
    }


def _average_ranks(values: Stars) -> Stars:
    """Ranks from the lowest; equal values share the mean of theirs."""
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[group]


def _reviews(job: Job, split: Split, settings: RatingSettings) -> list[RatedReview]:
    if "train" in job.channels:
        found = _shop_reviews(job.channel("train"), split)
    else:
        shares = SplitShares(dev=0.2, test=0.0)
        folder = job.channel("public") / "amazon-reviews"
        found = [
            review
            for category in CATEGORIES
            for asin, reviews in read_rated_reviews(folder, category).items()
            if split_of(asin, shares) == split
            for review in reviews
        ]
    limit = settings.examples if split == "train" else settings.examples // 4
    chance = Random(settings.seed)
    return chance.sample(found, min(limit, len(found))) if limit else found


def _shop_reviews(folder: Path, split: Split) -> list[RatedReview]:
    from training.data.cleaning.preparation import prepare
    from training.data.pairs import rated_reviews
    from training.data.reading.shop_tables import read_shop

    return rated_reviews(prepare(read_shop(folder)), split)


def _weights(job: Job) -> EncoderWeights:
    recipe = ENCODERS["multilingual-e5-small"]
    with tempfile.TemporaryDirectory() as name:
        base = resolve_base_weights(
            recipe,
            local=job.channels.get("base"),
            scratch=Path(name),
            progress=Progress(quiet=not job.is_main),
        )
        return cut_vocabulary(read_encoder_weights(base.folder), recipe.vocabulary_size)


def _rows(
    reviews: Sequence[RatedReview], weights: EncoderWeights, max_tokens: int
) -> list[RatedRow]:
    tokenizer = Tokenizer.from_str(weights.tokenizer_json())
    tokenizer.enable_truncation(max_tokens)
    prefix = ENCODERS["multilingual-e5-small"].passage_prefix
    texts = [f"{prefix}{review.review} {review.text}" for review in reviews]
    encoded = tokenizer.encode_batch(texts)
    return [
        RatedRow(each.ids, review.rating) for each, review in zip(encoded, reviews, strict=True)
    ]


def _regressor(weights: EncoderWeights, stars: Sequence[float], rank: int) -> RatingRegressor:
    from peft import LoraConfig

    layers = LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=["query", "value", "dense"])
    bert = add_adapter(weights.to_bert(), layers)
    deviation = float(np.std(stars)) or 1.0
    return RatingRegressor(
        bert, int(weights.sizes["hidden_size"]), float(np.mean(stars)), deviation
    )


def _vectors(model: RatingRegressor, rows: Sequence[RatedRow]) -> Stars:
    """Vectors of `rows`, ``[rows, width]``, of the model as it is now."""
    order = sorted(range(len(rows)), key=lambda row: len(rows[row].ids))
    device = model.head.weight.device
    model.eval()
    found: list[Stars] = [np.empty(0)] * len(rows)
    for start in range(0, len(order), _PREDICTED_AT_ONCE):
        chosen = order[start : start + _PREDICTED_AT_ONCE]
        batch = collate_ratings([rows[row] for row in chosen])
        with torch.inference_mode():
            vectors = model.vectors(
                batch["input_ids"].to(device), batch["attention_mask"].to(device)
            )
        for row, vector in zip(chosen, vectors.double().cpu().numpy(), strict=True):
            found[row] = vector
    return np.stack(found)
