"""Why a job failed: its exit code, and a file whose beginning SageMaker shows as FailureReason."""

import traceback
from pathlib import Path

from shopguide.domain.errors import (
    BundleError,
    ConfigurationError,
    InvalidInputError,
    ShopGuideError,
    means_full_disk,
)
from training.errors import (
    TrainingError,
    TrainingInputError,
    TrainingStoppedError,
    gpu_memory_error,
)

FAILED = 1
INPUT_WRONG = 2
SIGNALLED = 128
"""A job that a signal stopped exits with this plus the signal's number, as shells have it."""

SHOWN = 1024
"""Characters of the file that SageMaker shows."""

_INPUT = (TrainingInputError, InvalidInputError, ConfigurationError, BundleError)

_TRACEBACK = 20_000


def explain(error: BaseException) -> ShopGuideError:
    """`error` as one of ours, so that it has a sentence and a fix."""
    if isinstance(error, ShopGuideError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return TrainingStoppedError("Training was interrupted.", signal_number=2)
    name, detail = type(error).__name__, str(error).strip().split("\n")[0]
    if name == "OutOfMemoryError":  # torch's, not imported to say so
        return gpu_memory_error()
    if isinstance(error, OSError) and means_full_disk(error):
        return TrainingError("No room is left on the disk.", fix="Give the job a larger volume.")
    return _explain_other(name, detail)


def _explain_other(name: str, detail: str) -> TrainingError:
    if name == "MemoryError":
        return TrainingError(
            "The machine ran out of memory.", fix="Lower batch_size, or take a larger machine."
        )
    if _is_lost_peer(name, detail):
        return TrainingError(
            f"Another process of this job is gone: {detail[:200]}",
            fix="Its own failure tells why; the job can be started again with its checkpoints.",
        )
    return TrainingError(
        f"Training failed with {name}: {detail[:400]}",
        fix="The traceback below and the log say where; the last whole checkpoint is untouched.",
    )


def exit_code_of(error: ShopGuideError) -> int:
    """The status with which a process ends after `error`."""
    if isinstance(error, TrainingStoppedError):
        return SIGNALLED + error.signal_number
    return INPUT_WRONG if isinstance(error, _INPUT) else FAILED


def write_failure(
    path: Path, error: ShopGuideError, cause: BaseException | None = None, *, replace: bool = False
) -> None:
    """Write the reason in a line, then the traceback of its cause; the first process to fail wins.

    Args:
        path: The file ``failure``.
        error: What is told.
        cause: What was raised, where that is another error.
        replace: Overwrite what a process wrote that failed because of this one.
    """
    trace = "".join(traceback.format_exception(cause or error))[-_TRACEBACK:]
    reason = str(error).replace("\n", " ")[: SHOWN - 1]
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("w" if replace else "x", encoding="utf-8") as file:
            file.write(f"{reason}\n\n{trace}")
    except FileExistsError:
        return


def _is_lost_peer(name: str, detail: str) -> bool:
    if name in ("DistBackendError", "DistNetworkError", "DistStoreError"):
        return True
    return name == "RuntimeError" and any(
        sign in detail for sign in ("Connection closed by peer", "Connection reset by peer")
    )
