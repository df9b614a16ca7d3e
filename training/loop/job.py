"""One training process' view of its job."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingInputError


@dataclass(frozen=True, slots=True)
class Job:
    """Where one process of a training job reads and writes, and which one of how many it is.

    Attributes:
        channels: Folders of data by channel name, e.g. ``train`` and ``public``.
        model_dir: What is written here is the job's result. Only the main process writes.
        checkpoint_dir: Whole checkpoints; survives the process.
        output_dir: TensorBoard events and reports.
        hyperparameters: As the caller gave them, all strings.
        rank: Of this process among all, from 0.
        local_rank: Of this process on its machine, from 0; the number of its GPU.
        world_size: Processes of the job on all machines.
    """

    channels: Mapping[str, Path]
    model_dir: Path
    checkpoint_dir: Path
    output_dir: Path
    hyperparameters: Mapping[str, str]
    rank: int = 0
    local_rank: int = 0
    world_size: int = 1

    @property
    def is_main(self) -> bool:
        """Whether this is the process that writes the result; one of the whole job."""
        return self.rank == 0

    def channel(self, name: str) -> Path:
        """The folder of a channel that the objective cannot do without.

        Raises:
            TrainingInputError: The job has no such channel, or its folder is missing or empty.
        """
        fix = f"Give a folder of data: `--channel {name}=DIR`, or an input channel named {name!r}."
        if name not in self.channels:
            known = ", ".join(sorted(self.channels)) or "none"
            raise TrainingInputError(
                f"The job has no channel {name!r}; its channels: {known}.", fix=fix, field=name
            )
        folder = self.channels[name]
        if not folder.is_dir() or not any(folder.iterdir()):
            state = "is empty" if folder.is_dir() else "is not there"
            raise TrainingInputError(
                f"The folder of channel {name!r} {state}: {folder}.", fix=fix, field=name
            )
        return folder
