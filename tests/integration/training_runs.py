"""Runs tiny training jobs of three processes each, and kills them in many ways.

    python -m tests.integration.training_runs FOLDER SEED

test_training_resume.py runs it and reads what came of each. It is a program of its own, because
importing PyTorch takes longer than all these runs: it is imported once, then forked.
"""

import json
import os
import random
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import torch
from torch.utils.tensorboard import SummaryWriter

from tests.tiny_objective import TinySettings, run
from training.config import set_defaults
from training.loop.job import Job

WORLD = 3
"""With two, gradients have but one order in which they can be added up."""

MACHINES = ("checkpoints", "checkpoints-other", "checkpoints")
"""Where each process keeps checkpoints: the second one is alone on its machine."""

SETTINGS = TinySettings(steps=8, save_every=3, batch_size=2, accumulation=2)


@dataclass
class Processes:
    """The processes of one job, of which each is a fork of this one."""

    root: Path
    ids: list[int]

    def kill(self) -> None:
        """As if the power went."""
        for number in self.ids:
            os.kill(number, signal.SIGKILL)

    def wait(self) -> list[int]:
        return [os.waitpid(number, 0)[1] for number in self.ids]


def start(root: Path, failure: dict[str, object] | None = None) -> Processes:
    (root / "train").mkdir(parents=True, exist_ok=True)
    (root / "train" / "failure.json").write_text(json.dumps(failure or {}), "utf-8")
    port = free_port()
    ids = []
    for rank in range(WORLD):
        number = os.fork()
        if number == 0:
            be_one(root, rank, port)
        ids.append(number)
    return Processes(root, ids)


def be_one(root: Path, rank: int, port: int) -> NoReturn:
    local_rank = MACHINES[:rank].count(MACHINES[rank])
    set_defaults({"RANK": str(rank), "LOCAL_RANK": str(local_rank), "WORLD_SIZE": str(WORLD)})
    set_defaults({"OMP_NUM_THREADS": "1", "TORCH_CPP_LOG_LEVEL": "ERROR"})
    set_defaults({"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)})
    torch.set_num_threads(1)
    sys.stdout = sys.stderr = (root / f"log-{rank}").open("a", encoding="utf-8")
    job = Job(
        {"train": root / "train"},
        root / "model",
        root / MACHINES[rank],
        root / "output",
        {},
        rank=rank,
        local_rank=local_rank,
        world_size=WORLD,
    )
    for folder in (job.model_dir, job.output_dir):
        folder.mkdir(exist_ok=True)
    code = 1
    try:
        run(job, SETTINGS)
        torch.distributed.destroy_process_group()
        code = 0
    finally:  # whatever happened, the fork must not go on as its parent would
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def finish(root: Path) -> None:
    """Start the job again, and again if it must be, until it is done."""
    codes = start(root).wait()
    if any(codes):
        raise SystemExit(f"{root.name} did not finish: {codes}, see {root}/log-*")


def wait_for(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit("what was waited for never came")
        time.sleep(0.0005)


def checkpoints(root: Path, pattern: str = "checkpoint-*") -> list[Path]:
    return sorted((root / "checkpoints").glob(pattern))


def killed_in_a_step(root: Path, chance: random.Random) -> None:
    """One process dies in the middle of a step; the others cannot go on without it."""
    failure = {"kind": "SIGKILL", "rank": 1, "forward_pass": chance.randint(1, 16)}
    processes = start(root, failure)
    os.waitpid(processes.ids.pop(1), 0)
    processes.kill()
    processes.wait()


def killed_at_any_time(root: Path, chance: random.Random) -> None:
    processes = start(root)
    wait_for(lambda: checkpoints(root))
    time.sleep(chance.random() * 0.2)
    processes.kill()
    processes.wait()


def killed_while_saving(root: Path, chance: random.Random) -> None:
    processes = start(root)
    wait_for(lambda: len(checkpoints(root)) == 1 and checkpoints(root, "writing-*/model*"))
    processes.kill()
    processes.wait()


def newest_damaged_after_stop(root: Path, chance: random.Random) -> None:
    """The signal to stop reaches one process alone."""
    start(root, {"kind": "SIGTERM", "rank": 1, "forward_pass": chance.randint(7, 10)}).wait()
    newest = checkpoints(root)[-1] / "optimizer.pt"
    content = bytearray(newest.read_bytes())
    content[chance.randrange(len(content))] ^= 1
    newest.write_bytes(content)


BREAKS = (
    killed_in_a_step,
    killed_at_any_time,
    killed_while_saving,
    newest_damaged_after_stop,
)


def main(folder: Path, seed: int) -> None:
    finish(folder / "unbroken")
    for number, breaks in enumerate(BREAKS):
        root = folder / breaks.__name__
        breaks(root, random.Random(seed + number))
        left = [path.name for path in checkpoints(root, "*-*")]
        finish(root)
        print(json.dumps({"name": root.name, "left": left}), flush=True)


if __name__ == "__main__":
    del SummaryWriter  # was imported so that no run has to
    main(Path(sys.argv[1]), int(sys.argv[2]))
