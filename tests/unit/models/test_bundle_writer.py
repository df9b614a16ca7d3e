"""Putting bundles into place."""

from dataclasses import replace
from pathlib import Path

import pytest

from shopguide.adapters.onnx.bundle import find_bundle, open_bundle
from shopguide.domain.bundle import BundleKind, BundleManifest
from training.models.bundle_writer import bundle_workspace, find_built, write_bundle

DRAFT = BundleManifest(BundleKind.ENCODER, "e5", "", "base", "MIT", {}, recipe="r1")


def write(models: Path, content: bytes = b"weights", draft: BundleManifest = DRAFT) -> Path:
    with bundle_workspace(models, draft.kind, draft.name) as scratch:
        files = scratch / "bundle"
        files.mkdir()
        (files / "model.onnx").write_bytes(content)
        return write_bundle(models, files, draft).folder


def test_equal_content_has_equal_version(tmp_path: Path) -> None:
    assert write(tmp_path / "a").name == write(tmp_path / "b").name
    assert write(tmp_path / "a", b"other").name != write(tmp_path / "b").name


def test_options_are_part_of_the_version(tmp_path: Path) -> None:
    assert write(tmp_path).name != write(tmp_path, draft=replace(DRAFT, options={"p": "x"})).name


def test_newest_build_is_current_and_the_old_one_stays(tmp_path: Path) -> None:
    old, new = write(tmp_path, b"old"), write(tmp_path, b"new")
    assert find_bundle(tmp_path, BundleKind.ENCODER, "e5") == new
    open_bundle(old, BundleKind.ENCODER)


def test_failed_build_leaves_nothing_behind(tmp_path: Path) -> None:
    before = write(tmp_path)

    def fail_half_way() -> None:
        with bundle_workspace(tmp_path, DRAFT.kind, "e5") as scratch:
            (scratch / "half.onnx").write_bytes(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert find_bundle(tmp_path, BundleKind.ENCODER, "e5") == before
    names = {path.name for path in before.parent.iterdir()}
    assert names == {before.name, "current", "history"}


def test_building_again_repairs_a_damaged_bundle(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "model.onnx").write_bytes(b"damaged")
    assert find_built(tmp_path, BundleKind.ENCODER, "e5", "r1") is None
    assert write(tmp_path) == folder
    open_bundle(folder, BundleKind.ENCODER)


def test_earlier_build_is_found_by_its_recipe(tmp_path: Path) -> None:
    first = write(tmp_path, b"1")
    write(tmp_path, b"2", replace(DRAFT, recipe="r2"))
    found = find_built(tmp_path, BundleKind.ENCODER, "e5", "r1")
    assert found is not None
    assert found.folder == first
    assert find_built(tmp_path, BundleKind.ENCODER, "e5", "r3") is None
