"""`shopguide train --sagemaker`: start a job on rented machines, follow it, stop it.

The command itself stands in ``commands/train.py``; this is what it does with parsed options.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from infra.local.output import ExitCode, Output
from shopguide.config import Settings, variable_name
from shopguide.domain.errors import ConfigurationError
from shopguide.domain.training_job import (
    LogLine,
    StatusChange,
    TrainingJobOptions,
    TrainingJobState,
)
from shopguide.ports.training_jobs import TrainingJobs, TrainingUpdate

WAIT_FACTOR = 2.0
"""A spot job may wait for capacity as long again as it may train."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoteTraining:
    """What the command line asks for.

    Attributes:
        objective: Name of the objective.
        channels: Folder or ``s3://`` address by channel; ``train`` among them.
        hyperparameters: As given with ``--set``.
        out: Folder that the trained model is unpacked into; none leaves it in S3.
        name: Of the job; empty makes one from objective and time.
        max_hours: Training time after which the job is stopped.
        max_wait_hours: Training and waiting for spot capacity; none is `WAIT_FACTOR` times that.
        resume: Name of an older job whose checkpoints this one goes on from.
        follow: Stay until it is over.
    """

    objective: str
    channels: Mapping[str, str]
    hyperparameters: Mapping[str, str] = field(default_factory=dict)
    out: Path | None = None
    name: str = ""
    instance_type: str = "ml.g5.xlarge"
    instance_count: int = 1
    volume_gb: int = 50
    spot: bool = True
    max_hours: float = 4.0
    max_wait_hours: float | None = None
    resume: str = ""
    network_isolation: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    follow: bool = True


def train_remotely(
    training: RemoteTraining,
    *,
    settings: Settings,
    jobs: TrainingJobs,
    now: datetime,
    output: Output,
) -> ExitCode:
    """Upload the channels, start the job, follow it; the job survives this process.

    Raises:
        ConfigurationError: a setting is missing, or SageMaker refuses the job.
        InvalidParameterError: an option cannot be right.
        TrainingJobFailedError: the job ended without a model.
        TrainingJobsUnavailableError: AWS does not answer.
    """
    _check_settings(settings)
    name = training.name or job_name(training.objective, now)
    bucket = f"s3://{settings.training_bucket}/"
    planned = {
        channel: place if _is_uri(place) else bucket for channel, place in training.channels.items()
    }
    jobs.check(job_options(training, settings, name, planned))  # before gigabytes are uploaded
    channels = {
        channel: place if _is_uri(place) else _upload(jobs, name, channel, Path(place), output)
        for channel, place in training.channels.items()
    }
    jobs.start(job_options(training, settings, name, channels))
    output.note(f"Started {name} on {training.instance_count} x {training.instance_type}.")
    if training.follow:
        return follow_remotely(name, jobs=jobs, output=output, out=training.out)
    output.result({"job": name, "status": "InProgress"}, lambda console: _hints(console, name))
    return ExitCode.OK


def follow_remotely(
    name: str, *, jobs: TrainingJobs, output: Output, out: Path | None = None
) -> ExitCode:
    """Show a job's steps and log until it is over. Ctrl-C ends the showing, not the job."""
    state: TrainingUpdate | None = None
    try:
        for state in jobs.follow(name):
            _show(state, output)
    except KeyboardInterrupt:
        output.note(f"\n{name} goes on without you.")
        _hints(output.stderr, name)
        return ExitCode.INTERRUPTED
    if not isinstance(state, TrainingJobState):
        raise RuntimeError(f"Following {name} ended without a state.")
    state.check_completed()
    if out is not None:
        jobs.download_model(state, out)
    document = _document(state) | ({} if out is None else {"out": str(out)})
    output.result(document, lambda console: _print_outcome(console, state, out))
    return ExitCode.OK


