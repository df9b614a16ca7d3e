"""From a shop's lake to a recommender that is published and foresees what comes next."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.onnx.bundle import find_bundle, verify_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.adapters.onnx.recommender import OnnxRecommender
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import BundleKindError
from shopguide.domain.sequence import HistoryVectors
from shopguide.models.registry import ModelRegistry
from tests.chain_shop import RING, WORDS, ChainShop
from tests.contract.tiny_bundles import tiny_encoder_bundle
from training.errors import TrainingError, TrainingInputError
from training.loop.job import Job
from training.objectives.recommender import NAME, RecommenderSettings, run

SETTINGS = RecommenderSettings(
    dimension=32,
    epochs=8,
    batch_size=32,
    negatives=48,
    dropout=0.2,
    horizon=2,
    validation_share=0.2,
)


def job_in(folder: Path, shop: ChainShop) -> Job:
    channels = {**shop.write(folder), "encoder": tiny_encoder_bundle(folder / "models").parent}
    folders = [folder / name for name in ("model", "checkpoints", "output")]
    for each in folders:
        each.mkdir()
    return Job(channels, *folders, {})


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Job:
    job = job_in(tmp_path_factory.mktemp("recommender"), ChainShop())
    run(job, SETTINGS)
    return job


def history_of(job: Job, products: list[int], learned: OnnxRecommender) -> HistoryVectors:
    encoder = OnnxEncoder(next((job.channel("encoder")).glob("*/bundle.json")).parent, threads=1)
    found = np.load(job.model_dir / "products.npz")
    places = [list(found["ids"]).index(f"p{product}") for product in products]
    return HistoryVectors(
        text=encoder.encode_passages([f"p{product}" for product in products]),
        learned=found["vectors"][places],
        is_known=np.ones(len(products), dtype=bool),
        actions=np.zeros(len(products), dtype=np.int64),
        ages_days=np.arange(len(products), dtype=np.float32)[::-1].copy(),
        log_prices=np.full(len(products), np.log(20), np.float32),
    )


def _learned_ids(job: Job) -> list[str]:
    return list(np.load(job.model_dir / "products.npz")["ids"])


def test_it_foresees_what_comes_next_better_than_popularity(trained: Job) -> None:
    figures = json.loads((trained.model_dir / "metrics.json").read_text("utf-8"))
    assert figures["hit_rate"] > 1.5 * figures["popularity_hit_rate"]
    assert figures["ndcg"] > 2 * figures["popularity_ndcg"]


def test_what_is_served_foresees_as_much_as_what_was_trained(trained: Job) -> None:
    manifest = verify_bundle(trained.model_dir)
    assert manifest.metrics["served_ndcg"] == pytest.approx(manifest.metrics["ndcg"], abs=0.01)
    assert manifest.options["encoder"].startswith("tiny@")


def test_products_of_the_same_ring_stand_at_the_top_of_a_walk(trained: Job) -> None:
    recommender = OnnxRecommender(trained.model_dir)
    products = np.load(trained.model_dir / "products.npz")
    walks = [[start, start + 1, start + 2] for start in range(RING, 6 * RING, RING)]
    read = [history_of(trained, walk, recommender) for walk in walks]
    scores = recommender.profiles(read).learned @ products["vectors"].T
    ids = list(products["ids"])
    for walk, row in zip(walks, scores, strict=True):
        row[[ids.index(f"p{product}") for product in walk]] = -np.inf
        best = [int(ids[place][1:]) // RING for place in np.argsort(-row)[:3]]
        assert best == [walk[0] // RING] * 3


def test_a_product_that_nobody_has_touched_is_found_by_its_text(trained: Job) -> None:
    recommender = OnnxRecommender(trained.model_dir)
    walks = [[start, start + 1, start + 2] for start in range(RING, 6 * RING, RING)]
    read = [history_of(trained, walk, recommender) for walk in walks]
    encoder = OnnxEncoder(next(trained.channel("encoder").glob("*/bundle.json")).parent, threads=1)
    new = encoder.encode_passages([f"{words} new" for words in WORDS])
    best = (recommender.profiles(read).text @ new.T).argmax(axis=1)
    assert list(best) == [walk[0] // RING for walk in walks]
    assert not any(str(each).startswith("new") for each in _learned_ids(trained))


def test_two_versions_are_published_listed_and_rolled_back(trained: Job, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    job = replace(trained, model_dir=again)
    run(job, replace(SETTINGS, epochs=2, seed=3))
    clock = FixedClock()
    registry = ModelRegistry(FolderObjectStore(tmp_path / "models"), clock, verify_bundle)
    first = registry.publish(trained.model_dir).manifest
    clock.advance(1)
    second = registry.publish(again).manifest
    listed = {each.version: each.is_current for each in registry.all_versions()}
    assert listed == {first.version: False, second.version: True}
    clock.advance(1)
    assert registry.rollback(BundleKind.RECOMMENDER, NAME).manifest.version == first.version
    found = find_bundle(tmp_path / "models", BundleKind.RECOMMENDER, NAME)
    assert OnnxRecommender(found).bundle.version == first.version


def test_where_the_next_step_is_chance_no_bundle_is_written(tmp_path: Path) -> None:
    job = job_in(tmp_path, ChainShop(by_chance=True, shoppers=120))
    with pytest.raises(TrainingError, match="no better than the most popular products"):
        run(job, replace(SETTINGS, epochs=2, learning_rate=1e-5))
    assert not any(job.model_dir.iterdir())


def test_too_few_histories_are_told_before_anything_is_trained(tmp_path: Path) -> None:
    job = job_in(tmp_path, ChainShop(shoppers=5))
    with pytest.raises(TrainingInputError, match="have a history and something new"):
        run(job, SETTINGS)


def test_another_kind_of_bundle_is_no_recommender(trained: Job) -> None:
    encoder = next(trained.channel("encoder").glob("*/bundle.json")).parent
    with pytest.raises(BundleKindError):
        OnnxRecommender(encoder)
