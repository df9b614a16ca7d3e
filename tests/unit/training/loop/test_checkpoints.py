import shutil
from pathlib import Path

import pytest

from training.loop.checkpoints import CheckpointFolder


def write(checkpoints: CheckpointFolder, step: int) -> Path:
    with checkpoints.writing(step) as folder:
        (folder / "model").write_text(f"model {step}", "utf-8")
        (folder / "optimizer").write_text("optimizer", "utf-8")
    return checkpoints.path(step)


def test_last_two_are_kept(tmp_path: Path) -> None:
    checkpoints = CheckpointFolder(tmp_path / "checkpoints")
    for step in (5, 10, 100, 1000):
        write(checkpoints, step)
    assert checkpoints.steps() == [1000, 100]
    assert [checkpoints.damage(step) for step in (1000, 100)] == ["", ""]


def test_writing_that_fails_leaves_those_before(tmp_path: Path) -> None:
    checkpoints = CheckpointFolder(tmp_path)
    write(checkpoints, 5)
    with pytest.raises(FileNotFoundError), checkpoints.writing(10) as folder:
        shutil.copy(tmp_path / "nothing", folder)
    assert checkpoints.steps() == [5]
    write(checkpoints, 10)
    assert checkpoints.steps() == [10, 5]
    assert not list(tmp_path.glob("writing-*"))


@pytest.mark.parametrize("name", ["model", "optimizer"])
def test_changed_file_is_found(tmp_path: Path, name: str) -> None:
    checkpoints = CheckpointFolder(tmp_path)
    path = write(checkpoints, 5) / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert checkpoints.damage(5) == f"{name} has another checksum than when it was written"
    path.unlink()
    assert checkpoints.damage(5) == f"{name} is missing"


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1]", b"\xff"])
def test_without_checksums_nothing_is_trusted(tmp_path: Path, content: bytes | None) -> None:
    checkpoints = CheckpointFolder(tmp_path)
    path = write(checkpoints, 5) / "checksums.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert checkpoints.damage(5).startswith("checksums.json")


def test_damaged_checkpoint_is_replaced_by_a_whole_one_of_its_step(tmp_path: Path) -> None:
    checkpoints = CheckpointFolder(tmp_path)
    (write(checkpoints, 5) / "model").write_text("damaged", "utf-8")
    write(checkpoints, 5)
    assert checkpoints.damage(5) == ""


def test_folder_that_is_not_there_has_no_checkpoints(tmp_path: Path) -> None:
    checkpoints = CheckpointFolder(tmp_path / "nowhere")
    assert checkpoints.steps() == []
    shutil.copytree(tmp_path, tmp_path.with_name("other"))
    (tmp_path / "checkpoint-latest").mkdir()
    assert CheckpointFolder(tmp_path).steps() == []
