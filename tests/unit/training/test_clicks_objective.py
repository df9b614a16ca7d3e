"""The click model finds the chances of a simulated shop, and says so where there is nothing."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from shopguide.adapters.onnx.click_model import OnnxClickModel
from shopguide.domain.errors import BundleCorruptError
from tests.click_shop import ClickShop
from training.data.lake import open_lake
from training.errors import TrainingError, TrainingInputError
from training.evaluate.click_quality import click_figures
from training.loop.job import Job
from training.objectives.click_examples import ListRows, click_examples
from training.objectives.clicks import CALIBRATION_SHARE, ClickSettings, run
from training.objectives.product_table import read_products

SETTINGS = ClickSettings(steps=150, batch_size=1024, precision="float32", save_every=500)


def job_in(folder: Path, channels: dict[str, Path]) -> Job:
    folders = [folder / name for name in ("model", "checkpoints", "output")]
    for each in folders:
        each.mkdir()
    return Job(channels, *folders, {})


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[ClickShop, Job]:
    folder = tmp_path_factory.mktemp("clicks")
    shop = ClickShop()
    job = job_in(folder, shop.write(folder))
    run(job, SETTINGS)
    return shop, job


def model_of(job: Job) -> OnnxClickModel:
    card = json.loads((job.model_dir / "clicks.json").read_text("utf-8"))
    return OnnxClickModel((job.model_dir / "clicks.onnx").read_bytes(), card)


def test_probabilities_come_close_to_the_true_chances_whatever_the_place(
    trained: tuple[ClickShop, Job],
) -> None:
    shop, job = trained
    with open_lake(job.channel("lake")) as lake:
        examples = click_examples(
            lake, 100_000, ListRows(read_products(job.channel("train")), "click")
        )
    later = examples.part(CALIBRATION_SHARE, 1)
    truth = np.concatenate(shop.truth)[-len(later) :]
    found = model_of(job).probabilities(later.features)
    assert np.corrcoef(found, truth)[0, 1] > 0.9
    assert np.abs(found - truth).mean() < 0.05
    behind = later.positions > 3  # seen seldom, so clicked seldom: the model must not be misled
    assert abs(found[behind].mean() - truth[behind].mean()) < 0.03


def test_figures_of_later_lists_stand_beside_those_of_the_rates(
    trained: tuple[ClickShop, Job],
) -> None:
    _, job = trained
    figures = json.loads((job.model_dir / "metrics.json").read_text("utf-8"))
    assert figures["log_loss"] < figures["place_rate_log_loss"] < figures["base_rate_log_loss"]
    assert figures["auc"] > figures["place_rate_auc"] > figures["base_rate_auc"] == 0.5
    assert figures["calibration_error"] < 0.02
    assert "<svg" in (job.model_dir / "reliability.svg").read_text("utf-8")


def test_where_clicks_are_chance_no_model_is_written(tmp_path: Path) -> None:
    job = job_in(tmp_path, ClickShop(by_chance=True, lists=5).write(tmp_path))
    with pytest.raises(TrainingError, match="no better than the click rate of each place"):
        run(job, SETTINGS)
    assert not any(job.model_dir.iterdir())


def test_too_few_answers_are_told_before_anything_is_trained(tmp_path: Path) -> None:
    job = job_in(tmp_path, ClickShop(shoppers=5, lists=4).write(tmp_path))
    with pytest.raises(TrainingInputError, match="Too few lists ended in a purchase"):
        run(job, replace(SETTINGS, label="purchase"))


def test_a_model_with_another_card_or_other_columns_is_refused(
    trained: tuple[ClickShop, Job],
) -> None:
    _, job = trained
    model = (job.model_dir / "clicks.onnx").read_bytes()
    card = json.loads((job.model_dir / "clicks.json").read_text("utf-8"))
    for wrong in ({"sha256": "0"}, {"columns": ["price"]}):
        with pytest.raises(BundleCorruptError):
            OnnxClickModel(model, {**card, **wrong})


def test_no_products_have_no_probabilities(trained: tuple[ClickShop, Job]) -> None:
    model = model_of(trained[1])
    assert len(model.probabilities(np.empty((0, 31), dtype=np.float32))) == 0


def test_area_under_the_curve_counts_ties_half() -> None:
    labels = np.array([0.0, 1.0, 0.0, 1.0])
    assert click_figures(np.full(4, 0.5), labels)["auc"] == 0.5
    assert click_figures(np.array([0.1, 0.9, 0.2, 0.2]), labels)["auc"] == 0.875
