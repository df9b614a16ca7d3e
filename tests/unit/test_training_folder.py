"""What a job's folder says about what was trained, and how it gets from there to shoppers."""

from pathlib import Path

from infra.local.training_folder import TrainingFolder


def folder_with(root: Path, *names: str) -> TrainingFolder:
    (root / "model").mkdir(parents=True)
    for name in names:
        (root / "model" / name).write_text("{}")
    return TrainingFolder(root)


def test_a_recommender_is_a_bundle_and_needs_no_building(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "bundle.json", "model.onnx", "metrics.json")
    assert folder.has_bundle
    assert not folder.added_to_signals
    assert not folder.adapters


def test_a_click_model_belongs_into_the_signals(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "clicks.onnx", "clicks.json", "metrics.json", "reliability.svg")
    assert [path.name for path in folder.added_to_signals] == ["clicks.json", "clicks.onnx"]
    assert not folder.has_bundle
