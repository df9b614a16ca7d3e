"""Pipeline step: what training left -> a bundle, and its figures beside those of its base.

    python -m infra.aws.training.evaluate_candidate --objective encoder

Runs in the training image; see `StepFolders` for the places. A missed gate is a result, not an
error: the pipeline decides what follows from ``missed_gates`` in ``evaluation.json``.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.aws.training.candidate import (
    RunCommand,
    StepFolders,
    run_command,
    run_step,
    shopguide_command,
    training_command,
)
from infra.aws.training.definition import WORK
from infra.local.output import ExitCode
from shopguide.adapters.sagemaker.archive import unpack_model
from shopguide.config import variable_name
from shopguide.domain.errors import InvalidInputError, TrainingJobFailedError

CARD = "adapter.json"
"""Marks the folder of an adapter."""

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Trial:
    """How candidates of one objective are tried.

    Attributes:
        base: Option and name of the model that the candidate is compared with.
        task: Of `shopguide evaluate`.
        files: Option -> file of the evaluation data.
        gates: What a candidate must keep unless the pipeline is told otherwise: no figure that
            matters may fall behind that of the untuned base or of doing without the model.
        is_served: Whether a setting puts the candidate in the place of what is served; one that
            serving has no place for is measured beside what is served, as a baseline.
    """

    base: tuple[str, str]
    task: str
    files: Mapping[str, str]
    gates: Sequence[str]
    is_served: bool = True


TRIALS: Mapping[str, Trial] = {
    "encoder": Trial(
        base=("--encoder", "multilingual-e5-small"),
        task="search",
        files={"--products": "products.csv", "--queries": "queries.csv"},
        gates=("judged-ndcg@10:base>=0", "mrr@10:base>=0"),
    ),
    "reranker": Trial(
        base=("--reranker", "shopguide-reranker"),
        task="answers",
        files={"--evidence": "evidence.csv"},
        gates=("p@1:reranker<=0",),  # what is served without it leads by nothing
        is_served=False,
    ),
    "generator": Trial(
        base=("--generator", "smollm2-135m"),
        task="answers",
        files={"--pairs": "pairs.tsv"},
        gates=("rouge-l:base>=0", "numbers-supported>=1"),
    ),
}


def evaluate_candidate(
    objective: str, gate: str, folders: StepFolders, run: RunCommand = run_command
) -> None:
    """Build the candidate, measure it, leave both.

    Raises:
        InvalidInputError: a file of the evaluation data is missing.
        TrainingJobFailedError: training left no adapter, or a command failed.
    """
    trial = TRIALS[objective]
    files = _evaluation_files(trial, folders.data)
    gates = trial.gates if gate == DEFAULT else tuple(gate.split(","))
    with tempfile.TemporaryDirectory() as scratch:
        adapter = unpack_adapter(folders.model_archive, Path(scratch) / "model")
        models = Path(scratch) / "models"
        bundle = _build(trial, adapter, models, run)
        shutil.copytree(bundle["folder"], folders.bundle, dirs_exist_ok=True)
        report = _measure(trial, [*files, *_gate_options(gates)], bundle, models, run)
    document = {
        "objective": objective,
        "bundle": {name: bundle[name] for name in ("kind", "name", "version")},
        "missed_gates": sum(not result["passed"] for result in report["gates"]),
        **report,
    }
    folders.evaluation.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, indent=2)
    folders.evaluation.write_text(text, encoding="utf-8")


def unpack_adapter(archive: Path, folder: Path) -> Path:
    """The folder of the one adapter in a trained model's archive.

    Raises:
        TrainingJobFailedError: the archive is damaged, or holds no adapter or several.
    """
    with archive.open("rb") as packed:
        unpack_model(packed, folder, archive.name)
    found = sorted(path.parent for path in folder.rglob(CARD))
    if len(found) != 1:
        raise TrainingJobFailedError(
            f"Training left {len(found)} adapters; one was expected.",
            fix=f"An objective writes one folder with {CARD} into the model folder.",
        )
    return found[0]


def _evaluation_files(trial: Trial, data: Path) -> list[str]:
    missing = [name for name in trial.files.values() if not (data / name).is_file()]
    if missing:
        raise InvalidInputError(
            f"The evaluation data has no {' and no '.join(missing)}.",
            fix="Upload it to where the pipeline's parameter EvaluationData points.",
            field="EvaluationData",
        )
    return [part for option, name in trial.files.items() for part in (option, str(data / name))]


def _build(trial: Trial, adapter: Path, models: Path, run: RunCommand) -> dict[str, Any]:
    """The candidate's bundle, beside its untuned base and everything else that serving needs."""
    run(shopguide_command("models", "build", "--models-dir", models))
    build = ("training.models.build", "--models-dir", models, "--json")
    run(training_command(*build, *trial.base))
    built = run(training_command(*build, "--adapter", adapter))
    bundles: list[dict[str, Any]] = json.loads(built)["bundles"]
    return bundles[-1]


def _measure(
    trial: Trial, options: list[str], bundle: Mapping[str, Any], models: Path, run: RunCommand
) -> dict[str, Any]:
    """The report of `shopguide evaluate` on what is served and on the candidate."""
    settings = [f"{variable_name(bundle['kind'])}={bundle['name']}"] if trial.is_served else []
    command = ["evaluate", trial.task, *options, "--models-dir", str(models), "--json"]
    said = run(
        shopguide_command(*command, settings=settings),
        allowed=(ExitCode.OK, ExitCode.GATE_FAILED),
    )
    report: dict[str, Any] = json.loads(said)
    return report


def _gate_options(gates: Sequence[str]) -> list[str]:
    return [part for gate in gates for part in ("--gate", gate)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a command; see the top of the file."""
    parser = argparse.ArgumentParser(description="Builds and measures a candidate.")
    parser.add_argument("--objective", choices=sorted(TRIALS), required=True)
    parser.add_argument("--gate", default=DEFAULT, help="METRIC>=X, several with commas")
    parser.add_argument("--root", type=Path, default=Path(WORK))
    options = parser.parse_args(arguments)
    folders = StepFolders(options.root)
    return run_step(lambda: evaluate_candidate(options.objective, options.gate, folders))


if __name__ == "__main__":
    sys.exit(main())
