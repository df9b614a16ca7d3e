"""`shopguide train --local`: a job in a process of its own on this machine.

The command itself stands in ``commands/train.py``; this is what it does with parsed options.
"""

import shlex
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from infra.local.output import CommandError, ExitCode, Output, problem_document, usage_problem
from infra.local.training_folder import TrainingFolder
from infra.local.training_process import SIGNALLED, run_training
from shopguide.config import read_settings
from shopguide.domain.errors import ConfigurationError


def begin_training(
    folder: TrainingFolder,
    *,
    channels: Mapping[str, str],
    hyperparameters: Mapping[str, str],
    processes: int,
    output: Output,
) -> ExitCode:
    """Lay out a work folder and run its job; the outcome as a table or JSON.

    Raises:
        ConfigurationError: PyTorch is not installed.
        InvalidParameterError: The folder is in use, or a channel is no folder.
        CommandError: The job failed or was stopped; its reason and its exit code.
    """
    _require_libraries()
    folder.lay_out(hyperparameters, {name: Path(place) for name, place in channels.items()})
    return _train(folder, processes, output)


def go_on_training(
    root: Path, *, objective: str | None, processes: int, output: Output
) -> ExitCode:
    """Run the job of a work folder once more; it goes on from its last whole checkpoint.

    Raises:
        CommandError: There is no job in the folder, or one of another objective; or as above.
    """
    _require_libraries()
    folder = TrainingFolder(root)
    before = folder.hyperparameters.get("objective")
    if before is None or objective not in (None, before):
        what = "no work folder of a training job" if before is None else f"of a job of {before}"
        problem = usage_problem(f"The folder {root} is {what}.", fix="Check --resume.")
        raise CommandError(problem, ExitCode.USAGE)
    return _train(folder, processes, output)


def _require_libraries() -> None:
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise ConfigurationError(
            "Training needs PyTorch and transformers, which are not installed.",
            fix="Run `make setup`, or pip install -c constraints.txt -e '.[train]'.",
        )


def _train(folder: TrainingFolder, processes: int, output: Output) -> ExitCode:
    output.note(f"Training in {folder.root}")
    watched = output.stderr.is_terminal  # then the job's own progress bar is enough

    def show(line: str) -> None:
        if not (watched and line.startswith("metrics:")):
            print(line, file=sys.stderr, flush=True)

    code = run_training(folder.root, processes, on_line=show)
    if code != 0:
        raise _failed(folder, code)
    document = _document(folder)
    output.result(document, lambda console: _print(console, document))
    return ExitCode.OK


def _failed(folder: TrainingFolder, code: int) -> CommandError:
    reason = folder.failure or f"The training process was killed by signal {-code}."
    resume = f"shopguide train --resume {shlex.quote(str(folder.root))}"
    fix = f"To go on from the last checkpoint: {resume}" if folder.checkpoints else ""
    if code > SIGNALLED:
        problem = problem_document("training_stopped", "Training was stopped.", reason, fix=fix)
        return CommandError(problem, ExitCode.INTERRUPTED)
    if code == ExitCode.USAGE:
        problem = problem_document("training_input_invalid", "There was no training.", reason)
        return CommandError(problem, ExitCode.USAGE)
    return CommandError(problem_document("training_failed", "Training failed.", reason, fix=fix))


def _document(folder: TrainingFolder) -> dict[str, Any]:
    return {
        "objective": folder.hyperparameters["objective"],
        "folder": str(folder.root),
        "model": str(folder.model),
        "fit": folder.report,
        "metrics": folder.metrics,
        "next": list(_next_commands(folder)),
    }


def _next_commands(folder: TrainingFolder) -> Iterator[str]:
    """From what was trained to what is served."""
    if folder.has_bundle:
        yield shlex.join(["shopguide", "models", "publish", str(folder.model)])
    if folder.has_bundle and folder.hyperparameters["objective"] == "recommender":
        yield "shopguide signals build"
    if folder.added_to_signals:
        added = [part for path in folder.added_to_signals for part in ("--also", str(path))]
        yield shlex.join(["shopguide", "signals", "build", *added])
    for adapter, bundle in folder.adapters.items():
        yield shlex.join(["shopguide", "models", "build", "--adapter", str(adapter)])
        built = read_settings().models_dir / bundle
        yield shlex.join(["shopguide", "models", "publish", str(built)])


def _print(console: Console, document: Mapping[str, Any]) -> None:
    fit: Mapping[str, Any] = document["fit"]
    table = Table(show_header=False)
    if fit:
        table.add_row("steps", f"{fit['steps']:,}" + _resumed(fit))
        table.add_row("loss", f"{fit['first_loss']:.4f} -> {fit['last_loss']:.4f}")
        table.add_row("time", f"{fit['seconds']:.0f} s")
        table.add_row("throughput", f"{fit['tokens_per_second']:,.0f} tokens/s" + _share(fit))
    table.add_row("model", document["model"])
    console.print(table)
    for command in document["next"]:
        console.print("Next:", command, markup=False, soft_wrap=True)


def _resumed(fit: Mapping[str, Any]) -> str:
    return f", resumed after {fit['resumed_from']:,}" if fit["resumed_from"] else ""


def _share(fit: Mapping[str, Any]) -> str:
    share = fit["flops_share"]
    return "" if share is None else f", {share:.1%} of the peak FLOP/s"
