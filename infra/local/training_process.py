"""A training job as a process of its own on this machine: the container's entry point."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

SIGNALLED = 128
"""An exit code above it: the job was stopped by the signal of the rest, and left a checkpoint."""

_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_training(root: Path, processes: int, *, on_line: Callable[[str], None]) -> int:
    """Run the job of a work folder; its exit code, as docs/training.md lists them.

    A signal to stop is handed on once, so that the job leaves a checkpoint; the second one ends it
    at once. Its progress bar goes straight to standard error.

    Args:
        root: The work folder.
        processes: To train with; 0: one for each GPU.
        on_line: Is told each line of the job's standard output.
    """
    command = [sys.executable, "-m", "training.job", "train", "--root", str(root)]
    command += ["--processes", str(processes)]
    # In a process group of its own, so that Ctrl-C reaches it through us alone, and once.
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, process_group=0) as process,
        _handing_signals_to(process),
    ):
        assert process.stdout is not None
        for line in process.stdout:
            on_line(line.rstrip("\n"))
        return process.wait()


@contextmanager
def _handing_signals_to(process: "subprocess.Popen[str]") -> Iterator[None]:
    stopping = False

    def hand_on(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        del frame
        if stopping:
            process.kill()
        else:
            process.send_signal(signal.SIGINT if number == signal.SIGINT else signal.SIGTERM)
        stopping = True

    handlers = {number: signal.signal(number, hand_on) for number in _FORWARDED}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
