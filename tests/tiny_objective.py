"""An objective of a few hundred parameters, for tests of the loop and of the container contract.

It learns to repeat tokens through dropout, from batches that are masked at random. A file
``failure.json`` in the channel ``train`` makes it fail in the ways that its tests are about::

    {"kind": "kill", "forward_pass": 7, "rank": 1}
"""

import json
import os
import signal
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

from training.loop.fit import fit
from training.loop.job import Job
from training.loop.settings import FitSettings

WORDS = 12


@dataclass(frozen=True, kw_only=True)
class TinySettings(FitSettings):
    steps: int = 12
    batch_size: int = 8
    learning_rate: float = 0.1
    save_every: int = 3
    precision: Any = "float32"
    examples: int = 25


SETTINGS = TinySettings
SMALL = {"steps": 12}


class Repeater(nn.Module):
    def __init__(self, failure: dict[str, Any]) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.words = nn.Embedding(WORDS, 16)
        self.layers = nn.ModuleList([nn.Linear(16, 16) for _ in range(4)])
        self.dropout = nn.Dropout(0.3)
        self.out = nn.Linear(16, WORDS)
        self.frozen = nn.Linear(16, 16).requires_grad_(False)
        self.register_buffer("passes", torch.zeros((), dtype=torch.int64))
        self.failure = failure
        self.begun = 0

    def forward(self, input_ids: Tensor, targets: Tensor) -> dict[str, Tensor]:
        self.passes += 1
        hidden = self.words(input_ids)
        for layer in self.layers:
            hidden = hidden + torch.tanh(layer(hidden))
        hidden = self.frozen(self.dropout(hidden))
        loss = nn.functional.cross_entropy(self.out(hidden).flatten(0, 1), targets.flatten())
        self.begun += 1
        return {
            "loss": self._fail(loss) if self.failure.get("forward_pass") == self.begun else loss
        }

    def _fail(self, loss: Tensor) -> Tensor:
        kind = self.failure["kind"]
        if kind in ("SIGKILL", "SIGTERM", "SIGINT"):
            os.kill(os.getpid(), signal.Signals[kind])
        elif kind == "memory":
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return loss * float("nan") if kind == "nan" else loss


def collate(rows: list[list[int]]) -> dict[str, Tensor]:
    targets = torch.tensor(rows)
    return {
        "input_ids": targets.masked_fill(torch.rand(targets.shape) < 0.2, 0),
        "targets": targets,
    }


def run(job: Job, settings: TinySettings) -> None:
    count = settings.examples
    rows = [[(7 * row + 3 * place) % WORDS for place in range(5)] for row in range(count)]
    model = Repeater(_failure_of(job))
    report = fit(job, model, rows, collate, settings)
    if job.is_main:
        torch.save(model.state_dict(), job.model_dir / "model.pt")
        (job.model_dir / "metrics.json").write_text(json.dumps(asdict(report)), "utf-8")


def _failure_of(job: Job) -> dict[str, Any]:
    path = job.channel("train") / "failure.json"
    failure = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return failure if failure.get("rank", job.rank) == job.rank else {}
