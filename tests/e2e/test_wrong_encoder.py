"""A shop keeps the encoder that made its index; reindexing moves it to the published one."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.cli import run
from infra.local.sample_shop.rows import product_row
from infra.local.server_process import ServerProcess
from shopguide.config import read_settings
from tests.e2e.conftest import SMALL_SHOP, write_products

pytestmark = pytest.mark.models

Call = Callable[..., tuple[int, dict[str, Any]]]


def add_version(home: Path, version: str) -> Path:
    """The current bundle under another version: enough to be a stranger to the index."""
    current = (home / "current").read_text().strip()
    copy = home.parent / version
    shutil.copytree(home / current, copy, copy_function=os.link)
    manifest = json.loads((copy / "bundle.json").read_text())
    (copy / "bundle.json").unlink()  # a hard link: the original must stay as it is
    (copy / "bundle.json").write_text(json.dumps({**manifest, "version": version}))
    return copy


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A models folder with the default encoder alone, made of hard links."""
    settings = read_settings()
    home = Path("encoder") / settings.encoder
    # Beside the real one, for hard links need one file system.
    folder = settings.models_dir.parent / f"test-models-{tmp_path.name}-{os.getpid()}"
    shutil.copytree(settings.models_dir / home, folder / home, copy_function=os.link)
    pointer = folder / home / "current"
    version = pointer.read_text()
    pointer.unlink()  # a hard link: the original must stay as it is
    pointer.write_text(version)
    monkeypatch.setenv("SHOPGUIDE_MODELS_DIR", str(folder))
    monkeypatch.setenv("SHOPGUIDE_GENERATOR", "none")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, arguments), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def data(models: Path, call: Call, tmp_path: Path) -> Path:
    """The folder of a shop that the default encoder has indexed."""
    path = write_products(tmp_path / "p.csv", [product_row(p) for p in SMALL_SHOP[:4]])
    assert call("upload", path, "--kind", "products", "--data", tmp_path / "data")[0] == 0
    return tmp_path / "data"


def test_shop_whose_encoder_is_gone_is_refused_until_it_is_reindexed(
    models: Path, data: Path, call: Call
) -> None:
    encoder = read_settings().encoder
    home = models / "encoder" / encoder
    gone = (home / "current").read_text().strip()
    add_version(home, "other").rename(home / "other")
    (home / "current").write_text("other")
    shutil.rmtree(home / gone)
    code, problem = call("search", "x", "--data", data)
    assert (code, problem["code"]) == (1, "encoder_mismatch")
    assert "shopguide reindex" in problem["fix"]
    code, outcome = call("reindex", "--data", data)
    assert (code, outcome["import"]["status"]) == (0, "published")
    code, found = call("search", "headphones", "--data", data)
    assert (code, found["encoder"]) == (0, f"{encoder}@other")


def test_running_server_goes_on_through_a_reindex_and_follows_it(
    models: Path, data: Path, call: Call
) -> None:
    encoder = read_settings().encoder
    home = models / "encoder" / encoder
    old = (home / "current").read_text().strip()
    bundle = add_version(home, "newer")
    with ServerProcess(data) as server:
        url = ("--url", server.url)
        assert call("models", "publish", bundle)[1]["before"] == old
        assert call("search", "chair", *url)[1]["encoder"] == f"{encoder}@{old}"
        code, outcome = call("reindex", *url)
        assert (code, outcome["import"]["counts"]["read"]) == (0, 4)
        assert call("status", *url)[1]["models"][0]["version"] == "newer"
        found = call("search", "chair", *url)[1]
        assert (found["encoder"], found["catalogue_version"]) == (f"{encoder}@newer", 2)
        assert call("reindex", *url)[1]["import_id"] is None
        assert len(call("reindex", "--drop-old", *url)[1]["dropped"]) == 2
