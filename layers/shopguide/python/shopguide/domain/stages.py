"""The steps that a request or a batch goes through, timed where somebody wants to know.

A capability says `with stage("rerank"):` around a step, and `happened("degraded")` where something
came about that operators count. The boundary collects both with `collect_stages()` and makes
metrics and traces of them. Where nobody collects, a stage costs a fraction of a microsecond.

A name is one word of snake_case, made up in code and never from data: it becomes the name of a
metric's dimension and is shown to anyone in a `Server-Timing` header.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Protocol

MAX_STAGES: Final = 1_000
"""How many steps one collection keeps; those after are counted in `Course.dropped`."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step that has ended.

    Attributes:
        name: Its name, `rerank`.
        started_ms: Milliseconds from the start of the collection to the start of the step.
        milliseconds: How long the step took, what is nested in it included.
        inside: Names of the steps around it, the outermost first.
        failed: Whether it was left by an exception.
    """

    name: str
    started_ms: float
    milliseconds: float
    inside: tuple[str, ...] = ()
    failed: bool = False


@dataclass(slots=True)
class Course:
    """What one collection has seen.

    Attributes:
        stages: The steps in the order in which they ended.
        occurrences: How often each thing happened that `happened` was told of.
        dropped: Steps that were not kept because there were more than `MAX_STAGES`.
        started_at: Start of the collection, seconds since 1970.
    """

    stages: list[Stage] = field(default_factory=list)
    occurrences: Counter[str] = field(default_factory=Counter)
    dropped: int = 0
    started_at: float = field(default_factory=time.time)
    started: float = field(default_factory=time.perf_counter)

    def totals(self) -> dict[str, float]:
        """Milliseconds by name, in the order of first ends; nested repeats counted once."""
        found: dict[str, float] = {}
        for each in self.stages:
            if each.name not in each.inside:
                found[each.name] = found.get(each.name, 0.0) + each.milliseconds
        return found

    def add(self, each: Stage) -> None:
        """Keep one more step, or count it as dropped."""
        if len(self.stages) < MAX_STAGES:
            self.stages.append(each)
        else:
            self.dropped += 1


class Timed(Protocol):
    """What `stage` returns: a context manager that lets every exception pass."""

    def __enter__(self) -> None:
        """Start the step."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the step."""


class _Unheard:
    """A step that nobody asked about."""

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass


class _Heard:
    """A step that is timed into a course."""

    __slots__ = ("_course", "_inside", "_name", "_started")

    def __init__(self, name: str, course: Course) -> None:
        self._name = name
        self._course = course

    def __enter__(self) -> None:
        self._inside = _around.get()
        _around.set((*self._inside, self._name))
        self._started = time.perf_counter()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        ended = time.perf_counter()
        # Set, not reset: a streamed body is made piece by piece, each in a copy of the context.
        _around.set(self._inside)
        self._course.add(
            Stage(
                self._name,
                started_ms=(self._started - self._course.started) * 1000,
                milliseconds=(ended - self._started) * 1000,
                inside=self._inside,
                failed=kind is not None and not issubclass(kind, GeneratorExit),
            )
        )


_UNHEARD: Final = _Unheard()
_course: ContextVar[Course | None] = ContextVar("course", default=None)
_around: ContextVar[tuple[str, ...]] = ContextVar("around", default=())


def stage(name: str) -> Timed:
    """A context manager around the step called `name`."""
    course = _course.get()
    return _UNHEARD if course is None else _Heard(name, course)


def happened(what: str, times: int = 1) -> None:
    """Say that something came about that operators count, `degraded` for one."""
    course = _course.get()
    if course is not None:
        course.occurrences[what] += times


@contextmanager
def collect_stages() -> Iterator[Course]:
    """Collect the steps of everything that runs inside, in threads given a copy of the context too.

    A collection inside another one keeps its steps to itself.
    """
    course = Course()
    outer, around = _course.get(), _around.get()
    _course.set(course)
    _around.set(())
    try:
        yield course
    finally:
        _course.set(outer)
        _around.set(around)
