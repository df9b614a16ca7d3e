"""Following a job: ask again and again, tell what is new, never give up on one bad answer."""

import random
import time
from collections.abc import Callable, Iterator, Sequence

from shopguide.domain.errors import TrainingJobsUnavailableError
from shopguide.domain.training_job import LogLine, StatusChange, TrainingJobState
from shopguide.ports.training_jobs import TrainingUpdate

FIRST_SECONDS = 2.0
LONGEST_SECONDS = 20.0
GROWTH = 1.5
JITTER = 0.2

BAD_ANSWERS = 10
"""So many in a row, each after botocore's own attempts, and following ends."""

QUIET_ANSWERS = 3
"""So many without a new line after a job's end: CloudWatch delivers the last ones late."""


class Pauses:
    """How long to wait: short while there is news, half as long again each time there is none."""

    def __init__(self) -> None:
        self._seconds = FIRST_SECONDS

    def next(self, *, news: bool) -> float:
        """Seconds until the next question; with jitter, so that many followers do not chime."""
        self._seconds = FIRST_SECONDS if news else min(LONGEST_SECONDS, self._seconds * GROWTH)
        return self._seconds * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret


def follow(
    describe: Callable[[], TrainingJobState],
    read_lines: Callable[[], Sequence[LogLine]],
    *,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[TrainingUpdate]:
    """Every step and line once, then the final state.

    Args:
        describe: How the job stands now.
        read_lines: Lines since the last call; may raise and be called again, and loses none then.
        wait: Sleeps for some seconds.

    Raises:
        TrainingJobsUnavailableError: the service did not answer `BAD_ANSWERS` times in a row.
    """
    pauses = Pauses()
    told: set[StatusChange] = set()
    bad = quiet = 0
    while quiet < QUIET_ANSWERS:
        try:
            state = describe()
            changes = [change for change in state.changes if change not in told]
            yield from changes
            told.update(changes)
            lines = read_lines()
        except TrainingJobsUnavailableError:
            bad += 1
            if bad == BAD_ANSWERS:
                raise
            wait(pauses.next(news=False))
            continue
        bad = 0
        yield from lines
        quiet = quiet + 1 if state.is_over and not lines else 0
        if quiet < QUIET_ANSWERS:
            wait(pauses.next(news=bool(lines or changes) or state.is_over))
    yield state
