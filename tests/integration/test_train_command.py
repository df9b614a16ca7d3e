"""`shopguide train`: Ctrl-C, and going on."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.local.cli import run

TINY = "tests.tiny_objective"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "products.csv").touch()
    return folder


@pytest.mark.timeout(120)
def test_interrupted_training_goes_on_where_it_was(
    tmp_path: Path, data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "work"
    command = [sys.executable, "-m", "infra.local", "train", TINY, "--data", str(data), "--json"]
    command += ["--out", str(work), "--set", "steps=60"]
    command += ["--set", "save_every=20", "--set", "examples=64"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while not list(work.glob("checkpoints/checkpoint-*")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    problem = json.loads(process.communicate()[0])
    assert process.returncode == 130
    assert problem["code"] == "training_stopped"
    assert problem["fix"].endswith(f"shopguide train --resume {work}")
    capfd.readouterr()
    assert run(["train", "--resume", str(work), "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["objective"] == TINY
    assert document["fit"]["resumed_from"] >= 20
    assert document["fit"]["steps"] == 60
    assert document["metrics"]["last_loss"] < document["metrics"]["first_loss"]
    assert Path(document["model"], "model.pt").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "No objective is given."),
        (["encoder"], "There is nothing to train on."),
        (["encoder", "--data", "DATA", "--set", "steps"], "--set is 'steps'"),
        (["--resume", "DATA"], "is no work folder of a training job"),
        (["encoder", "--resume", "DATA", "--data", "DATA"], "keeps its data and settings"),
        (["encoder", "--data", "DATA", "--local", "--sagemaker"], "exclude each other"),
        (["encoder", "--data", "DATA", "--sagemaker"], "SHOPGUIDE_TRAINING_ROLE is not set"),
        (["encoder", "--data", "nowhere"], "There is no folder nowhere."),
        (["encoder", "--data", "DATA", "--out", "DATA"], "is not empty"),
    ],
)
def test_wrong_command_line_is_told_before_anything_starts(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    given = [str(data) if argument == "DATA" else argument for argument in arguments]
    assert run(["train", *given]) != 0
    assert said in " ".join(capsys.readouterr().err.split())


def test_wrong_input_ends_with_2_and_the_reason(
    tmp_path: Path, data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "work"
    arguments = ["train", "encodr", "--data", str(data), "--out", str(work), "--json"]
    assert run(arguments) == 2
    assert "Did you mean encoder" in json.loads(capfd.readouterr().out)["detail"]
