"""The work folder of a training job on this machine: what SageMaker has under /opt/ml.

::

    shopguide-training/encoder-20260101-120000/
    ├── input/config/{hyperparameters,inputdataconfig}.json
    ├── input/data/<channel>            a link to the data, which is not copied
    ├── checkpoints/  model/
    └── output/{data/fit.json,failure}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shopguide.domain.bundle import MANIFEST_NAME
from shopguide.domain.errors import InvalidParameterError

DEFAULT_PARENT = Path("shopguide-training")


@dataclass(frozen=True, slots=True)
class TrainingFolder:
    """One job's folder; `root` stands for /opt/ml."""

    root: Path

    @property
    def model(self) -> Path:
        """What the job made."""
        return self.root / "model"

    @property
    def hyperparameters(self) -> dict[str, str]:
        """What the job was asked for; empty where the folder holds no job."""
        return {str(name): str(value) for name, value in _read(self._hyperparameters).items()}

    @property
    def report(self) -> dict[str, Any]:
        """What the loop measured: steps, first and last loss, tokens a second."""
        return _read(self.root / "output" / "data" / "fit.json")

    @property
    def metrics(self) -> dict[str, Any]:
        """What the objective measured."""
        return _read(self.model / "metrics.json")

    @property
    def failure(self) -> str:
        """Why the job failed, in a line; empty where it did not say."""
        try:
            text = (self.root / "output" / "failure").read_text("utf-8")
        except OSError:
            return ""
        return text.partition("\n")[0]

    @property
    def checkpoints(self) -> list[Path]:
        """What a job can be resumed from."""
        return sorted((self.root / "checkpoints").glob("checkpoint-*"))

    @property
    def adapters(self) -> Mapping[Path, str]:
        """Folders with what a bundle can be built from -> kind and name of that bundle."""
        cards = {path.parent: _read(path) for path in sorted(self.model.rglob("adapter.json"))}
        return {folder: f"{card.get('kind')}/{card.get('name')}" for folder, card in cards.items()}

    @property
    def added_to_signals(self) -> list[Path]:
        """Files that belong into the signals: those of a click model."""
        return sorted(path for path in self.model.glob("clicks.*"))

    @property
    def has_bundle(self) -> bool:
        """Whether what was trained is a bundle already, and needs no building."""
        return (self.model / MANIFEST_NAME).is_file()

    @property
    def _hyperparameters(self) -> Path:
        return self.root / "input" / "config" / "hyperparameters.json"

    def lay_out(self, hyperparameters: Mapping[str, str], channels: Mapping[str, Path]) -> None:
        """Make the folder of a new job.

        Raises:
            InvalidParameterError: The folder is in use, or a channel is no folder.
        """
        if self.root.exists() and any(self.root.iterdir()):
            raise InvalidParameterError(
                f"The folder {self.root} is not empty.",
                fix="Name a new one, or go on with its job: --resume FOLDER.",
                field="out",
            )
        for name, folder in channels.items():
            _require_folder(name, folder)
        data = self.root / "input" / "data"
        for folder in (self._hyperparameters.parent, data):
            folder.mkdir(parents=True, exist_ok=True)
        for name, folder in channels.items():
            (data / name).symlink_to(folder.resolve(), target_is_directory=True)
        asked = {name: {"TrainingInputMode": "File"} for name in channels}
        _write(self._hyperparameters, hyperparameters)
        _write(self._hyperparameters.with_name("inputdataconfig.json"), asked)


def new_folder(objective: str) -> TrainingFolder:
    """A folder named by objective and time, below the current one."""
    name = f"{objective}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    return TrainingFolder(DEFAULT_PARENT / name)


def _require_folder(channel: str, folder: Path) -> None:
    if not folder.is_dir():
        option = "--data" if channel == "train" else "--channel"
        raise InvalidParameterError(
            f"There is no folder {folder}.", fix=f"Check {option}.", field=option.lstrip("-")
        )


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}


def _write(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
