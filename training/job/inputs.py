"""Reads what the caller asked for: hyperparameters, channels, hosts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.errors import TrainingInputError
from training.job.layout import Layout


@dataclass(frozen=True, slots=True)
class Hosts:
    """The machines of a job, the same list on each.

    Attributes:
        names: In an order that is the same everywhere; the first one is where they meet.
        current: This machine.
        interface: Network interface between them; empty: any.
    """

    names: Sequence[str] = ("localhost",)
    current: str = "localhost"
    interface: str = ""

    @property
    def place(self) -> int:
        """This machine's place among them, from 0."""
        return self.names.index(self.current)


def read_hyperparameters(layout: Layout) -> dict[str, str]:
    """Names and values, all strings.

    SageMaker's own Python SDK encodes each value as JSON once more and adds names of its own that
    begin with ``sagemaker_``: the former is undone, the latter are left out.
    """
    document = _read_object(layout.config_dir / "hyperparameters.json")
    return {
        name: _as_text(value)
        for name, value in document.items()
        if not name.startswith("sagemaker_")
    }


def read_channels(layout: Layout) -> dict[str, Path]:
    """Folder by channel: those of the request, those that lie there, those that lie elsewhere.

    Raises:
        TrainingInputError: A channel is a pipe, or each host would see only a part of it.
    """
    path = layout.config_dir / "inputdataconfig.json"
    asked = _read_object(path)
    several = len(read_hosts(layout).names) > 1
    for name, channel in asked.items():
        if not isinstance(channel, Mapping):
            raise _malformed(path, f"channel {name!r} is not an object")
        _require_folder(name, channel)
        if several:
            _require_replicated(name, channel)
    lying = layout.data_dir.iterdir() if layout.data_dir.is_dir() else ()
    names = {*asked, *(path.name for path in lying if path.is_dir())}
    return {name: layout.data_dir / name for name in sorted(names)} | dict(layout.channels)


def read_hosts(layout: Layout) -> Hosts:
    """The job's machines; without ``resourceconfig.json`` this one alone."""
    path = layout.config_dir / "resourceconfig.json"
    document = _read_object(path)
    if not document:
        return Hosts()
    names, current = document.get("hosts"), document.get("current_host")
    if not isinstance(names, list) or current not in names:
        raise _malformed(path, "current_host is not one of hosts")
    return Hosts(sorted(names), str(current), str(document.get("network_interface_name") or ""))


def _require_folder(name: str, channel: Mapping[str, Any]) -> None:
    mode = channel.get("TrainingInputMode", "File")
    if mode == "Pipe":
        raise TrainingInputError(
            f"Channel {name!r} is a pipe.",
            fix="Set its input mode to File or FastFile.",
            field=name,
        )


def _require_replicated(name: str, channel: Mapping[str, Any]) -> None:
    if channel.get("S3DistributionType", "FullyReplicated") != "FullyReplicated":
        raise TrainingInputError(
            f"Each machine sees only a part of channel {name!r}.",
            fix="Set its S3DataDistributionType to FullyReplicated: the loop itself divides the "
            "examples among all processes.",
            field=name,
        )


def _read_object(path: Path) -> dict[str, Any]:
    """A JSON object; empty where there is no such file."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _malformed(path, str(error)) from error
    if not isinstance(document, dict):
        raise _malformed(path, "it is not an object")
    return document


def _as_text(value: object) -> str:
    """`value` as the command line would give it; a string of JSON text is what it quotes."""
    if not isinstance(value, str):
        return json.dumps(value)
    if len(value) >= 2 and value[0] == value[-1] == '"':
        try:
            return str(json.loads(value))
        except ValueError:
            return value
    return value


def _malformed(path: Path, what: str) -> TrainingInputError:
    return TrainingInputError(
        f"{path} cannot be read: {what}.",
        fix="It is written by SageMaker, or by `shopguide train --local`.",
        field=path.name,
    )
