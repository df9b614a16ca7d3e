"""Following a job tells everything once, and outlives bad answers."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from shopguide.adapters.sagemaker.following import (
    BAD_ANSWERS,
    FIRST_SECONDS,
    JITTER,
    LONGEST_SECONDS,
    Pauses,
    follow,
)
from shopguide.domain.errors import TrainingJobsUnavailableError
from shopguide.domain.training_job import (
    LogLine,
    StatusChange,
    TrainingJobState,
    TrainingJobStatus,
)
from shopguide.ports.training_jobs import TrainingUpdate

T = TypeVar("T")

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STARTING = StatusChange("Starting", "Preparing the instances for training", NOON)
TRAINING = StatusChange("Training", "Training image download completed.", NOON)
UNAVAILABLE = TrainingJobsUnavailableError("SageMaker does not answer.")


def running(*changes: StatusChange) -> TrainingJobState:
    return TrainingJobState(name="j", status=TrainingJobStatus.IN_PROGRESS, changes=changes)


def over(*changes: StatusChange) -> TrainingJobState:
    return TrainingJobState(name="j", status=TrainingJobStatus.COMPLETED, changes=changes)


def line(text: str) -> LogLine:
    return LogLine("algo-1", text, NOON)


def played(answers: Sequence[T | Exception]) -> Callable[[], T]:
    """Answers one after the other, then the last one for ever."""
    left = list(answers)

    def play() -> T:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return play


def told(
    states: Sequence[TrainingJobState | Exception], lines: Sequence[list[LogLine] | Exception]
) -> tuple[list[TrainingUpdate], list[float]]:
    """What a follower hears, and how long it waited in between."""
    pauses: list[float] = []
    return list(follow(played(states), played(lines), wait=pauses.append)), pauses


def test_each_step_and_line_is_told_once_and_the_end_last() -> None:
    states = [running(STARTING), running(STARTING), running(STARTING, TRAINING)]
    end = over(STARTING, TRAINING)
    updates, _ = told([*states, end], [[], [line("a")], [line("b"), line("c")], []])
    assert updates == [STARTING, line("a"), TRAINING, line("b"), line("c"), end]


def test_a_step_whose_message_changes_is_told_again() -> None:
    pulling = StatusChange("Downloading", "Downloading the training image", NOON)
    reading = StatusChange("Downloading", "Downloading input data", NOON)
    updates, _ = told([running(pulling), over(reading)], [[]])
    assert updates[:2] == [pulling, reading]


def test_lines_that_come_after_the_end_are_still_told() -> None:
    updates, _ = told([over()], [[], [line("late")], []])
    assert updates == [line("late"), over()]


def test_bad_answers_are_waited_out_and_nothing_is_lost() -> None:
    states = [running(STARTING), UNAVAILABLE, UNAVAILABLE, over(STARTING)]
    updates, pauses = told(states, [UNAVAILABLE, [line("a")], []])
    assert updates == [STARTING, line("a"), over(STARTING)]
    assert len(pauses) >= 3


def test_a_service_that_stays_away_ends_the_following_in_bounded_time() -> None:
    pauses: list[float] = []
    with pytest.raises(TrainingJobsUnavailableError):
        list(follow(played([UNAVAILABLE]), played([[]]), wait=pauses.append))
    assert len(pauses) == BAD_ANSWERS - 1
    assert sum(pauses) < BAD_ANSWERS * LONGEST_SECONDS * (1 + JITTER)


def test_quiet_jobs_are_asked_ever_more_rarely_up_to_a_bound() -> None:
    pauses = Pauses()
    quiet = [pauses.next(news=False) for _ in range(20)]
    assert quiet[0] < quiet[5]
    assert max(quiet) <= LONGEST_SECONDS * (1 + JITTER)
    assert len(set(quiet[-5:])) == 5  # no two followers ask in step
    assert pauses.next(news=True) <= FIRST_SECONDS * (1 + JITTER)
