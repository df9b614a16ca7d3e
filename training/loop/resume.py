"""Which checkpoint a run goes on from, and whether it belongs to this run at all."""

import json
import sys
from collections.abc import Mapping
from typing import Any

import torch

from training.errors import TrainingInputError
from training.loop.checkpoints import CheckpointFolder
from training.loop.job import Job

RECORD = "run.json"
"""The file of a checkpoint that says what it belongs to."""


def newest_whole(job: Job, checkpoints: CheckpointFolder) -> int | None:
    """The newest step of which every process of the job has a whole checkpoint; None: none yet.

    Raises:
        TrainingInputError: There are checkpoints and all are damaged. Beginning anew in silence
            would throw away what was trained.
    """
    damage = {step: checkpoints.damage(step) for step in checkpoints.steps()}
    if job.is_main:
        for step, what in damage.items():
            if what:
                print(f"checkpoint of step {step} is damaged: {what}", file=sys.stderr)
    whole = _in_every_process({step for step, what in damage.items() if not what})
    if whole:
        return max(whole)
    if damage:
        step, what = max(damage.items())
        raise TrainingInputError(
            f"No checkpoint in {checkpoints.folder} is whole on every machine; step {step}: "
            f"{what or 'it is missing elsewhere'}.",
            fix="Restore that folder from a copy, or delete it to begin anew.",
            field="checkpoints",
        )
    return None


def read_record(checkpoints: CheckpointFolder, step: int) -> Mapping[str, Any]:
    """What the checkpoint of a step belongs to."""
    record: Mapping[str, Any] = json.loads((checkpoints.path(step) / RECORD).read_text("utf-8"))
    return record


def require_same(saved: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Refuse a checkpoint of another run.

    Raises:
        TrainingInputError: A setting that changes the result differs; every one is named.
    """
    # How often it saves does not change what a run computes.
    names = sorted((saved.keys() | now.keys()) - {"save_every"})
    differences = [
        f"{name} was {saved.get(name)} and is {now.get(name)}"
        for name in names
        if saved.get(name) != now.get(name)
    ]
    if differences:
        raise TrainingInputError(
            f"The checkpoint belongs to another run: {'; '.join(differences)}.",
            fix="Give the same settings and data, or an empty checkpoint folder to begin anew.",
            field="checkpoints",
        )


def _in_every_process(steps: set[int]) -> set[int]:
    if not torch.distributed.is_initialized():
        return steps
    shared: list[set[int]] = [set()] * torch.distributed.get_world_size()
    torch.distributed.all_gather_object(shared, steps)
    return set.intersection(*shared)
