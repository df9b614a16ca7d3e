"""Bundle folders of a few bytes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from shopguide.domain.bundle import BundleKind, BundleManifest
from training.models.bundle_writer import complete_manifest

MakeBundle = Callable[..., Path]


def write_small_bundle(
    parent: Path,
    weights: str,
    *,
    metrics: Mapping[str, float] | None = None,
    kind: BundleKind = BundleKind.ENCODER,
    name: str = "e5",
) -> Path:
    """A whole bundle in a folder of its own; equal weights give the same version."""
    folder = parent / f"{name}-{weights}"
    folder.mkdir(exist_ok=True, parents=True)
    (folder / "model.onnx").write_text(weights)
    (folder / "tokenizer.json").write_text("{}")
    draft = BundleManifest(kind, name, "", "base", "MIT", {}, metrics=metrics or {})
    complete_manifest(folder, draft)
    return folder


@pytest.fixture
def make_bundle(tmp_path: Path) -> MakeBundle:
    """Makes a bundle of the encoder ``e5``, as `write_small_bundle` does."""
    return lambda weights, **options: write_small_bundle(tmp_path / "built", weights, **options)
