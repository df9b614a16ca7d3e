import errno
from pathlib import Path

import pytest

from shopguide.domain.errors import BundleCorruptError, ObjectsUnavailableError
from training.errors import TrainingError, TrainingInputError, TrainingStoppedError
from training.job.failure import SHOWN, exit_code_of, explain, write_failure


class OutOfMemoryError(RuntimeError):
    """Named as torch's."""


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (TrainingInputError("The channel is empty.", fix="Fill it."), 2, "empty. Fill it."),
        (BundleCorruptError("The base has another licence."), 2, "another licence"),
        (TrainingError("The loss became nan."), 1, "became nan"),
        (TrainingStoppedError("Stopped.", signal_number=15), 143, "Stopped"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (ObjectsUnavailableError("S3 does not answer."), 1, "does not answer"),
        (OutOfMemoryError("CUDA out of memory."), 1, "GPU ran out of memory. Halve batch_size"),
        (MemoryError(), 1, "machine ran out of memory"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "No room is left"),
        (RuntimeError("[gloo] Connection closed by peer [::1]:1"), 1, "Another process"),
        (KeyError("title"), 1, "failed with KeyError: 'title'"),
    ],
)
def test_every_error_has_a_sentence_a_fix_and_an_exit_code(
    error: BaseException, code: int, said: str
) -> None:
    told = explain(error)
    assert said in str(told)
    assert exit_code_of(told) == code


def test_reason_stands_before_the_traceback_within_what_sagemaker_shows(tmp_path: Path) -> None:
    error = TrainingInputError("The column price holds words.\n" * 100, fix="Write numbers.")
    write_failure(tmp_path / "output" / "failure", error)
    first, empty, trace = (tmp_path / "output" / "failure").read_text("utf-8").split("\n", 2)
    assert first.startswith("The column price holds words. The column")
    assert len(first) < SHOWN
    assert empty == ""
    assert "TrainingInputError" in trace


def test_first_failure_is_the_one_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "failure"
    write_failure(path, TrainingError("The loss became nan."))
    write_failure(path, TrainingError("Another process of this job is gone."))
    assert path.read_text("utf-8").startswith("The loss became nan.")
    write_failure(path, TrainingError("Process 1 was killed."), replace=True)
    assert path.read_text("utf-8").startswith("Process 1 was killed.")
