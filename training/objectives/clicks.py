"""The click model: how probable it is that a shopper clicks, or buys, a product that is shown.

    shopguide train clicks --data SHOP --channel lake=DIR --size small
    shopguide train clicks --data SHOP --channel lake=DIR --channel signals=DIR

A small network on the features of shopper, product and context (`shopguide.text.click_features`),
trained on the lists of the lake, with the chance that a place is looked at as a factor of its own.
By time, the first of the lists train it, the next calibrate it (Platt), the last judge it: AUC, log
loss, calibration error, a reliability diagram. It writes ``clicks.onnx`` and ``clicks.json``, which
`python -m training.signals --also` takes into a version of the signals, and nothing where the
model does not foresee clicks better than the rate of each place does.

The channel ``lake`` holds what the service exports, ``encoder`` a bundle (texts count then), and
``signals`` a version of an earlier night, after which lists are read (signals count then).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from shopguide.domain.signal_files import CLICKS_CARD, CLICKS_MODEL
from shopguide.text.click_features import CLICK_COLUMNS, SCENES
from training.data.lake import open_lake
from training.errors import TrainingError, TrainingInputError
from training.evaluate.click_quality import SURE, click_figures, gain_over, reliability
from training.evaluate.reliability_plot import reliability_plot
from training.loop.fit import FitReport, fit
from training.loop.job import Job
from training.loop.settings import FitSettings
from training.models.click_export import Calibration, calibrated, export_clicks, seen_chances
from training.models.click_network import ClickNetwork
from training.objectives.click_examples import ClickExamples, Label, ListRows, click_examples
from training.objectives.click_signals import read_signals
from training.objectives.product_table import encode_products, read_products

SMALL = {"steps": 150, "batch_size": 512, "lists": 20_000}
TRAIN_SHARE, CALIBRATION_SHARE = 0.7, 0.85
"""Of the lists, by time: up to where they train, and from there to where they calibrate."""


@dataclass(frozen=True, kw_only=True)
class ClickSettings(FitSettings):
    """As for every objective, and what this one adds.

    Attributes:
        label: What is foreseen: ``click`` or ``purchase``.
        lists: At most so many lists are read, the newest.
        least: Lists that were answered, of those that judge; below, nothing can be said.
    """

    steps: int = 3_000
    batch_size: int = 2_048
    learning_rate: float = 3e-3
    weight_decay: float = 0.05
    save_every: int = 1_000
    label: Label = "click"
    lists: int = 300_000
    least: int = 30


SETTINGS = ClickSettings


def run(job: Job, settings: ClickSettings) -> None:
    """Train, judge, and write ``clicks.onnx, clicks.json, metrics.json, reliability.svg``.

    Raises:
        TrainingInputError: no lists, or too few that anybody answered.
        TrainingError: the model is no better than the rate of each place; nothing was written.
        BundleError: the encoder's bundle is none.
    """
    examples = _examples(job, settings)
    known = examples.part(0, TRAIN_SHARE)
    judged = examples.part(CALIBRATION_SHARE, 1)
    _require_answers(known, judged, settings)
    torch.manual_seed(settings.seed)
    network = ClickNetwork(len(CLICK_COLUMNS), len(SCENES) + 1)
    network.standardise(torch.from_numpy(known.features), torch.from_numpy(known.labels))
    rows = range(len(known))
    report = fit(job, network, rows, known.collate, settings, tokens=_rows_of)
    if not job.is_main:
        return
    network.cpu()
    calibration = calibrated(network, examples.part(TRAIN_SHARE, CALIBRATION_SHARE).collate(None))
    figures, chances = judge(network, calibration, known, judged)
    labels = judged.labels.astype(np.float64)
    plot = reliability_plot(reliability(chances, labels))
    (job.output_dir / "reliability.svg").write_text(plot, encoding="utf-8")
    require_gain(figures)
    _write(job, network, calibration, settings, report, figures)
    (job.model_dir / "reliability.svg").write_text(plot, encoding="utf-8")


def judge(
    network: ClickNetwork, calibration: Calibration, known: ClickExamples, judged: ClickExamples
) -> tuple[dict[str, float], "np.ndarray[Any, np.dtype[np.float64]]"]:
    """Figures on lists that came later than all that was learned from, and each row's chance.

    ``base_rate_*`` are of the share of clicks, ``place_rate_*`` of that share at each place.
    """
    labels = judged.labels.astype(np.float64)
    chances = seen_chances(network, calibration, judged.collate(None))
    by_place = place_rates(known)[np.minimum(judged.positions, MOST_PLACES - 1)]
    rate = np.full(len(labels), float(known.labels.mean()))
    gain, error = gain_over(chances, by_place, labels, judged.lists)
    figures = dict(click_figures(chances, labels))
    for name, found in (("base_rate", rate), ("place_rate", by_place)):
        figures |= {f"{name}_{key}": each for key, each in click_figures(found, labels).items()}
    return {
        **figures,
        "gain": gain,
        "gain_error": error,
        "rows": float(len(known)),
        "judged_rows": float(len(labels)),
        "clicked_share": float(labels.mean()),
    }, chances


MOST_PLACES = 100


def place_rates(known: ClickExamples) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Share of clicks at each place, ``[MOST_PLACES]``; drawn to that of all where few were."""
    places = np.minimum(known.positions, MOST_PLACES - 1)
    shown = np.bincount(places, minlength=MOST_PLACES)
    clicks = np.bincount(places, known.labels, minlength=MOST_PLACES)
    doubt = 20.0
    rates: np.ndarray[Any, np.dtype[np.float64]] = (clicks + doubt * known.labels.mean()) / (
        shown + doubt
    )
    return rates


