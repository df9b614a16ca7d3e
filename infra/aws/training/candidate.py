"""What the containers of the pipeline's processing steps share: their folders, how they fail."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shopguide.domain.errors import ShopGuideError, TrainingJobFailedError

EXIT_MESSAGE = Path("/opt/ml/output/message")
"""What a processing container writes here, SageMaker shows as the job's ``ExitMessage``."""

SHOWN_CHARACTERS = 1024


@dataclass(frozen=True, slots=True)
class StepFolders:
    """Where a step finds its inputs and leaves its outputs, below one root."""

    root: Path

    @property
    def model_archive(self) -> Path:
        """The training step's ``model.tar.gz``."""
        return self.root / "model" / "model.tar.gz"

    @property
    def data(self) -> Path:
        """The evaluation data."""
        return self.root / "data"

    @property
    def bundle(self) -> Path:
        """The candidate: one model bundle."""
        return self.root / "bundle"

    @property
    def evaluation(self) -> Path:
        """The property file that the gate reads."""
        return self.root / "evaluation" / "evaluation.json"


def shopguide_command(*arguments: str | Path, settings: Sequence[str] = ()) -> list[str]:
    """A `shopguide` command in a process of its own.

    Args:
        arguments: Of the command.
        settings: Variables that it sees beside those of this process, ``NAME=value``.
    """
    return ["env", *settings, sys.executable, "-m", "infra.local", *map(str, arguments)]


def training_command(module: str, *arguments: str | Path) -> list[str]:
    """A module of training, in a process of its own."""
    return [sys.executable, "-m", module, *map(str, arguments)]


class RunCommand(Protocol):
    """Runs a command, as `run_command` does."""

    def __call__(self, command: Sequence[str], *, allowed: Sequence[int] = (0,)) -> str:
        """Its standard output."""


def run_command(command: Sequence[str], *, allowed: Sequence[int] = (0,)) -> str:
    """Its standard output; its standard error goes into the job's log.

    Raises:
        TrainingJobFailedError: it ended with another exit code than those `allowed`.
    """
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode not in allowed:
        raise TrainingJobFailedError(
            f"`{' '.join(command)}` ended with exit code {done.returncode}.",
            fix="The lines above, on standard error, say why.",
        )
    return done.stdout


def run_step(step: Callable[[], None], message: Path = EXIT_MESSAGE) -> int:
    """Run a step; its exit code. Why it failed goes where SageMaker shows it."""
    try:
        step()
    except ShopGuideError as error:
        print(f"Error: {error}", file=sys.stderr)
        if message.parent.is_dir():
            message.write_text(str(error)[:SHOWN_CHARACTERS], encoding="utf-8")
        return 1
    return 0
