"""One process of a job: ``python -m training.job.worker``, started by `training.job`."""

import argparse
import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from training.config import Environment, read_environment, set_defaults
from training.errors import TrainingError, TrainingInputError, TrainingStoppedError
from training.job.failure import FAILED, exit_code_of, explain, write_failure
from training.job.inputs import read_channels, read_hyperparameters
from training.job.layout import Layout, find_layout
from training.job.objectives import load_objective
from training.loop.job import Job
from training.loop.settings import parse_settings


def main(arguments: list[str] | None = None) -> int:
    """Run this process' part; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.job.worker")
    parser.add_argument("--root", type=Path)
    root = parser.parse_args(arguments).root
    threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True).start()
    environment = read_environment()
    return work(find_layout(root, environment), environment)


def work(layout: Layout, environment: Environment) -> int:
    """Train; whatever goes wrong is written to the job's failure file. Returns an exit code."""
    handler = signal.signal(signal.SIGTERM, _stop)
    try:
        _train(layout, environment)
    except BaseException as error:  # noqa: BLE001 - the process ends here, and says why
        told = explain(error)
        write_failure(layout.failure_file, told, error)
        print(f"error: {told}", file=sys.stderr, flush=True)
        return exit_code_of(told)
    finally:
        signal.signal(signal.SIGTERM, handler)
    return 0


def _train(layout: Layout, environment: Environment) -> None:
    hyperparameters = read_hyperparameters(layout)
    objective = load_objective(hyperparameters)
    settings = parse_settings(objective.SETTINGS, hyperparameters, small=objective.SMALL)
    job = Job(
        channels=read_channels(layout),
        model_dir=layout.model_dir,
        checkpoint_dir=layout.checkpoint_dir,
        output_dir=layout.output_dir,
        hyperparameters=hyperparameters,
        rank=environment.rank,
        local_rank=environment.local_rank,
        world_size=environment.world_size,
    )
    for folder in (job.model_dir, job.checkpoint_dir, job.output_dir):
        folder.mkdir(parents=True, exist_ok=True)
    _compute_reproducibly()
    with _alone(job):
        objective.run(job, settings)
    if job.is_main and not any(job.model_dir.iterdir()):
        raise TrainingError("The objective ended without writing a model.")


def _compute_reproducibly() -> None:
    """On a GPU the fastest kernels add up in another order each time; take those that do not.

    cuBLAS needs a workspace of a fixed size for it, which must be set before it is first used:
    https://docs.nvidia.com/cuda/cublas/#results-reproducibility
    """
    import torch

    if torch.cuda.is_available():
        set_defaults({"CUBLAS_WORKSPACE_CONFIG": ":4096:8"})
        torch.use_deterministic_algorithms(True, warn_only=True)


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    """Hold the checkpoint folder of this machine; the system lets go of it however we end."""
    if job.local_rank != 0:
        yield
        return
    with (job.checkpoint_dir / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TrainingInputError(
                f"Another process is training in {job.checkpoint_dir}.",
                fix="Wait until it ends, or stop it.",
                field="checkpoints",
            ) from None
        yield


def _end_without(parent: int) -> None:
    """Nobody waits for a process whose launcher was killed; it must not write checkpoints on."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(FAILED)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    """Outside the loop, which leaves a checkpoint instead, a stop ends the process at once."""
    del frame
    raise TrainingStoppedError(
        f"Training was stopped by signal {number} outside of its steps.",
        signal_number=number,
        fix="Start the job again with the same checkpoints, and it goes on from the last one.",
    )


if __name__ == "__main__":
    sys.exit(main())
