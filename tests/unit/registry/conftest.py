"""Bundle folders of a few bytes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from shopguide.domain.bundle import BundleKind, BundleManifest
from training.models.bundle_writer import complete_manifest

MakeBundle = Callable[..., Path]


@pytest.fixture
def make_bundle(tmp_path: Path) -> MakeBundle:
    """Makes a whole bundle of the encoder ``e5``; equal weights give the same version."""

    def make(
        weights: str,
        *,
        metrics: Mapping[str, float] | None = None,
        kind: BundleKind = BundleKind.ENCODER,
        name: str = "e5",
    ) -> Path:
        folder = tmp_path / f"{name}-{weights}"
        folder.mkdir(exist_ok=True)
        (folder / "model.onnx").write_text(weights)
        (folder / "tokenizer.json").write_text("{}")
        draft = BundleManifest(kind, name, "", "base", "MIT", {}, metrics=metrics or {})
        complete_manifest(folder, draft)
        return folder

    return make
