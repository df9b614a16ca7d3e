"""The recommender: a small Transformer that reads a shopper's history and says what comes next.

    shopguide train recommender --data SHOP --channel lake=DIR --channel encoder=DIR --size small
    shopguide train recommender --data SHOP --channel lake=DIR --channel encoder=DIR

It learns from the interactions of the channel ``lake`` with the products of the shop, whose texts
the encoder's bundle in the channel ``encoder`` reads: give the one that made the live index. By
time, the first of the interactions train it and the last judge it, epoch by epoch, beside the most
popular products; nothing is written where it is no better than these. Then it is fitted once more
to all interactions, for as many epochs as were best. ``model/`` is a bundle: `shopguide models
publish` takes it. docs/recommender-model.md has the figures.
"""

import json
import math
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from shopguide.adapters.onnx.recommender import OnnxRecommender
from shopguide.domain.bundle import BundleManifest
from training.data.lake import open_lake
from training.errors import TrainingError, TrainingInputError
from training.loop.job import Job
from training.loop.precision import choose_precision
from training.models.recommender import LearnedProducts, draft_of, write_recommender
from training.models.sequence_training import (
    Epoch,
    FittedNetwork,
    SequenceSettings,
    fit_sequence_network,
)
from training.objectives.next_products import Judge
from training.objectives.product_table import (
    ProductTable,
    encode_products,
    encoder_fingerprint,
    read_products,
)
from training.objectives.shopper_histories import read_histories

NAME = "shopguide-recommender"
SMALL = {"dimension": 32, "epochs": 6, "batch_size": 64, "negatives": 64, "validated": 500}
FEWEST = 20
"""Histories that must be there to judge by; below, figures say nothing."""

ENOUGH_FOR_INT8 = 1_000
"""Histories on which int8 must lose nothing; on fewer, that would be luck."""


@dataclass(frozen=True, kw_only=True)
class RecommenderSettings(SequenceSettings):
    """How the network is fitted (`SequenceSettings`), and what the job adds.

    Attributes:
        validation_share: Of the interactions, by time, that judge.
        validated: At most so many histories are judged by.

    Raises:
        TrainingInputError: a value is out of its range.
    """

    validation_share: float = 0.1
    validated: int = 5_000

    def __post_init__(self) -> None:
        _require(0 < self.validation_share < 1, "validation_share", "between 0 and 1")
        _require(0 < self.dropout < 1, "dropout", "between 0 and 1")
        _require(self.dimension % self.heads == 0, "heads", "a divisor of dimension")
        for name in ("dimension", "layers", "longest", "epochs", "batch_size", "validated"):
            _require(getattr(self, name) >= 1, name, "at least 1")


SETTINGS = RecommenderSettings


def run(job: Job, settings: RecommenderSettings) -> None:
    """Train, judge, and leave a bundle in ``model_dir``, with ``metrics.json`` beside.

    One process does it all: of several, the others end at once.

    Raises:
        TrainingInputError: no products or interactions, or too few to judge by.
        TrainingError: it is no better than the most popular products; nothing was written.
        BundleError: the encoder's bundle is none.
    """
    if not job.is_main:
        return
    settings = replace(settings, bfloat16=settings.bfloat16 and _is_faster_in_bfloat16())
    products = read_products(job.channel("train"))
    with open_lake(job.channel("lake")) as lake:
        histories = read_histories(lake, products)
    border = histories.moment_at(1 - settings.validation_share)
    asked = histories.next_after(border, settings.validated)
    _require_histories(len(asked))
    encoder = job.channel("encoder")
    text = encode_products(products, encoder)
    known = histories.before(border)
    judge = Judge(asked, known, text, settings.longest)
    tried = fit_sequence_network(known, text, settings, validation=judge.quality, advance=_tell)
    figures = judge.figures(tried)
    require_gain(figures)
    draft = draft_of(
        NAME, tried.network, longest=settings.longest, encoder=encoder_fingerprint(encoder)
    )
    served, int8 = _judge_served(judge, tried, draft)
    best = max(tried.epochs, key=lambda epoch: epoch.quality or 0.0).number
    whole = fit_sequence_network(
        histories.before(math.inf), text, replace(settings, epochs=best), advance=_tell
    )
    figures |= served | {"epochs": float(best), "interactions": float(len(histories))}
    draft = replace(draft, metrics=figures)
    write_recommender(job.model_dir, whole.network, _learned(products, whole), draft, int8=int8)
    told = json.dumps(figures, indent=2)
    (job.model_dir / "metrics.json").write_text(f"{told}\n", encoding="utf-8")


def require_gain(figures: Mapping[str, float]) -> None:
    """Refuse a network that foresees less than the most popular products do.

    Raises:
        TrainingError: its nDCG is not above theirs.
    """
    if not figures["ndcg"] > figures["popularity_ndcg"]:  # NaN fails too
        raise TrainingError(
            f"The recommender is no better than the most popular products: nDCG@10 "
            f"{figures['ndcg']:.4f} on what came next, theirs {figures['popularity_ndcg']:.4f}. "
            "No bundle was written.",
            fix="Train longer (epochs), or wait for more interactions; recommendations work "
            "without a recommender.",
        )


def _judge_served(
    judge: Judge, tried: FittedNetwork, draft: BundleManifest
) -> tuple[dict[str, float], bool]:
    """Figures of the graph that is served, and whether one in int8 loses nothing against it."""
    found = []
    for int8 in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            learned = LearnedProducts([], np.empty((0, tried.learned.shape[1]), np.float32))
            write_recommender(Path(folder), tried.network, learned, draft, int8=int8)
            found.append(judge.served_figures(OnnxRecommender(Path(folder)), tried))
    full, small = found
    loses = any(small[name] < full[name] for name in full)
    told = {f"served_{name}": value for name, value in full.items()}
    told |= {f"int8_{name}": value for name, value in small.items()}
    return told, not loses and judge.asked >= ENOUGH_FOR_INT8


def _learned(products: ProductTable, fitted: FittedNetwork) -> LearnedProducts:
    known = np.flatnonzero(fitted.is_known)
    return LearnedProducts([products.ids[number] for number in known], fitted.learned[known])


def _is_faster_in_bfloat16() -> bool:
    return choose_precision(torch.device("cpu")) == "bfloat16"


def _tell(epoch: Epoch) -> None:
    quality = "" if epoch.quality is None else f" ndcg={epoch.quality:.4f}"
    print(f"metrics: epoch={epoch.number} loss={epoch.loss:.4f}{quality}", flush=True)


def _require_histories(count: int) -> None:
    if count < FEWEST:
        raise TrainingInputError(
            f"Only {count} shoppers have a history and something new after it; at least {FEWEST} "
            "are needed.",
            fix="Wait for more interactions; recommendations work without a recommender.",
            field="lake",
        )


def _require(holds: bool, name: str, wanted: str) -> None:
    if not holds:
        raise TrainingInputError(
            f"The hyperparameter {name} is out of range.", fix=f"It must be {wanted}.", field=name
        )