def stop_remotely(name: str, *, jobs: TrainingJobs, output: Output) -> ExitCode:
    """Ask a job to write a checkpoint and end."""
    jobs.stop(name)
    state = jobs.describe(name)
    output.result(
        {"job": name, "status": str(state.status)},
        lambda console: console.print(f"{name} is {state.status}.", markup=False),
    )
    return ExitCode.OK


def job_name(objective: str, now: datetime) -> str:
    """A name that no other job has: ``shopguide-encoder-20261122-040000``."""
    return f"shopguide-{objective.replace('_', '-')}-{now:%Y%m%d-%H%M%S}"


def job_options(
    training: RemoteTraining, settings: Settings, name: str, channels: Mapping[str, str]
) -> TrainingJobOptions:
    """Options of the command and settings of the deployment, as one job."""
    place = f"s3://{settings.training_bucket}/training"
    wait_hours = training.max_wait_hours or training.max_hours * WAIT_FACTOR
    return TrainingJobOptions(
        name=name,
        image=settings.training_image,
        role=settings.training_role,
        channels=channels,
        hyperparameters={"objective": training.objective, **training.hyperparameters},
        output_uri=place,
        checkpoint_uri=f"{place}/{training.resume or name}/checkpoints/",
        instance_type=training.instance_type,
        instance_count=training.instance_count,
        volume_gb=training.volume_gb,
        spot=training.spot,
        max_run_seconds=round(training.max_hours * 3600),
        max_wait_seconds=round(wait_hours * 3600),
        kms_key=settings.training_kms_key,
        subnets=_listed(settings.training_subnets),
        security_groups=_listed(settings.training_security_groups),
        network_isolation=training.network_isolation,
        tags={"shopguide:objective": training.objective, **training.tags},
    )


def _check_settings(settings: Settings) -> None:
    for setting in ("training_role", "training_image", "training_bucket"):
        if not getattr(settings, setting):
            variable = variable_name(setting)
            raise ConfigurationError(
                f"{variable} is not set.",
                fix="docs/training-aws.md makes the stack whose outputs hold it.",
                field=variable,
            )


def _is_uri(place: str) -> bool:
    return place.startswith("s3://")


def _upload(jobs: TrainingJobs, job: str, channel: str, folder: Path, output: Output) -> str:
    upload = jobs.upload_channel(
        job, channel, folder, on_file=lambda name: output.note(f"Uploading {name} ...")
    )
    kept = upload.files - upload.sent_files
    output.note(
        f"Channel {channel}: {upload.files} files, {upload.sent_files} sent "
        f"({upload.sent_bytes / 1e6:.1f} MB), {kept} there already."
    )
    return upload.uri


def _show(update: TrainingUpdate, output: Output) -> None:
    if isinstance(update, LogLine):
        output.note(f"{update.host} | {update.text}")
    elif isinstance(update, StatusChange):
        output.note(f"[{update.at:%H:%M:%S}] {update.status}: {update.message}")


def _document(state: TrainingJobState) -> dict[str, Any]:
    return {
        "job": state.name,
        "status": str(state.status),
        "model_uri": state.model_uri,
        "instance_type": state.instance_type,
        "instance_count": state.instance_count,
        "training_seconds": state.training_seconds,
        "billable_seconds": state.billable_seconds,
        "metrics": dict(state.metrics),
    }


def _print_outcome(console: Console, state: TrainingJobState, out: Path | None) -> None:
    paid = state.billable_seconds * state.instance_count
    lines = [
        f"Trained in {state.training_seconds:,} s; paid for {paid:,} s of {state.instance_type}.",
        *(f"{name} {value:g}" for name, value in state.metrics.items()),
        f"Model: {state.model_uri if out is None else out}",
    ]
    for line in lines:
        console.print(line, markup=False)


def _hints(console: Console, name: str) -> None:
    console.print(f"Follow it: shopguide train --follow {name}", markup=False)
    console.print(f"Stop it:   shopguide train --stop {name}", markup=False)


def _listed(setting: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in setting.split(",") if part.strip())
