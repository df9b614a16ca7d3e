"""Measures a case: cold containers one after the other, each with some requests."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.benchmarks.on_lambda.cases import Case
from tests.benchmarks.on_lambda.emulator import ContainerDiedError, start_container
from tests.benchmarks.on_lambda.packages import Package
from training.evaluate.metrics import percentile


@dataclass(frozen=True, slots=True)
class Round:
    """One container, from nothing to its last answer; all times in milliseconds."""

    init: float
    first: float
    cold_cpu: float
    warm: tuple[float, ...]
    resident_mb: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rounds of one case at one size came to.

    Attributes:
        case: Its name.
        function: Logical id of its function.
        memory_mb: Of the function.
        died: Why there are no figures, else empty.
        init: Milliseconds until the handler was there, in the round with the fastest cold start.
        first: Milliseconds of its first request after that.
        cold_median: Of initialisation and first request together.
        cold_worst: The same, in the slowest round.
        cold_cpu: Milliseconds on a core of the fastest cold start.
        warm_p50: Of the requests that follow, over all rounds.
        warm_p95: The same.
        peak_mb: Most memory that the process held.
    """

    case: str
    function: str
    memory_mb: int
    died: str = ""
    init: float = 0
    first: float = 0
    cold_median: float = 0
    cold_worst: float = 0
    cold_cpu: float = 0
    warm_p50: float = 0
    warm_p95: float = 0
    peak_mb: float = 0

    @property
    def cold(self) -> float:
        """Milliseconds to the first answer, in the fastest round."""
        return self.init + self.first


def measure(case: Case, package: Package, memory_mb: int, rounds: int) -> Figures:
    """Start `rounds` containers of `memory_mb`, one after the other."""
    settings = replace(package, variables={**package.variables, **case.variables})
    try:
        return _together(case, memory_mb, [_run(case, settings, memory_mb) for _ in range(rounds)])
    except ContainerDiedError as error:
        return Figures(case.name, case.function, memory_mb, died=str(error) or "no answer")


def _run(case: Case, package: Package, memory_mb: int) -> Round:
    with start_container(package, memory_mb) as container:
        first = container.invoke(case.event())
        _expect(case, first.answer)
        cpu = container.usage().cpu_ms
        warm = []
        for _ in range(case.warm):
            invocation = container.invoke(case.event())
            _expect(case, invocation.answer)
            warm.append(invocation.milliseconds)
        return Round(
            container.init_ms, first.milliseconds, cpu, tuple(warm), container.resident_mb()
        )


def _expect(case: Case, answer: object) -> None:
    if not case.check(answer):
        raise ContainerDiedError(f"not the answer that is measured: {str(answer)[:500]}")


def _together(case: Case, memory_mb: int, rounds: Sequence[Round]) -> Figures:
    def cold(one: Round) -> float:
        return one.init + one.first

    best = min(rounds, key=cold)
    warm = [value for one in rounds for value in one.warm]
    return Figures(
        case.name,
        case.function,
        memory_mb,
        init=best.init,
        first=best.first,
        cold_median=statistics.median(map(cold, rounds)),
        cold_worst=max(map(cold, rounds)),
        cold_cpu=min(one.cold_cpu for one in rounds),
        warm_p50=percentile(warm, 0.5),
        warm_p95=percentile(warm, 0.95),
        peak_mb=max(one.resident_mb for one in rounds),
    )
