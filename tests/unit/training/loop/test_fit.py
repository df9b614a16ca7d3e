"""One process; tests/integration/test_training_resume.py has several, which are killed."""

import json
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.tiny_objective import TinySettings, run
from training.errors import TrainingError, TrainingInputError, TrainingStoppedError
from training.loop.checkpoints import CheckpointFolder
from training.loop.fit import fit
from training.loop.job import Job

SETTINGS = TinySettings(steps=12, save_every=3)


def make_job(root: Path, **failure: Any) -> Job:
    train = root / "train"
    for folder in (train, root / "model", root / "output"):
        folder.mkdir(parents=True, exist_ok=True)
    (train / "failure.json").write_text(json.dumps(failure), "utf-8")
    return Job({"train": train}, root / "model", root / "checkpoints", root / "output", {})


def trained(job: Job) -> dict[str, Tensor]:
    return torch.load(job.model_dir / "model.pt")


def report_of(job: Job) -> dict[str, Any]:
    return json.loads((job.output_dir / "fit.json").read_text("utf-8"))


def assert_same(one: dict[str, Tensor], other: dict[str, Tensor]) -> None:
    assert one.keys() == other.keys()
    assert [name for name in one if not torch.equal(one[name], other[name])] == []


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Job:
    job = make_job(tmp_path_factory.mktemp("unbroken"))
    run(job, SETTINGS)
    return job


def test_loss_falls_and_the_report_says_how_far(unbroken: Job) -> None:
    report = report_of(unbroken)
    assert report["steps"] == 12
    assert report["last_loss"] < 0.8 * report["first_loss"]
    assert report["tokens_per_second"] > 0
    assert (report["flops_share"], report["resumed_from"]) == (None, 0)


def test_events_for_tensorboard_are_written(unbroken: Job) -> None:
    assert list((unbroken.output_dir / "tensorboard").glob("events.out.tfevents.*"))


def test_only_trained_tensors_are_saved(unbroken: Job) -> None:
    from safetensors import safe_open

    newest = CheckpointFolder(unbroken.checkpoint_dir).path(12)
    with safe_open(newest / "model.safetensors", "pt") as file:
        names = set(file.keys())
    assert {"words.weight", "out.weight", "out.bias", "passes"} <= names
    assert not {name for name in names if name.startswith("frozen")}


def test_metrics_are_lines_that_regular_expressions_can_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(make_job(tmp_path), replace(SETTINGS, steps=1))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("metrics: step=1 loss=")
    assert " tokens_per_second=" in lines[0]


