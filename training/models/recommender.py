"""The recommender bundle: the network as one ONNX graph, and the products as it learned them."""

import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from shopguide.adapters.onnx.recommender import OnnxRecommender, waits
from shopguide.domain.bundle import BundleKind, BundleManifest, TensorSpec
from shopguide.domain.errors import BundleError
from shopguide.domain.indexed import Matrix
from shopguide.domain.sequence import HistoryVectors, SequenceProfiles
from training.models.bundle_writer import BuiltBundle, complete_manifest
from training.models.sequence_network import ACTIONS, HistoryBatch, SequenceConfig, SequenceNetwork

OPSET = 17
MODEL, PRODUCTS = "model.onnx", "products.npz"
MOST_ERROR = 1e-3
"""Between PyTorch and ONNX Runtime, of a profile's members; they are about 1 each."""

_LENGTHS = (1, 2, 3, 7, 20, 50)
_TYPES = {"is_known": "bool", "actions": "int64", "is_step": "bool"}
_WIDTHS = {"text": "text_dimension", "learned": "dimension"}


@dataclass(frozen=True, slots=True, eq=False)
class LearnedProducts:
    """The products that a network has learned something of.

    Attributes:
        ids: ``[products]``.
        vectors: Rows ``r_j``, ``[products, dimension]``.
    """

    ids: Sequence[str]
    vectors: Matrix


@dataclass(frozen=True, slots=True)
class Parity:
    """How far ONNX Runtime is from PyTorch, over histories of many lengths in one batch."""

    histories: int
    max_abs_error: float

    def figures(self) -> Mapping[str, float]:
        """For the manifest."""
        return {"histories": float(self.histories), "max_abs_error": self.max_abs_error}


