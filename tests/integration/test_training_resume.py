"""A job of three processes that was killed ends with the bits of one that was not."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

BREAKS = (
    "killed_in_a_step",
    "killed_at_any_time",
    "killed_while_saving",
    "newest_damaged_after_stop",
)
SAME = ("model.safetensors", "optimizer.pt", "scheduler.pt")


class Runs(NamedTuple):
    folder: Path
    seed: int
    said: str


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder, seed = tmp_path_factory.mktemp("runs"), random.randrange(2**31)
    command = [sys.executable, "-m", "tests.integration.training_runs", str(folder), str(seed)]
    repository = Path(__file__).parents[2]
    done = subprocess.run(
        command, cwd=repository, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, f"seed {seed}: {done.stdout}{done.stderr}"
    return Runs(folder, seed, done.stdout)


def all_checksums(folder: Path) -> dict[str, str]:
    (newest,) = sorted(folder.glob("checkpoint-*"))[-1:]
    return {"step": newest.name, **json.loads((newest / "checksums.json").read_text("utf-8"))}


def final_checksums(root: Path) -> dict[str, str]:
    sums = all_checksums(root / "checkpoints")
    return {name: sums[name] for name in ("step", *SAME)}


@pytest.mark.parametrize("name", BREAKS)
def test_resumed_run_ends_with_the_bits_of_an_unbroken_one(runs: Runs, name: str) -> None:
    broken, unbroken = runs.folder / name, runs.folder / "unbroken"
    assert final_checksums(broken) == final_checksums(unbroken), f"{runs.seed=} {runs.said}"


def test_machines_write_the_same_bytes_so_that_their_copies_may_mix(runs: Runs) -> None:
    root = runs.folder / "unbroken"
    assert all_checksums(root / "checkpoints") == all_checksums(root / "checkpoints-other")


def test_damaged_newest_checkpoint_was_passed_over(runs: Runs) -> None:
    report = runs.folder / "newest_damaged_after_stop" / "output" / "fit.json"
    assert json.loads(report.read_text("utf-8"))["resumed_from"] == 3, f"{runs.seed=} {runs.said}"


def test_half_written_checkpoint_was_not_taken_for_one(runs: Runs) -> None:
    report = runs.folder / "killed_while_saving" / "output" / "fit.json"
    # The kill may come just too late, when the second checkpoint is whole.
    assert json.loads(report.read_text("utf-8"))["resumed_from"] in (3, 6), runs.said
