from pathlib import Path

import pytest

from training.errors import TrainingInputError
from training.loop.job import Job


def make_job(folder: Path) -> Job:
    return Job({"train": folder}, folder, folder, folder, {})


def test_channel_with_files_is_found(tmp_path: Path) -> None:
    (tmp_path / "products.csv").touch()
    assert make_job(tmp_path).channel("train") == tmp_path


def test_missing_channel_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(TrainingInputError, match=r"no channel 'public'.*: train\..*--channel"):
        make_job(tmp_path).channel("public")


def test_empty_channel_and_one_whose_folder_is_gone_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(TrainingInputError, match="'train' is empty"):
        make_job(tmp_path).channel("train")
    with pytest.raises(TrainingInputError, match="'train' is not there"):
        make_job(tmp_path / "gone").channel("train")
