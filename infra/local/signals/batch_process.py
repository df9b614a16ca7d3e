"""The nightly batch as a process of its own: `python -m training.signals`."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile

from infra.local.output import Document
from shopguide.domain.errors import ConfigurationError, SignalsBuildError

LOWEST_PRIORITY = 19
"""Of `nice`: the batch gets what serving leaves."""

_TOLD_LINES = 5


class SignalsBatch:
    """One run of the batch; another thread may stop it.

    Args:
        gently: Run at the lowest priority and on one core, so that who is served does not notice.
    """

    def __init__(self, *, gently: bool = False) -> None:
        self._gently = gently
        self._process: subprocess.Popen[str] | None = None
        self._stopped = threading.Event()

    def run(
        self,
        lake: Path,
        out: Path,
        *,
        recommender: str = "",
        also: Sequence[Path] = (),
        told: Callable[[str], None],
    ) -> Document:
        """Make a version in `out`; what the batch says of it, its ``folder`` first.

        Args:
            lake: Folder or file of interactions.
            out: Where the version's folder is made.
            recommender: Fingerprint of the recommender that goes with it.
            also: Files of other jobs that belong to it.
            told: Told each line of its progress.

        Raises:
            ConfigurationError: its libraries are not installed.
            SignalsBuildError: it failed, or was stopped; the message is the batch's own.
        """
        _require_libraries()
        command = [sys.executable, "-m", "training.signals", "--lake", str(lake)]
        command += ["--out", str(out), "--progress", "--json", "--recommender", recommender]
        command += ["--threads", "1"] if self._gently else []
        command += ["--also", *map(str, also)] if also else []
        with TemporaryFile("w+", encoding="utf-8") as answer:
            code, last_lines = self._watch(command, answer.fileno(), told)
            answer.seek(0)
            document = _json_object(answer.read())
        if code != 0:
            raise self._failed(code, document, last_lines)
        return document

    def stop(self) -> None:
        """End it, at once: it leaves nothing behind."""
        self._stopped.set()
        process = self._process
        if process is not None:
            process.terminate()

    def _watch(
        self, command: Sequence[str], answer: int, told: Callable[[str], None]
    ) -> tuple[int, Sequence[str]]:
        """Exit code and last lines of a run."""
        lines: list[str] = []
        # In a process group of its own: Ctrl-C reaches it through us alone.
        with subprocess.Popen(
            command, stdout=answer, stderr=subprocess.PIPE, text=True, process_group=0
        ) as process:
            self._process = process
            if self._gently:
                with contextlib.suppress(OSError):  # it has ended already
                    os.setpriority(os.PRIO_PROCESS, process.pid, LOWEST_PRIORITY)
            try:
                if self._stopped.is_set():
                    process.terminate()
                assert process.stderr is not None
                for line in process.stderr:
                    lines = [*lines, line.rstrip("\n")][-_TOLD_LINES:]
                    told(lines[-1])
                return process.wait(), lines
            except BaseException:
                process.kill()
                raise

    def _failed(self, code: int, document: Document, lines: Sequence[str]) -> SignalsBuildError:
        if self._stopped.is_set():
            return SignalsBuildError(
                "The build of the signals was stopped.", fix="Begin it again; nothing is lost."
            )
        if document.get("message"):
            return SignalsBuildError(
                str(document["message"]), fix=str(document.get("fix", "")), field="signals"
            )
        why = f"signal {-code} ended it" if code < 0 else f"it ended with code {code}"
        said = f" Its last words: {' / '.join(lines)}" if lines else ""
        return SignalsBuildError(
            f"The batch that makes the signals failed: {why}.{said}",
            fix="See that memory and disk suffice (docs/signals-operations.md), and build again.",
        )


def _require_libraries() -> None:
    missing = [name for name in ("duckdb", "implicit", "polars") if find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"Building signals needs {', '.join(missing)}, which is not installed.",
            fix="Run `make setup`, or pip install -c constraints.txt -e '.[train]'.",
        )


def _json_object(text: str) -> Document:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
