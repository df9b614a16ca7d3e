"""One build at a time, in a thread of its own, and how it goes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from infra.local.output import Document
from infra.local.signals.batch_process import SignalsBatch
from infra.local.signals.build import SignalsBuild, Told
from shopguide.domain.errors import ConflictError, ShopGuideError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import SIGNALS_BUILD
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable

_log = logging.getLogger(__name__)

JOIN_SECONDS = 60
"""How long a stopping server waits: the batch ends at once, a publication is let come to its end.

One that is cut off has changed nothing that is live."""


class BuildState(StrEnum):
    """How far a build has come."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """The last build, or the one at work.

    Attributes:
        number: Of the build, since the process began.
        state: How far it has come.
        step: What it does now.
        result: What came of it.
        error: Why it failed.
    """

    number: int = 0
    state: BuildState = BuildState.NONE
    step: str = ""
    result: Document | None = None
    error: ShopGuideError | None = None


class SignalsBuilds:
    """Runs builds, and remembers how the last one went.

    Args:
        build: Makes and publishes versions.
        records: Keep how the last build went, for who looks at the shop's health.
        clock: Says when.
    """

    def __init__(
        self,
        build: SignalsBuild,
        records: Callable[[], RecordTable],
        clock: Callable[[], Clock],
    ) -> None:
        self._build = build
        self._records = records
        self._clock = clock
        self._changing = threading.Lock()
        self._progress = BuildProgress()
        self._batch: SignalsBatch | None = None
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> BuildProgress:
        """How the last build goes, or went."""
        return self._progress

    def begin(self, version: str = "", *, gently: bool = False) -> BuildProgress:
        """Begin to build what the journal says, or to publish a version that is stored.

        Raises:
            ConflictError: another build is at work.
        """
        with self._changing:
            if self._progress.state is BuildState.RUNNING:
                raise ConflictError(
                    "The signals are being built already.",
                    fix="Wait for its end; `shopguide signals list` shows what came of it.",
                )
            batch = self._batch = SignalsBatch(gently=gently)
            self._progress = BuildProgress(self._progress.number + 1, BuildState.RUNNING, "begin")
            self._thread = threading.Thread(
                target=self._run, args=(version, batch), name="signals-build", daemon=True
            )
        self._thread.start()
        return self._progress

    def stop(self) -> None:
        """End the build at work; what was live stays live."""
        batch, thread = self._batch, self._thread
        if batch is not None and thread is not None:
            batch.stop()
            thread.join(JOIN_SECONDS)

    def wait(self) -> BuildProgress:
        """How the build at work ended."""
        thread = self._thread
        if thread is not None:
            thread.join()
        return self._progress

    def _run(self, version: str, batch: SignalsBatch) -> None:
        try:
            if version:
                result = self._build.publish(version, self._tell)
            else:
                result = self._build.build(batch, self._tell)
        except ShopGuideError as error:
            _log.warning("The signals were not built: %s", error)
            self._end(replace(self._progress, state=BuildState.FAILED, error=error))
        except Exception as error:  # noqa: BLE001 - the thread outlives what fails in it
            _log.exception("The signals were not built.")
            unknown = ShopGuideError("The build failed.", fix="The server's log says why.")
            unknown.__cause__ = error
            self._end(replace(self._progress, state=BuildState.FAILED, error=unknown))
        else:
            self._end(replace(self._progress, state=BuildState.DONE, result=result))

    @property
    def _tell(self) -> Told:
        def tell(step: str) -> None:
            self._progress = replace(self._progress, step=step)

        return tell

    def _end(self, progress: BuildProgress) -> None:
        """Say how it ended: first to the records, so that who sees its end finds them so."""
        error = progress.error
        record: JsonObject = {
            "state": progress.state.value,
            "ended_at": self._clock().now().isoformat(),
            "version": None if progress.result is None else progress.result["version"],
            "code": "" if error is None else error.code,
            "message": "" if error is None else error.message,
            "fix": "" if error is None else error.fix,
        }
        try:
            self._records().put(SIGNALS_BUILD, record)
        except ShopGuideError as unrecorded:
            _log.warning("How the build ended is not recorded: %s", unrecorded)
        self._progress = progress
