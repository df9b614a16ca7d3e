"""`shopguide train`: train a model on the shop's own data, here or on SageMaker."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from infra.local.commands import train_options as options
from infra.local.commands.options import AsJson
from infra.local.local_training import begin_training, go_on_training
from infra.local.output import CommandError, ExitCode, Output, usage_problem
from infra.local.sagemaker_training import (
    RemoteTraining,
    follow_remotely,
    stop_remotely,
    train_remotely,
)
from infra.local.training_folder import TrainingFolder, new_folder
from shopguide.bootstrap import Container
from shopguide.config import read_settings


def train(  # noqa: PLR0913 - a parameter an option, as typer reads them
    objective: options.Objective = None,
    *,
    data: options.Data = None,
    channel: options.Channels = None,
    values: options.Values = None,
    size: options.Size = None,
    out: options.Out = None,
    resume: options.Resume = None,
    local: options.Local = False,
    processes: options.Processes = None,
    sagemaker: options.SageMaker = False,
    follow: options.Follow = None,
    stop: options.Stop = None,
    detach: options.Detach = False,
    name: options.Name = "",
    instance_type: options.InstanceType = "ml.g5.xlarge",
    instance_count: options.InstanceCount = 1,
    volume_gb: options.VolumeGb = 50,
    on_demand: options.OnDemand = False,
    max_hours: options.MaxHours = 4.0,
    max_wait_hours: options.MaxWaitHours = None,
    network_isolation: options.NetworkIsolation = False,
    tag: options.Tags = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Train a model on the shop's own data, on this machine or on rented ones."""
    output = Output(as_json)
    if local and sagemaker:
        raise _usage("--local and --sagemaker exclude each other.", "Use one of them.")
    if follow or stop:
        return _look_after(follow, stop, out, output)
    channels = _pairs("--channel", channel or ()) | ({"train": data} if data else {})
    hyperparameters = ({"size": size} if size else {}) | _pairs("--set", values or ())
    if resume and not sagemaker:
        if channels or hyperparameters or out:
            fix = f"Use --resume {resume} without data, settings and --out."
            raise _usage("A resumed job keeps its data and settings.", fix)
        return go_on_training(
            Path(resume), objective=objective, processes=processes or 0, output=output
        )
    if objective is None:
        raise _usage("No objective is given.", "Name one, e.g. shopguide train encoder --data DIR.")
    if not channels:
        raise _usage("There is nothing to train on.", "Give --data DIR, or --channel NAME=DIR.")
    if not sagemaker:
        return begin_training(
            TrainingFolder(out) if out else new_folder(objective),
            channels=channels,
            hyperparameters={"objective": objective, **hyperparameters},
            processes=processes or 0,
            output=output,
        )
    training = RemoteTraining(
        objective=objective,
        channels=channels,
        hyperparameters=hyperparameters,
        out=out,
        name=name,
        instance_type=instance_type,
        instance_count=instance_count,
        volume_gb=volume_gb,
        spot=not on_demand,
        max_hours=max_hours,
        max_wait_hours=max_wait_hours,
        resume=resume or "",
        network_isolation=network_isolation,
        tags=_pairs("--tag", tag or ()),
        follow=not detach,
    )
    return _train_on_sagemaker(training, output)


def _train_on_sagemaker(training: RemoteTraining, output: Output) -> ExitCode:
    settings = read_settings()
    with closing(Container(settings)) as here:
        return train_remotely(
            training,
            settings=settings,
            jobs=here.training_jobs,
            now=here.clock.now(),
            output=output,
        )


def _look_after(follow: str | None, stop: str | None, out: Path | None, output: Output) -> ExitCode:
    """Of jobs that run on rented machines already."""
    with closing(Container(read_settings())) as here:
        if stop:
            return stop_remotely(stop, jobs=here.training_jobs, output=output)
        return follow_remotely(follow or "", jobs=here.training_jobs, output=output, out=out)


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
