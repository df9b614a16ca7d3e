"""What the pipeline's containers do, with a runner of commands that plays their answers."""

import io
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from infra.aws.training.candidate import StepFolders, run_command, run_step, shopguide_command
from infra.aws.training.evaluate_candidate import evaluate_candidate, unpack_adapter
from infra.aws.training.publish_candidate import publish_candidate
from shopguide.domain.errors import InvalidInputError, TrainingJobFailedError


def write_archive(path: Path, *names: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 2
            tar.addfile(member, io.BytesIO(b"{}"))


@pytest.fixture
def folders(tmp_path: Path) -> StepFolders:
    step = StepFolders(tmp_path)
    write_archive(step.model_archive, "encoder/adapter.json", "metrics.json")
    step.data.mkdir()
    for name in ("products.csv", "queries.csv"):
        (step.data / name).write_text("id\n")
    return step


class PlayedCommands:
    """Builds a bundle, and reports what became of two gates."""

    def __init__(self, *passed: bool) -> None:
        self._passed = passed
        self.commands: list[str] = []

    def __call__(self, command: Sequence[str], *, allowed: Sequence[int] = (0,)) -> str:
        self.commands.append(" ".join(command))
        if "evaluate" not in command:
            return json.dumps({"bundles": [self._build(Path(command[-1]))]})
        gates = [{"gate": "g", "value": 0.1, "passed": it, "missed_by": 0.0} for it in self._passed]
        return json.dumps({"task": "search", "reports": {}, "gates": gates})

    def _build(self, adapter: Path) -> dict[str, Any]:
        folder = adapter.parent / "built"
        if (adapter / "adapter.json").is_file():
            folder.mkdir(parents=True)
            (folder / "bundle.json").write_text("{}")
        return {"kind": "encoder", "name": "ours", "version": "1", "folder": str(folder)}


def test_candidate_is_built_measured_and_left_for_the_gate(folders: StepFolders) -> None:
    run = PlayedCommands(True, False)
    evaluate_candidate("encoder", "default", folders, run)
    served, base, candidate, measured = run.commands
    assert "infra.local models build" in served
    assert "training.models.build" in base
    assert base.endswith(" --encoder multilingual-e5-small")
    assert "training.models.build" in candidate
    assert "--encoder" not in candidate  # the adapter's card says on what it belongs
    assert Path(candidate.rpartition(" --adapter ")[2]).name == "encoder"
    assert (folders.bundle / "bundle.json").is_file()
    document = json.loads(folders.evaluation.read_text())
    assert document["missed_gates"] == 1
    assert document["bundle"] == {"kind": "encoder", "name": "ours", "version": "1"}
    assert measured.startswith("env SHOPGUIDE_ENCODER=ours ")
    assert f"evaluate search --products {folders.data / 'products.csv'}" in measured
    assert "--gate judged-ndcg@10:base>=0 --gate mrr@10:base>=0" in measured


def test_other_gates_take_the_place_of_the_default_ones(folders: StepFolders) -> None:
    run = PlayedCommands(True)
    evaluate_candidate("encoder", "ndcg@10>=0.5,empty<=0.1", folders, run)
    assert "--gate ndcg@10>=0.5 --gate empty<=0.1" in run.commands[-1]
    assert json.loads(folders.evaluation.read_text())["missed_gates"] == 0


def test_missing_evaluation_data_is_found_before_anything_is_built(folders: StepFolders) -> None:
    run = PlayedCommands()
    (folders.data / "queries.csv").unlink()
    with pytest.raises(InvalidInputError, match=r"no queries\.csv"):
        evaluate_candidate("encoder", "default", folders, run)
    assert run.commands == []


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ((), "left 0 adapters"),
        (("a/adapter.json", "b/adapter.json"), "left 2 adapters"),
        (("../adapter.json",), "cannot be unpacked"),
    ],
)
def test_a_model_that_holds_no_single_adapter_is_refused(
    tmp_path: Path, names: tuple[str, ...], message: str
) -> None:
    archive = tmp_path / "model.tar.gz"
    write_archive(archive, *names)
    with pytest.raises(TrainingJobFailedError, match=message):
        unpack_adapter(archive, tmp_path / "model")


def test_only_an_approved_bundle_is_published(
    folders: StepFolders, capsys: pytest.CaptureFixture[str]
) -> None:
    run = PlayedCommands()
    source = "s3://training/run/bundle"
    publish_candidate("shop", source, "PendingManualApproval", folders, run)
    assert run.commands == []
    said = capsys.readouterr().out
    assert f"aws s3 sync {source} bundle/" in said
    assert "shopguide models publish bundle/ --bucket shop" in said
    publish_candidate("shop", source, "Approved", folders, run)
    (command,) = run.commands
    assert f"models publish {folders.bundle} --bucket shop --why" in command


def test_commands_run_in_a_process_with_settings_of_their_own() -> None:
    command = shopguide_command("models", "list", "--json", settings=["SHOPGUIDE_MODE=nonsense"])
    with pytest.raises(TrainingJobFailedError, match="ended with exit code 1"):
        run_command(command)
    said = run_command(command, allowed=(0, 1))
    assert "SHOPGUIDE_MODE is 'nonsense'" in json.loads(said)["detail"]


def test_a_failed_step_tells_sagemaker_why(tmp_path: Path) -> None:
    def step() -> None:
        raise InvalidInputError("The evaluation data has no queries.csv.", fix="Upload it.")

    message = tmp_path / "message"
    assert run_step(step, message) == 1
    assert message.read_text() == "The evaluation data has no queries.csv. Upload it."
    assert run_step(lambda: None, message) == 0
    assert run_step(step, tmp_path / "nowhere" / "message") == 1