@pytest.mark.parametrize("kind", ["SIGTERM", "SIGINT"])
def test_signal_leaves_a_checkpoint_of_that_step_and_the_resumed_run_is_the_unbroken_one(
    tmp_path: Path, unbroken: Job, kind: str
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(TrainingStoppedError, match="after step 5 of 12") as caught:
        run(make_job(tmp_path, kind=kind, forward_pass=5), SETTINGS)
    assert caught.value.signal_number == signal.Signals[kind]
    assert signal.getsignal(signal.SIGTERM) == before
    job = make_job(tmp_path)
    run(job, SETTINGS)
    assert report_of(job)["resumed_from"] == 5
    assert report_of(job)["first_loss"] == report_of(unbroken)["first_loss"]
    assert_same(trained(job), trained(unbroken))


def test_loss_that_is_not_a_number_stops_before_it_spoils_the_last_checkpoint(
    tmp_path: Path, unbroken: Job
) -> None:
    with pytest.raises(TrainingError, match=r"became nan at step 8.*learning_rate"):
        run(make_job(tmp_path, kind="nan", forward_pass=8), SETTINGS)
    checkpoints = CheckpointFolder(tmp_path / "checkpoints")
    assert checkpoints.steps() == [6, 3]
    assert checkpoints.damage(6) == ""
    job = make_job(tmp_path)
    run(job, SETTINGS)
    assert_same(trained(job), trained(unbroken))


def test_damaged_newest_checkpoint_is_passed_over(
    tmp_path: Path, unbroken: Job, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(TrainingError):
        run(make_job(tmp_path, kind="nan", forward_pass=8), SETTINGS)
    newest = CheckpointFolder(tmp_path / "checkpoints").path(6)
    (newest / "optimizer.pt").write_bytes((newest / "optimizer.pt").read_bytes()[:100])
    job = make_job(tmp_path)
    run(job, SETTINGS)
    assert "checkpoint of step 6 is damaged: optimizer.pt" in capsys.readouterr().err
    assert report_of(job)["resumed_from"] == 3
    assert_same(trained(job), trained(unbroken))


def test_run_does_not_begin_anew_in_silence_when_all_checkpoints_are_damaged(
    tmp_path: Path,
) -> None:
    job = make_job(tmp_path)
    run(job, replace(SETTINGS, steps=3))
    (CheckpointFolder(job.checkpoint_dir).path(3) / "model.safetensors").unlink()
    with pytest.raises(TrainingInputError, match=r"step 3: model\.safetensors is missing.*anew"):
        run(job, replace(SETTINGS, steps=3))


def test_checkpoint_of_another_run_is_refused_with_what_differs(tmp_path: Path) -> None:
    job = make_job(tmp_path)
    run(job, replace(SETTINGS, steps=3))
    changed = replace(SETTINGS, steps=3, save_every=1, batch_size=2, seed=5)
    with pytest.raises(TrainingInputError, match="batch_size was 8 and is 2; seed was 17 and is 5"):
        run(job, changed)


def test_finished_run_that_is_started_again_gives_the_same_result(
    tmp_path: Path, unbroken: Job
) -> None:
    again = replace(unbroken, model_dir=tmp_path)
    run(again, SETTINGS)
    assert_same(trained(again), trained(unbroken))


def test_full_gpu_memory_says_what_to_change(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"batch_size=8.*Halve batch_size"):
        run(make_job(tmp_path, kind="memory", forward_pass=2), SETTINGS)


def test_nothing_to_train_on_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingInputError, match="holds no examples"):
        run(make_job(tmp_path), replace(SETTINGS, examples=0))


class Line(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.slope = torch.nn.Parameter(torch.tensor([1.0, -1.0]))

    def forward(self, features: Tensor) -> dict[str, Tensor]:
        return {"loss": (features @ self.slope - 3).square().mean()}


def stack(rows: list[list[float]]) -> dict[str, Tensor]:
    return {"features": torch.tensor(rows)}


def test_accumulated_batches_take_the_step_of_one_large_batch(tmp_path: Path) -> None:
    rows = [[float(row), float(row * row % 7)] for row in range(16)]
    slopes = []
    for size, accumulation in ((8, 1), (2, 4)):
        settings = replace(SETTINGS, steps=4, batch_size=size, accumulation=accumulation)
        model = Line()
        fit(make_job(tmp_path / str(size)), model, rows, stack, settings, tokens=lambda _: 1)
        slopes.append(model.slope.detach())
    torch.testing.assert_close(slopes[0], slopes[1])


def test_activations_computed_again_change_nothing(tmp_path: Path) -> None:
    from transformers import BertConfig, BertForMaskedLM

    ids = [[1, 2, 3, 4], [4, 3, 2, 1]]
    weights = []
    for again in (False, True):
        torch.manual_seed(1)
        sizes = {"num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
        model = BertForMaskedLM(BertConfig(vocab_size=8, hidden_size=16, **sizes))
        settings = replace(SETTINGS, steps=3, batch_size=2, activation_checkpointing=again)
        fit(
            make_job(tmp_path / str(again)),
            model,
            ids,
            lambda rows: {"input_ids": torch.tensor(rows), "labels": torch.tensor(rows)},
            settings,
        )
        assert model.is_activation_checkpointing == again
        weights.append(model.state_dict())
    assert_same(weights[0], weights[1])


def test_lower_precision_ends_with_the_run(tmp_path: Path) -> None:
    model = Line()
    settings = replace(SETTINGS, steps=1, precision="bfloat16")
    fit(make_job(tmp_path), model, [[1.0, 2.0]], stack, settings)
    assert "_original_forward" not in vars(model)
    assert model.slope.dtype == torch.float32
