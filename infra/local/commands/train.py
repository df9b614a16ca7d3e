"""`shopguide train`: train a model on the shop's own data, here or on SageMaker."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from infra.local.commands.options import AsJson
from infra.local.output import CommandError, ExitCode, Output, problem_document, usage_problem
from infra.local.training_folder import TrainingFolder, new_folder
from infra.local.training_process import SIGNALLED, run_training
from shopguide.domain.errors import ConfigurationError

Objective = Annotated[
    str | None,
    typer.Argument(
        help="encoder, reranker, generator, masked_language_model, rating or pseudo_queries.",
        metavar="OBJECTIVE",
    ),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", help="The shop's own files: channel train.", metavar="DIR"),
]
Channels = Annotated[
    list[str] | None,
    typer.Option("--channel", help="A further folder of data; repeatable.", metavar="NAME=DIR"),
]
Values = Annotated[
    list[str] | None,
    typer.Option("--set", help="A hyperparameter; repeatable.", metavar="NAME=VALUE"),
]
Size = Annotated[
    str, typer.Option("--size", help="small: under a minute on a laptop.", metavar="small|full")
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Work folder; default ./shopguide-training/OBJECTIVE-TIME.",
        file_okay=False,
        metavar="DIR",
    ),
]
Resume = Annotated[
    Path | None,
    typer.Option("--resume", help="Go on with the job of this work folder.", metavar="FOLDER"),
]
Processes = Annotated[
    int,
    typer.Option("--processes", help="To train with; default one for each GPU.", min=0),
]


def train(
    objective: Objective = None,
    data: Data = None,
    channel: Channels = None,
    values: Values = None,
    size: Size = "full",
    out: Out = None,
    resume: Resume = None,
    processes: Processes = 0,
    as_json: AsJson = False,
) -> ExitCode:
    """Train a model on the shop's own data."""
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise ConfigurationError(
            "Training needs PyTorch and transformers, which are not installed.",
            fix="Run `make setup`, or pip install -c constraints.txt -e '.[train]'.",
        )
    given = bool(data or channel or values or out or size != "full")
    if resume is not None:
        folder = _folder_to_resume(resume, objective, given)
    else:
        folder = _new_folder(objective, data, channel or (), values or (), size, out)
    return _train_here(folder, processes, Output(as_json))


def _folder_to_resume(root: Path, objective: str | None, given: bool) -> TrainingFolder:
    folder = TrainingFolder(root)
    before = folder.hyperparameters.get("objective")
    if before is None:
        raise _usage(f"{root} is not the work folder of a training job.", "Check --resume.")
    if given or objective not in (None, before):
        raise _usage(
            "A resumed job keeps its objective, data and settings.", f"Use --resume {root} alone."
        )
    return folder


def _new_folder(
    objective: str | None,
    data: Path | None,
    channel: Sequence[str],
    values: Sequence[str],
    size: str,
    out: Path | None,
) -> TrainingFolder:
    if objective is None:
        raise _usage("No objective is given.", "Name one, e.g. shopguide train encoder --data DIR.")
    channels = {name: Path(folder) for name, folder in _pairs("--channel", channel).items()}
    channels |= {} if data is None else {"train": data}
    if not channels:
        raise _usage("There is nothing to train on.", "Give --data DIR, or --channel NAME=DIR.")
    folder = new_folder(objective) if out is None else TrainingFolder(out)
    hyperparameters = {"objective": objective, "size": size, **_pairs("--set", values)}
    folder.lay_out(hyperparameters, channels)
    return folder


def _train_here(folder: TrainingFolder, processes: int, output: Output) -> ExitCode:
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
        "next": [
            f"shopguide models build --adapter {shlex.quote(str(adapter))}"
            for adapter in folder.adapters
        ],
    }


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


def _pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise _usage(f"{option} is {text!r}.", f"Write {option} NAME=VALUE.")
        pairs[name.strip()] = value.strip()
    return pairs


def _usage(detail: str, fix: str) -> CommandError:
    return CommandError(usage_problem(detail, fix=fix), ExitCode.USAGE)
