"""A one-machine server as a process of its own."""

import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

START_SECONDS = 60
STOP_SECONDS = 90


class ServerFailedError(Exception):
    """The server ended, or did not answer in time; the message ends with what it wrote."""


class ServerProcess:
    """`shopguide serve` on a free port.

    As a context manager it is started, unless it was, and stopped in good order.

    Args:
        data: The data folder.
        arguments: Further ones for `shopguide serve`.
        within: A command that runs the one appended to it, for example with limits.
    """

    def __init__(self, data: Path, *arguments: str, within: Sequence[str] = ()) -> None:
        self._command: Sequence[str] = (
            *within,
            *(sys.executable, "-m", "infra.local", "serve"),
            *("--data", str(data), "--port", "0", *arguments),
        )
        self._process: subprocess.Popen[str] | None = None
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - lives as long as the process
        self.url = ""

    def start(self) -> str:
        """Start it and wait until it answers; its URL.

        Raises:
            ServerFailedError: it does not come up.
        """
        self._process = subprocess.Popen(
            self._command,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        watchdog = threading.Timer(START_SECONDS, self._process.kill)
        watchdog.start()
        try:
            assert self._process.stdout is not None
            self.url = self._process.stdout.readline().strip()
        finally:
            watchdog.cancel()
        if not self.url:
            code = self._process.wait()
            said = self.log()
            self.close()
            raise ServerFailedError(f"The server ended with code {code}: {said}")
        return self.url

    def stop(self) -> int:
        """Ask it to stop and wait for that; its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it at once, as a crash would."""
        return self._end(signal.SIGKILL)

    def log(self) -> str:
        """What it has written to standard error so far."""
        self._log.seek(0)
        return self._log.read()

    def __enter__(self) -> "ServerProcess":
        if self._process is None:
            self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self.close()

    def close(self) -> None:
        """Let go of the files to a process that has ended."""
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
        self._log.close()

    def _end(self, number: signal.Signals) -> int:
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(number)
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