class ServedNetwork(nn.Module):
    """The network with its inputs by name, for export."""

    def __init__(self, network: SequenceNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """``profile`` and ``text_profile`` of `HistoryBatch`'s tensors, in their order."""
        return self.network.profile(HistoryBatch(*inputs))


def write_recommender(
    folder: Path,
    network: SequenceNetwork,
    products: LearnedProducts,
    draft: BundleManifest,
    *,
    int8: bool = False,
) -> BuiltBundle:
    """Write ``model.onnx``, ``products.npz`` and ``bundle.json`` into `folder`, and check them.

    Args:
        folder: Empty; becomes the bundle.
        network: Fitted.
        products: What it learned, of the products that it saw.
        draft: Of `draft_of`, with what the job knows besides.
        int8: Matrices in int8; how far profiles are then off is written down, and not bounded.

    Raises:
        BundleError: ONNX Runtime gives other profiles than PyTorch.
    """
    network = network.cpu().eval()
    _export(network, folder / MODEL, int8=int8)
    np.savez(folder / PRODUCTS, ids=np.array(products.ids), vectors=products.vectors)
    manifest = complete_manifest(folder, draft)
    parity = compare_profiles(network, OnnxRecommender(folder))
    if not parity.max_abs_error <= (np.finfo(np.float32).max if int8 else MOST_ERROR):
        (folder / "bundle.json").unlink()
        raise BundleError(
            f"The exported recommender's profiles differ by {parity.max_abs_error:.2g} from the"
            f" trained one's; at most {MOST_ERROR:g} is allowed. No bundle was written."
        )
    manifest = complete_manifest(folder, replace(manifest, parity=parity.figures()))
    return BuiltBundle(folder, manifest)


def draft_of(name: str, network: SequenceNetwork, *, longest: int, encoder: str) -> BundleManifest:
    """A manifest that lacks only files, version, data and figures.

    Args:
        name: Of the bundle.
        network: Whose sizes it has.
        longest: Steps of a history that count.
        encoder: Fingerprint of the encoder that made the text vectors.
    """
    sizes = network.config
    return BundleManifest(
        kind=BundleKind.RECOMMENDER,
        name=name,
        version="",
        base_model="none",
        licence="the shop's own",
        files={},
        inputs=tuple(
            TensorSpec(
                field, _TYPES.get(field, "float32"), ("batch", "steps", *_width(field, sizes))
            )
            for field in HistoryBatch._fields
        ),
        outputs=(
            TensorSpec("profile", "float32", ("batch", sizes.dimension)),
            TensorSpec("text_profile", "float32", ("batch", sizes.text_dimension)),
        ),
        options={
            "dimension": sizes.dimension,
            "text_dimension": sizes.text_dimension,
            "longest": longest,
            "encoder": encoder,
        },
    )


def _export(network: SequenceNetwork, target: Path, *, int8: bool) -> None:
    from training.models.quantise import quantise_matrices

    if not int8:
        export_network(network, target)
        return
    with tempfile.TemporaryDirectory() as scratch:
        export_network(network, Path(scratch) / MODEL)
        quantise_matrices(Path(scratch) / MODEL, target)


def export_network(network: SequenceNetwork, target: Path) -> None:
    """Write the network as ONNX with batch and length of the histories free."""
    free = {0: "batch", 1: "steps"}
    named = list(HistoryBatch._fields)
    example = batch_of(random_histories(network, (3, 3)))
    with warnings.catch_warnings():
        # the tracer warns of shapes that it takes as constants, and of its own retirement
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        with torch.inference_mode():
            torch.onnx.export(
                ServedNetwork(network).eval(),
                tuple(example),
                str(target),
                dynamo=False,
                opset_version=OPSET,
                input_names=named,
                output_names=["profile", "text_profile"],
                dynamic_axes={
                    **dict.fromkeys(named, free),
                    "profile": {0: "batch"},
                    "text_profile": {0: "batch"},
                },
            )


def compare_profiles(network: SequenceNetwork, served: OnnxRecommender) -> Parity:
    """Profiles of random histories by PyTorch, one by one, and by what is served, all at once."""
    lengths = [min(length, served.longest) for length in _LENGTHS * 2]
    histories = random_histories(network, lengths)
    found = served.profiles(histories)
    errors = [
        _largest_error(network, history, SequenceProfiles(found.learned[[at]], found.text[[at]]))
        for at, history in enumerate(histories)
    ]
    return Parity(len(histories), max(errors))


def random_histories(network: SequenceNetwork, lengths: Sequence[int]) -> list[HistoryVectors]:
    """Histories of these lengths with unit text vectors; every third product is unknown."""
    chance = np.random.default_rng(0)
    sizes = network.config
    return [
        _random_history(chance, length, sizes.text_dimension, sizes.dimension) for length in lengths
    ]


def batch_of(histories: Sequence[HistoryVectors]) -> HistoryBatch:
    """Histories of one length as the network reads them: ages become waits for the next step."""

    def column(rows: Sequence[NDArray[Any]]) -> Tensor:
        return torch.from_numpy(np.stack(rows))

    return HistoryBatch(
        column([each.text for each in histories]),
        column([each.learned for each in histories]),
        column([each.is_known for each in histories]),
        column([each.actions for each in histories]),
        column([waits(each.ages_days) for each in histories]),
        column([each.log_prices for each in histories]),
        torch.ones(len(histories), len(histories[0]), dtype=torch.bool),
    )


def _random_history(
    chance: np.random.Generator, steps: int, text_dimension: int, dimension: int
) -> HistoryVectors:
    text = chance.normal(size=(steps, text_dimension)).astype(np.float32)
    prices = chance.normal(3, 1, steps).astype(np.float32)
    prices[::4] = np.nan
    return HistoryVectors(
        text=text / np.linalg.norm(text, axis=1, keepdims=True),
        learned=chance.normal(size=(steps, dimension)).astype(np.float32),
        is_known=np.arange(steps) % 3 > 0,
        actions=chance.integers(ACTIONS, size=steps),
        ages_days=np.sort(chance.exponential(9, steps)).astype(np.float32)[::-1].copy(),
        log_prices=prices,
    )


def _largest_error(
    network: SequenceNetwork, history: HistoryVectors, found: SequenceProfiles
) -> float:
    with torch.inference_mode():
        wanted = network.profile(batch_of([history]))
    return max(
        float(np.abs(mine - theirs.numpy()).max())
        for mine, theirs in zip((found.learned, found.text), wanted, strict=True)
    )


def _width(field: str, sizes: SequenceConfig) -> tuple[int, ...]:
    return (getattr(sizes, _WIDTHS[field]),) if field in _WIDTHS else ()
