"""An index made with another encoder is not served, and the message says what to do."""

import json
import os
import shutil
from pathlib import Path

import pytest

from infra.local.cli import run
from infra.local.sample_shop.rows import product_row
from shopguide.config import read_settings
from tests.e2e.conftest import SMALL_SHOP, write_products

pytestmark = pytest.mark.models


def _with_another_version(models: Path, target: Path, encoder: str) -> None:
    """The same encoder, said to be another version: enough to be a stranger to the index."""
    home = models / "encoder" / encoder
    version = (home / "current").read_text().strip()
    copy = target / "encoder" / encoder / "other"
    shutil.copytree(home / version, copy, copy_function=os.link)
    manifest = json.loads((copy / "bundle.json").read_text())
    (copy / "bundle.json").unlink()  # a hard link: the original must stay as it is
    (copy / "bundle.json").write_text(json.dumps({**manifest, "version": "other"}))
    (copy.parent / "current").write_text("other")


def test_index_of_another_encoder_is_refused_at_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = read_settings()
    path = write_products(tmp_path / "p.csv", [product_row(p) for p in SMALL_SHOP[:4]])
    upload = ["upload", str(path), "--kind", "products", "--data", str(tmp_path / "data")]
    assert run(upload) == 0
    other = settings.models_dir.parent / f"test-models-{tmp_path.name}-{os.getpid()}"
    try:
        _with_another_version(settings.models_dir, other, settings.encoder)
        monkeypatch.setenv("SHOPGUIDE_MODELS_DIR", str(other))
        capsys.readouterr()
        code = run(["search", "x", "--data", str(tmp_path / "data"), "--json"])
    finally:
        shutil.rmtree(other, ignore_errors=True)
    problem = json.loads(capsys.readouterr().out)
    assert code == 1
    assert problem["code"] == "encoder_mismatch"
    assert settings.encoder in problem["fix"]
