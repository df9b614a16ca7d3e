"""Port: training jobs on machines that are rented for them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeAlias

from shopguide.domain.training_job import (
    ChannelUpload,
    LogLine,
    StatusChange,
    TrainingJobOptions,
    TrainingJobState,
)

TrainingUpdate: TypeAlias = StatusChange | LogLine | TrainingJobState


class TrainingJobs(Protocol):
    """Starts jobs and tells how they go; a job goes on whether anybody follows it or not.

    Every method raises `TrainingJobsUnavailableError` when the service does not answer, and those
    that take a job's name `TrainingJobNotFoundError` where there is none.
    """

    def check(self, options: TrainingJobOptions) -> None:
        """`InvalidParameterError` for an option that cannot be right; asks nobody."""

    def upload_channel(
        self, job: str, channel: str, folder: Path, *, on_file: Callable[[str], None] | None = None
    ) -> ChannelUpload:
        """Copy a folder to where job `job` will read it; bytes that are there already stay.

        `on_file` is told each file that is sent. `InvalidParameterError` for an empty folder.
        """

    def start(self, options: TrainingJobOptions) -> None:
        """Begin a job.

        Raises:
            InvalidParameterError: an option cannot be right; `field` names it.
            ConfigurationError: the service refuses it: role, image, quota.
        """

    def describe(self, name: str) -> TrainingJobState:
        """How a job stands."""

    def follow(self, name: str) -> Iterator[TrainingUpdate]:
        """Its steps and every line of its log as they come, each once; last its final state."""

    def stop(self, name: str) -> None:
        """Ask a job to write a checkpoint and end; one that is over already stays as it is."""

    def download_model(self, state: TrainingJobState, folder: Path) -> None:
        """Unpack the model of a finished job into `folder`, which is made, or is empty."""

    def close(self) -> None:
        """Let go of connections."""
