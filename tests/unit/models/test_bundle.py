"""Finding and verifying bundles: what a user sees when one is missing or damaged."""

import json
from pathlib import Path

import pytest

from shopguide.adapters.onnx.bundle import find_bundle, list_bundles, open_bundle
from shopguide.domain.bundle import BundleKind, BundleManifest
from shopguide.domain.errors import BundleCorruptError, BundleKindError, BundleMissingError
from training.models.bundle_writer import write_bundle


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def folder(models: Path) -> Path:
    files = models / "files"
    files.mkdir(parents=True)
    (files / "model.onnx").write_bytes(b"weights")
    (files / "tokenizer.json").write_text("{}")
    draft = BundleManifest(BundleKind.ENCODER, "e5", "", "base", "MIT", {})
    return write_bundle(models, files, draft).folder


def test_current_version_is_found(models: Path, folder: Path) -> None:
    assert find_bundle(models, BundleKind.ENCODER, "e5") == folder
    assert open_bundle(folder, BundleKind.ENCODER).version == folder.name


def test_missing_bundle_names_the_command_that_builds_it(tmp_path: Path) -> None:
    with pytest.raises(BundleMissingError, match="models build --encoder e5"):
        find_bundle(tmp_path, BundleKind.ENCODER, "e5")
    with pytest.raises(BundleMissingError, match="models build --generator smol"):
        find_bundle(tmp_path, BundleKind.GENERATOR, "smol")


def test_pointer_to_a_deleted_version_is_a_missing_bundle(models: Path, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(BundleMissingError):
        find_bundle(models, BundleKind.ENCODER, "e5")


def test_wrong_checksum_names_the_file(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"weightz")
    with pytest.raises(BundleCorruptError, match=r"model\.onnx .* is damaged"):
        open_bundle(folder, BundleKind.ENCODER)


def test_missing_file_is_named(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(BundleCorruptError, match=r"tokenizer\.json .* is missing"):
        open_bundle(folder, BundleKind.ENCODER)


def test_other_kind_is_refused(folder: Path) -> None:
    with pytest.raises(BundleKindError, match="an encoder bundle, not a generator"):
        open_bundle(folder, BundleKind.GENERATOR)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"\xff\xfe", "broken"),
        (b'{"format_version": 9}', "format_version"),
        (b'{"format_version": 1}', "'kind' is missing"),
        (b'{"format_version": 1, "kind": "toaster"}', "toaster"),
        (b'{"format_version": 1, "kind": "encoder", "surprise": 1}', "surprise"),
    ],
)
def test_broken_manifest_says_what_is_wrong(folder: Path, content: bytes, message: str) -> None:
    (folder / "bundle.json").write_bytes(content)
    with pytest.raises(BundleCorruptError, match=message):
        open_bundle(folder, BundleKind.ENCODER)


def test_manifest_cannot_name_files_outside_the_bundle(folder: Path) -> None:
    path = folder / "bundle.json"
    record = json.loads(path.read_text())
    record["files"]["../../secret"] = "0"
    path.write_text(json.dumps(record))
    with pytest.raises(BundleCorruptError, match="outside"):
        open_bundle(folder, BundleKind.ENCODER)


def test_folder_without_bundle_is_a_missing_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleMissingError, match=r"bundle\.json is missing"):
        open_bundle(tmp_path, BundleKind.ENCODER)


def test_lists_bundles_in_use(models: Path, folder: Path) -> None:
    (models / "notes" / "x").mkdir(parents=True)
    (models / "notes" / "x" / "current").write_text("1")
    assert [bundle.fingerprint for bundle in list_bundles(models)] == [f"e5@{folder.name}"]
    assert list_bundles(models / "nowhere") == []
