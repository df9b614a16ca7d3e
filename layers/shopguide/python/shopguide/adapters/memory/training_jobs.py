"""Training jobs in memory: each does at once what its script says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from shopguide.domain.errors import (
    InvalidParameterError,
    TrainingJobNotFoundError,
)
from shopguide.domain.training_job import (
    ChannelUpload,
    TrainingJobOptions,
    TrainingJobState,
    TrainingJobStatus,
)
from shopguide.ports.training_jobs import TrainingUpdate


class InMemoryTrainingJobs:
    """Jobs that follow a script.

    Args:
        script: What following any job tells, its final state included.
        model: Files of the model that a completed job leaves, by name.
    """

    def __init__(
        self, script: Sequence[TrainingUpdate] = (), model: Mapping[str, bytes] | None = None
    ) -> None:
        self._script = script
        self._model = model or {}
        self.started: dict[str, TrainingJobOptions] = {}
        self.stopped: list[str] = []
        self.channels: dict[str, tuple[str, ...]] = {}

    def check(self, options: TrainingJobOptions) -> None:
        """Every job has a name."""
        if not options.name:
            raise InvalidParameterError("name is ''.", field="name")

    def upload_channel(
        self, job: str, channel: str, folder: Path, *, on_file: Callable[[str], None] | None = None
    ) -> ChannelUpload:
        """Remember the names of the files."""
        files = tuple(path.name for path in sorted(folder.rglob("*")) if path.is_file())
        if not files:
            raise InvalidParameterError(f"The folder {folder} is empty.", field=channel)
        for name in files:
            if on_file is not None:
                on_file(name)
        uri = f"s3://memory/training/{job}/input/{channel}/"
        self.channels[uri] = files
        return ChannelUpload(uri, len(files), len(files), 0)

    def start(self, options: TrainingJobOptions) -> None:
        """Begin a job."""
        self.started[options.name] = options

    def describe(self, name: str) -> TrainingJobState:
        """The script's last state."""
        self._find(name)
        states = [update for update in self._script if isinstance(update, TrainingJobState)]
        return (
            states[-1]
            if states
            else TrainingJobState(name=name, status=TrainingJobStatus.COMPLETED)
        )

    def follow(self, name: str) -> Iterator[TrainingUpdate]:
        """The script."""
        self._find(name)
        yield from self._script

    def stop(self, name: str) -> None:
        """Remember that it was asked."""
        self._find(name)
        self.stopped.append(name)

    def download_model(self, state: TrainingJobState, folder: Path) -> None:
        """Write the model's files."""
        state.check_completed()
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self._model.items():
            (folder / name).write_bytes(content)

    def close(self) -> None:
        """Nothing is held."""

    def _find(self, name: str) -> None:
        if name not in self.started:
            raise TrainingJobNotFoundError(f"There is no training job {name!r}.", field="name")
