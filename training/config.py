"""The environment of a training process: this module alone reads it, and sets it for processes that
it starts. docs/training.md lists every variable.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingInputError

_CHANNEL = "SM_CHANNEL_"


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says; SageMaker's toolkit sets ``SM_*``, torchrun sets the ranks.

    Attributes:
        channels: ``SM_CHANNEL_<NAME>``: folders by channel name in lower case.
        model_dir: ``SM_MODEL_DIR``.
        output_dir: ``SM_OUTPUT_DATA_DIR``.
        rank: ``RANK``.
        local_rank: ``LOCAL_RANK``.
        world_size: ``WORLD_SIZE``.
    """

    channels: Mapping[str, Path]
    model_dir: Path | None = None
    output_dir: Path | None = None
    rank: int = 0
    local_rank: int = 0
    world_size: int = 1


def read_environment() -> Environment:
    """Read it once, at the start of a process.

    Raises:
        TrainingInputError: A rank is not a number; `field` names the variable.
    """
    environment = os.environ  # noqa: TID251
    return Environment(
        channels={
            name.removeprefix(_CHANNEL).lower(): Path(folder)
            for name, folder in environment.items()
            if name.startswith(_CHANNEL) and folder
        },
        model_dir=_path(environment.get("SM_MODEL_DIR", "")),
        output_dir=_path(environment.get("SM_OUTPUT_DATA_DIR", "")),
        rank=_number(environment, "RANK", 0),
        local_rank=_number(environment, "LOCAL_RANK", 0),
        world_size=_number(environment, "WORLD_SIZE", 1),
    )


def set_defaults(variables: Mapping[str, str]) -> None:
    """Set variables for this process and those it starts, where nobody has set them."""
    for name, value in variables.items():
        os.environ.setdefault(name, value)  # noqa: TID251


def _path(text: str) -> Path | None:
    return Path(text) if text else None


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, "")
    try:
        return int(text) if text else default
    except ValueError:
        raise TrainingInputError(
            f"The environment variable {name} is {text!r}.", fix="It must be a number.", field=name
        ) from None
