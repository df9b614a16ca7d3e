"""Calibrates the click model, and writes what is served of it as one ONNX graph."""

import hashlib
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shopguide.adapters.onnx.session import open_session
from shopguide.domain.errors import BundleError
from training.models.click_network import ClickNetwork, ServedClicks

OPSET = 17
MOST_ERROR = 1e-4
"""Between PyTorch and ONNX Runtime, of a probability."""

_PARITY_ROWS = 512
_ROUNDS = 100
_FEWEST = 1e-3


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a logit is multiplied by, and what is then added (Platt 1999)."""

    slope: float = 1.0
    shift: float = 0.0


def calibrated(network: ClickNetwork, rows: Mapping[str, Tensor]) -> Calibration:
    """The calibration with the least log loss on rows that the network was not trained on.

    Places keep their chances: only what is said about a product that is seen moves. A slope of 0 or
    less would turn the order round, so it stays above.

    Args:
        network: Trained.
        rows: ``features, positions, scenes, labels``; without a click, nothing is calibrated.
    """
    labels = rows["labels"].double()
    if not 0 < float(labels.sum()) < len(labels):
        return Calibration()
    with torch.no_grad():
        logits = network.logits(rows["features"]).double()
        log_seen = network.log_seen(rows["positions"], rows["scenes"]).double()
    line = torch.zeros(2, dtype=torch.float64, requires_grad=True)  # log slope, shift
    search = torch.optim.LBFGS([line], max_iter=_ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        search.zero_grad()
        chance = torch.nn.functional.logsigmoid(logits * line[0].exp() + line[1]) + log_seen
        other = torch.log(-torch.expm1(chance.clamp(max=-1e-9)))
        # The prior of a slope of 1 weighs as much as one row: few clicks cannot blow it up.
        found = -(labels * chance + (1 - labels) * other).sum() + 0.5 * line[0] ** 2
        found.backward()  # type: ignore[no-untyped-call]
        return found

    search.step(loss)  # type: ignore[no-untyped-call]
    slope, shift = float(line[0].detach().exp()), float(line[1].detach())
    return Calibration(max(slope, _FEWEST), shift)


def seen_chances(
    network: ClickNetwork, calibration: Calibration, rows: Mapping[str, Tensor]
) -> NDArray[np.float64]:
    """Probability of a click on each row where it stood, ``[rows]``."""
    with torch.no_grad():
        logits = network.logits(rows["features"]) * calibration.slope + calibration.shift
        log_seen = network.log_seen(rows["positions"], rows["scenes"])
        chances: NDArray[np.float64] = (torch.sigmoid(logits) * log_seen.exp()).double().numpy()
    return chances


def export_clicks(
    network: ClickNetwork, calibration: Calibration, target: Path
) -> tuple[float, str]:
    """Write the graph with any number of rows; its largest error, and its SHA-256.

    Raises:
        BundleError: ONNX Runtime gives other probabilities than PyTorch.
    """
    served = ServedClicks(network, calibration.slope, calibration.shift).eval()
    width = len(network.mean)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the exporter that needs no more
        torch.onnx.export(
            served,
            (torch.zeros(2, width),),
            str(target),
            dynamo=False,
            opset_version=OPSET,
            input_names=["features"],
            output_names=["probabilities"],
            dynamic_axes={"features": {0: "products"}, "probabilities": {0: "products"}},
        )
    error = _largest_error(served, target, width)
    if not error <= MOST_ERROR:
        target.unlink()
        raise BundleError(
            f"The exported click model differs from the trained one by {error:.2g}; at most"
            f" {MOST_ERROR:g} is allowed. No model was written."
        )
    return error, hashlib.sha256(target.read_bytes()).hexdigest()


def _largest_error(served: ServedClicks, target: Path, width: int) -> float:
    draws = np.random.default_rng(0).normal(size=(_PARITY_ROWS, width)).astype(np.float32)
    scale, mean = served.network.scale.numpy(), served.network.mean.numpy()
    rows = (draws / np.where(scale > 0, scale, 1) + mean).astype(np.float32)
    with torch.no_grad():
        wanted = served(torch.from_numpy(rows)).numpy()
    found: Any = open_session(target).run(None, {"features": rows})[0]
    return float(np.abs(found - wanted).max())
