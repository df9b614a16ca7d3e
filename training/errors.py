"""What a training job can fail with; each has an exit code of its own (docs/training.md).

::

    ShopGuideError
    ├── TrainingInputError         what the job was given cannot be trained on; nothing was trained
    └── TrainingError              training itself failed; the last whole checkpoint is untouched
        └── TrainingStoppedError   a signal stopped it, and a checkpoint of that step was left
"""

from shopguide.domain.errors import ShopGuideError


class TrainingInputError(ShopGuideError):
    """A channel, a hyperparameter, base weights or a checkpoint does not fit; `field` names it."""

    code = "training_input_invalid"


class TrainingError(ShopGuideError):
    """Training could not go on: the loss is not a number, memory ran out, a process was killed."""

    code = "training_failed"


class TrainingStoppedError(TrainingError):
    """A signal stopped the job (a spot interruption, a stop request, Ctrl-C).

    Args:
        message: What was stopped, and at which step.
        signal_number: The signal, e.g. 15; the exit status is 128 more.
        fix: How to go on.
    """

    code = "training_stopped"

    def __init__(self, message: str, *, signal_number: int, fix: str = "") -> None:
        super().__init__(message, fix=fix)
        self.signal_number = signal_number


def gpu_memory_error(batch_size: int | None = None) -> TrainingError:
    """The GPU's memory was too small for a step, at this batch size where it is known."""
    size = "" if batch_size is None else f" with batch_size={batch_size}"
    return TrainingError(
        f"The GPU ran out of memory{size}.",
        fix="Halve batch_size and double accumulation, set activation_checkpointing=true, or take "
        "an instance with more GPU memory.",
    )