def require_gain(figures: Mapping[str, float]) -> None:
    """Refuse a model that does not surely foresee more than the rate of each place.

    The rate of all would be too easy: a model that knows nothing but places beats it, and says
    nothing about products.

    Raises:
        TrainingError: the gain in log loss is not above 0 by `SURE` standard errors.
    """
    if not figures["gain"] > SURE * figures["gain_error"]:  # NaN fails too
        raise TrainingError(
            f"The click model is no better than the click rate of each place: its log loss is "
            f"{figures['log_loss']:.5f} on later lists, theirs {figures['place_rate_log_loss']:.5f}"
            f" (gain {figures['gain']:.5f}, standard error {figures['gain_error']:.5f}). No model"
            " was written.",
            fix="Collect more impressions; see docs/click-model.md for what they must hold.",
        )


def _examples(job: Job, settings: ClickSettings) -> ClickExamples:
    products = read_products(job.channel("train"))
    vectors = None
    if "encoder" in job.channels:
        vectors = encode_products(products, job.channel("encoder"))
    signals = read_signals(job.channel("signals")) if "signals" in job.channels else None
    with open_lake(job.channel("lake")) as lake:
        rows = ListRows(products, settings.label, vectors, signals)
        return click_examples(lake, settings.lists, rows)


def _require_answers(known: ClickExamples, judged: ClickExamples, settings: ClickSettings) -> None:
    answered = len(np.unique(judged.lists[judged.labels > 0]))
    if answered < settings.least or known.labels.sum() < settings.least:
        raise TrainingInputError(
            f"Too few lists ended in a {settings.label}: {answered} of the last"
            f" {1 - CALIBRATION_SHARE:.0%}, and at least {settings.least} are needed.",
            fix="Report impressions (view_item_list) beside interactions, and wait until there are"
            " more; docs/click-model.md says what is counted.",
            field="lake",
        )


def _rows_of(batch: Mapping[str, Tensor]) -> int:
    return len(batch["labels"])


def _write(
    job: Job,
    network: ClickNetwork,
    calibration: Calibration,
    settings: ClickSettings,
    report: FitReport,
    figures: Mapping[str, float],
) -> None:
    parity, digest = export_clicks(network, calibration, job.model_dir / CLICKS_MODEL)
    card = {
        "label": settings.label,
        "columns": list(CLICK_COLUMNS),
        "unused_columns": [
            name for name, scale in zip(CLICK_COLUMNS, network.scale, strict=True) if not scale
        ],
        "sha256": digest,
        "calibration": asdict(calibration),
        "parity": {"max_abs_error": parity},
        "metrics": dict(figures),
    }
    text = json.dumps(card, indent=2, ensure_ascii=False)
    (job.model_dir / CLICKS_CARD).write_text(f"{text}\n", encoding="utf-8")
    text = json.dumps({**asdict(report), **figures}, indent=2)
    (job.model_dir / "metrics.json").write_text(f"{text}\n", encoding="utf-8")
