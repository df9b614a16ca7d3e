"""The container contract: what a job's folders, failure file and exit code say."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_objective import TinySettings
from training.job.__main__ import main
from training.loop.checkpoints import CheckpointFolder

HYPERPARAMETERS = {"objective": "tests.tiny_objective", "steps": "8", "save_every": "3"}


def lay_out(root: Path, failure: dict[str, Any] | None = None, **hyperparameters: str) -> Path:
    config, train = root / "input" / "config", root / "input" / "data" / "train"
    for folder in (config, train):
        folder.mkdir(parents=True, exist_ok=True)
    values = HYPERPARAMETERS | hyperparameters
    (config / "hyperparameters.json").write_text(json.dumps(values), "utf-8")
    (train / "failure.json").write_text(json.dumps(failure or {}), "utf-8")
    return root


def run_job(root: Path) -> tuple[int, str]:
    """Exit code, and the first line of the failure file."""
    code = main(["train", "--root", str(root)])
    failure = root / "output" / "failure"
    return code, failure.read_text("utf-8").splitlines()[0] if failure.exists() else ""


def test_job_leaves_its_model_its_report_and_no_failure(tmp_path: Path) -> None:
    assert run_job(lay_out(tmp_path, size="small")) == (0, "")
    assert (tmp_path / "model" / "model.pt").exists()
    report = json.loads((tmp_path / "output" / "data" / "fit.json").read_text("utf-8"))
    assert report["last_loss"] < report["first_loss"]


@pytest.mark.parametrize(
    ("hyperparameters", "said"),
    [
        ({"objective": "encodr"}, "There is no objective 'encodr'. Did you mean encoder?"),
        ({"steps": "ten"}, "The hyperparameter steps is 'ten'. It must be a whole number."),
        ({"examples": "0"}, "There is nothing to train on"),
    ],
)
def test_wrong_input_ends_with_2_and_says_what_to_change(
    tmp_path: Path, hyperparameters: dict[str, str], said: str
) -> None:
    code, failure = run_job(lay_out(tmp_path, **hyperparameters))
    assert code == 2
    assert failure.startswith(said)


def test_missing_channel_is_named(tmp_path: Path) -> None:
    lay_out(tmp_path)
    train = tmp_path / "input" / "data" / "train"
    train.rename(train.with_name("other"))
    code, failure = run_job(tmp_path)
    assert (code, failure[:50]) == (2, "The job has no channel 'train'; its channels: othe")


def test_failure_in_training_ends_with_1_and_keeps_the_last_good_checkpoint(tmp_path: Path) -> None:
    code, failure = run_job(lay_out(tmp_path, {"kind": "nan", "forward_pass": 5}))
    assert code == 1
    assert failure.startswith("The loss became nan at step 5. Begin anew with a lower")
    checkpoints = CheckpointFolder(tmp_path / "checkpoints")
    assert checkpoints.steps() == [3]
    assert checkpoints.damage(3) == ""
    assert not list((tmp_path / "model").iterdir())


def test_stopped_job_ends_with_the_signal_and_goes_on_when_started_again(tmp_path: Path) -> None:
    code, failure = run_job(lay_out(tmp_path, {"kind": "SIGTERM", "forward_pass": 5}))
    assert code == 128 + 15
    assert failure.startswith("Training was stopped by signal 15 after step 5 of 8")
    assert run_job(lay_out(tmp_path)) == (0, "")
    report = json.loads((tmp_path / "output" / "data" / "fit.json").read_text("utf-8"))
    assert report["resumed_from"] == 5


def test_objective_without_a_model_is_a_failure(tmp_path: Path) -> None:
    root = lay_out(tmp_path, objective="tests.integration.test_training_job")
    assert run_job(root) == (1, "The objective ended without writing a model.")


def test_two_jobs_do_not_write_the_same_checkpoints(tmp_path: Path) -> None:
    import fcntl

    lay_out(tmp_path)
    (tmp_path / "checkpoints").mkdir()
    with (tmp_path / "checkpoints" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, failure = run_job(tmp_path)
    assert code == 2
    assert failure.startswith("Another process is training in")


SETTINGS, SMALL = TinySettings, {"steps": 1}


def run(job: Any, settings: Any) -> None:
    """An objective that writes nothing; its module is this one."""
