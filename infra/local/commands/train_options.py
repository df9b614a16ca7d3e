"""Options of `shopguide train`, as typer reads them."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

_REMOTE = "With --sagemaker"

Objective: TypeAlias = Annotated[
    str | None,
    typer.Argument(
        help="encoder, reranker, generator, masked_language_model, rating or pseudo_queries.",
        metavar="OBJECTIVE",
    ),
]
Data: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--data",
        help="The shop's own files, channel train; s3://… with --sagemaker.",
        metavar="DIR",
    ),
]
Channels: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--channel", help="A further folder of data; repeatable.", metavar="NAME=DIR"),
]
Values: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--set", help="A hyperparameter; repeatable.", metavar="NAME=VALUE"),
]
Size: TypeAlias = Annotated[
    str | None,
    typer.Option("--size", help="small: under a minute on a laptop.", metavar="small|full"),
]
Out: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Work folder, default ./shopguide-training/OBJECTIVE-TIME; with --sagemaker the"
        " folder that the model is unpacked into.",
        file_okay=False,
        metavar="DIR",
    ),
]
Resume: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--resume",
        help="Go on with the job of this work folder; with --sagemaker from the checkpoints of"
        " this job.",
        metavar="FOLDER|NAME",
    ),
]
Local: TypeAlias = Annotated[bool, typer.Option("--local", help="On this machine: the default.")]
Processes: TypeAlias = Annotated[
    int | None,
    typer.Option("--processes", help="To train with here; default one for each GPU.", min=1),
]
SageMaker: TypeAlias = Annotated[
    bool, typer.Option("--sagemaker", help="On machines rented from AWS.")
]
Follow: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--follow", help="Show a job until it is over.", metavar="NAME", rich_help_panel=_REMOTE
    ),
]
Stop: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--stop",
        help="Ask a job to write a checkpoint and end.",
        metavar="NAME",
        rich_help_panel=_REMOTE,
    ),
]
Detach: TypeAlias = Annotated[
    bool,
    typer.Option("--detach", help="Return once it has started.", rich_help_panel=_REMOTE),
]
Name: TypeAlias = Annotated[
    str, typer.Option("--name", help="Of the job.", metavar="NAME", rich_help_panel=_REMOTE)
]
InstanceType: TypeAlias = Annotated[
    str, typer.Option("--instance-type", help="Machine.", rich_help_panel=_REMOTE)
]
InstanceCount: TypeAlias = Annotated[
    int,
    typer.Option("--instance-count", help="Machines.", min=1, rich_help_panel=_REMOTE),
]
VolumeGb: TypeAlias = Annotated[
    int, typer.Option("--volume-gb", help="Disk of each.", min=1, rich_help_panel=_REMOTE)
]
OnDemand: TypeAlias = Annotated[
    bool,
    typer.Option("--on-demand", help="No spot capacity.", rich_help_panel=_REMOTE),
]
MaxHours: TypeAlias = Annotated[
    float,
    typer.Option("--max-hours", help="Longest training time.", rich_help_panel=_REMOTE),
]
MaxWaitHours: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--max-wait-hours",
        help="With the wait for spot capacity; default twice that.",
        rich_help_panel=_REMOTE,
    ),
]
NetworkIsolation: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--network-isolation",
        help="No network for the container; base weights then come from a channel base.",
        rich_help_panel=_REMOTE,
    ),
]
Tags: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--tag", help="Repeatable.", metavar="NAME=VALUE", rich_help_panel=_REMOTE),
]
