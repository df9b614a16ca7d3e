"""`shopguide train --sagemaker`, over jobs in memory."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.local.output import ExitCode, Output
from infra.local.sagemaker_training import (
    RemoteTraining,
    follow_remotely,
    job_name,
    stop_remotely,
    train_remotely,
)
from shopguide.adapters.memory.training_jobs import InMemoryTrainingJobs
from shopguide.config import Settings
from shopguide.domain.errors import (
    ConfigurationError,
    InvalidParameterError,
    TrainingJobFailedError,
)
from shopguide.domain.training_job import (
    LogLine,
    StatusChange,
    TrainingJobOptions,
    TrainingJobState,
    TrainingJobStatus,
)
from shopguide.ports.training_jobs import TrainingUpdate

NOW = datetime(2026, 11, 22, 4, 5, 6, tzinfo=UTC)
NAME = "shopguide-encoder-20261122-040506"
SETTINGS = Settings(
    training_role="arn:aws:iam::123456789012:role/training",
    training_image="123456789012.dkr.ecr.eu-central-1.amazonaws.com/training:1",
    training_bucket="shop-training",
    training_subnets="subnet-1, subnet-2",
    training_security_groups="sg-1",
)
DONE = TrainingJobState(
    name=NAME,
    status=TrainingJobStatus.COMPLETED,
    model_uri=f"s3://shop-training/training/{NAME}/output/model.tar.gz",
    training_seconds=600,
    billable_seconds=200,
    instance_type="ml.g5.xlarge",
    metrics={"train:loss": 0.25},
)
SCRIPT = (
    StatusChange("Training", "Training in progress.", NOW),
    LogLine("algo-1", "metrics: step=1 loss=0.25 [brackets are no markup]", NOW),
    DONE,
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "products.csv").write_text("id,title\n")
    return folder


def train(jobs: InMemoryTrainingJobs, *, as_json: bool = False, **options: Any) -> ExitCode:
    return train_remotely(
        RemoteTraining(objective="encoder", **options),
        settings=SETTINGS,
        jobs=jobs,
        now=NOW,
        output=Output(as_json),
    )


def test_options_and_settings_make_the_job(data: Path) -> None:
    jobs = InMemoryTrainingJobs(SCRIPT)
    train(
        jobs,
        channels={"train": str(data), "public": "s3://shop-training/public/"},
        hyperparameters={"steps": "10"},
        max_hours=1.5,
    )
    started = jobs.started[NAME]
    assert started.channels == {
        "train": f"s3://memory/training/{NAME}/input/train/",
        "public": "s3://shop-training/public/",
    }
    assert started.hyperparameters == {"objective": "encoder", "steps": "10"}
    assert (started.max_run_seconds, started.max_wait_seconds) == (5400, 10800)
    assert started.checkpoint_uri == f"s3://shop-training/training/{NAME}/checkpoints/"
    assert started.subnets == ("subnet-1", "subnet-2")
    assert started.security_groups == ("sg-1",)


def test_a_resumed_job_goes_on_from_the_checkpoints_of_the_one_before(data: Path) -> None:
    jobs = InMemoryTrainingJobs(SCRIPT)
    train(jobs, channels={"train": str(data)}, resume="older")
    assert jobs.started[NAME].checkpoint_uri.endswith("/older/checkpoints/")


def test_the_outcome_is_one_json_object_and_the_log_goes_elsewhere(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = InMemoryTrainingJobs(SCRIPT, {"adapter.json": b"{}"})
    out = tmp_path / "out"
    assert train(jobs, as_json=True, channels={"train": str(data)}, out=out) is ExitCode.OK
    shown = capsys.readouterr()
    document = json.loads(shown.out)
    assert document["job"] == NAME
    assert document["billable_seconds"] == 200
    assert document["metrics"] == {"train:loss": 0.25}
    assert (out / "adapter.json").read_bytes() == b"{}"
    assert "Training: Training in progress." in shown.err
    assert "algo-1 | metrics: step=1 loss=0.25 [brackets are no markup]" in shown.err
    assert "Uploading products.csv" in shown.err


@pytest.mark.parametrize("setting", ["training_role", "training_image", "training_bucket"])
def test_a_missing_setting_is_named_before_anything_is_uploaded(data: Path, setting: str) -> None:
    values = {"training_role": "r", "training_image": "i", "training_bucket": "b", setting: ""}
    jobs = InMemoryTrainingJobs()
    with pytest.raises(ConfigurationError, match=f"SHOPGUIDE_{setting.upper()}"):
        train_remotely(
            RemoteTraining(objective="encoder", channels={"train": str(data)}),
            settings=Settings(**values),
            jobs=jobs,
            now=NOW,
            output=Output(False),
        )
    assert jobs.channels == {}


class Picky(InMemoryTrainingJobs):
    def check(self, options: TrainingJobOptions) -> None:
        raise InvalidParameterError("max-wait-hours is 1.", field="max-wait-hours")


def test_a_wrong_option_is_told_before_anything_is_uploaded(data: Path) -> None:
    jobs = Picky()
    with pytest.raises(InvalidParameterError):
        train(jobs, channels={"train": str(data)})
    assert jobs.channels == {}


def test_a_failed_job_fails_the_command_with_its_reason_and_a_fix(data: Path) -> None:
    failed = TrainingJobState(
        name=NAME, status=TrainingJobStatus.FAILED, reason="AlgorithmError: NaN", fix="Look up."
    )
    with pytest.raises(
        TrainingJobFailedError, match=r"ended as Failed: AlgorithmError: NaN\. Look"
    ):
        train(InMemoryTrainingJobs([failed]), channels={"train": str(data)})


class Interrupted(InMemoryTrainingJobs):
    def follow(self, name: str) -> Iterator[TrainingUpdate]:
        yield SCRIPT[0]
        raise KeyboardInterrupt


def test_ctrl_c_leaves_the_job_running_and_says_how_to_come_back(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = Interrupted()
    assert train(jobs, channels={"train": str(data)}) is ExitCode.INTERRUPTED
    assert jobs.stopped == []
    shown = capsys.readouterr().err
    assert f"shopguide train --follow {NAME}" in shown
    assert f"shopguide train --stop {NAME}" in shown


def test_a_job_can_be_left_alone_followed_later_and_stopped(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = InMemoryTrainingJobs(SCRIPT)
    train(jobs, as_json=True, channels={"train": str(data)}, follow=False)
    assert json.loads(capsys.readouterr().out) == {"job": NAME, "status": "InProgress"}
    assert follow_remotely(NAME, jobs=jobs, output=Output(False)) is ExitCode.OK
    assert "Trained in 600 s; paid for 200 s of ml.g5.xlarge." in capsys.readouterr().out
    assert stop_remotely(NAME, jobs=jobs, output=Output(False)) is ExitCode.OK
    assert jobs.stopped == [NAME]


def test_names_of_objectives_become_names_of_jobs() -> None:
    name = job_name("masked_language_model", NOW)
    assert name == "shopguide-masked-language-model-20261122-040506"
