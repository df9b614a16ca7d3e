"""The memory and the share of a core that Lambda gives a function, as a cgroup (version 1)."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

MB_OF_ONE_CORE = 1769
"""AWS: at 1,769 MB a function has the equivalent of one vCPU, and in proportion above and below."""

_ROOT = Path("/sys/fs/cgroup")
_CONTROLLERS = ("cpu", "cpuacct", "memory")
_PERIOD_US = 20_000
_SHARES = 10_240
"""Ten times those of other processes, so that what else runs here disturbs little."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the processes of a group have used.

    Attributes:
        cpu_ms: Time on a core.
        peak_mb: Most memory at any moment, with the files that the kernel kept for the group.
        killed: Whether one of them was killed for want of memory.
    """

    cpu_ms: float
    peak_mb: float
    killed: bool


def can_limit() -> bool:
    """Whether this machine lets us make groups with limits: cgroup v1, as root."""
    return all(os.access(_ROOT / name / "cgroup.procs", os.W_OK) for name in _CONTROLLERS)


class LambdaLimits:
    """A group of processes with a function's memory and its share of the cores.

    Used as a context: the group is made on entry, and what still runs in it is killed on exit.

    Args:
        memory_mb: Of the function.
    """

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        name = f"shopguide-{os.getpid()}-{time.monotonic_ns()}"
        self._groups = {controller: _ROOT / controller / name for controller in _CONTROLLERS}

    def __enter__(self) -> Self:
        """Make the group.

        Raises:
            OSError: this machine has no cgroup v1, or it may not be written; see `can_limit`.
        """
        for group in self._groups.values():
            group.mkdir()
        cpu, memory = self._groups["cpu"], self._groups["memory"]
        (cpu / "cpu.cfs_period_us").write_text(str(_PERIOD_US))
        quota = _PERIOD_US * self._memory_mb // MB_OF_ONE_CORE
        (cpu / "cpu.cfs_quota_us").write_text(str(quota))
        (cpu / "cpu.shares").write_text(str(_SHARES))
        (memory / "memory.limit_in_bytes").write_text(str(self._memory_mb << 20))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for group in self._groups.values():
            _remove(group)

    def command(self, *words: str) -> list[str]:
        """A command that joins the group and then becomes `words`."""
        procs = " ".join(f"{group}/cgroup.procs" for group in self._groups.values())
        joining = f'for group in {procs}; do echo $$ > $group; done; exec "$@"'
        return ["/bin/sh", "-c", joining, "sh", *words]

    def processes(self) -> list[int]:
        """Ids of the processes in the group."""
        return _processes(self._groups["memory"])

    def usage(self) -> Usage:
        """What was used so far."""
        memory = self._groups["memory"]
        events = dict(
            line.split() for line in (memory / "memory.oom_control").read_text().splitlines()
        )
        return Usage(
            cpu_ms=int((self._groups["cpuacct"] / "cpuacct.usage").read_text()) / 1e6,
            peak_mb=int((memory / "memory.max_usage_in_bytes").read_text()) / (1 << 20),
            killed=int(events.get("oom_kill", "0")) > 0,
        )


def _processes(group: Path) -> list[int]:
    return [int(word) for word in (group / "cgroup.procs").read_text().split()]


def _remove(group: Path, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while group.exists():
        for process in _processes(group):
            with suppress(ProcessLookupError):  # it ended meanwhile
                os.kill(process, signal.SIGKILL)
        try:
            group.rmdir()
        except OSError:  # the kernel has not yet let go of the processes
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
