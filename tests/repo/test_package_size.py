"""Sizes are those of what a function really gets, and too much of it fails the build."""

from pathlib import Path

import pytest

from infra.aws.package_size import LIMIT_BYTES, functions_on, main, package_sizes

LAYERS = ("ShopGuideLayer", "BaseLayer", "ServingLayer", "GenerationLayer")


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    """Layers of one byte each, but for the first, which has three."""
    for layer in LAYERS:
        (tmp_path / "arm64" / layer).mkdir(parents=True)
        (tmp_path / "arm64" / layer / "module.py").write_bytes(b"#")
    (tmp_path / "arm64/ShopGuideLayer/more.py").write_bytes(b"##")
    return tmp_path / "arm64"


def test_function_is_its_code_and_each_of_its_layers(layers: Path) -> None:
    sizes = package_sizes(functions_on(layers))
    assert sizes["CatalogImport"].keys() == {"code", "ShopGuideLayer", "BaseLayer"}
    assert sizes["AssistantApi"].keys() == {"code", *LAYERS}
    assert sizes["AssistantApi"]["ShopGuideLayer"] == 3
    assert 0 < sizes["AssistantApi"]["code"] < 1_000_000


def test_missing_layer_is_named(layers: Path) -> None:
    (layers / "GenerationLayer/module.py").unlink()
    (layers / "GenerationLayer").rmdir()
    with pytest.raises(FileNotFoundError, match="GenerationLayer is missing: run `make layers`"):
        functions_on(layers)


def test_function_over_the_limit_fails(layers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--layers", str(layers)]) == 0
    with (layers / "GenerationLayer/weights.so").open("wb") as file:
        file.truncate(LIMIT_BYTES)  # takes no space on the disk
    assert main(["--layers", str(layers)]) == 1
    assert "Too large for Lambda: AssistantApi." in capsys.readouterr().out
