"""Work that is waited for only so long."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_Result = TypeVar("_Result")


class Deadline:
    """Runs slow work on a thread of its own, one piece at a time.

    What comes too late goes on alone and is thrown away; until it ends, further work is refused, so
    that a stuck model never gathers threads. The threads are daemons: they keep no process alive.
    """

    def __init__(self) -> None:
        self._busy = threading.Lock()

    def run(self, work: Callable[[], _Result], seconds: float) -> _Result:
        """The result of the work.

        Raises:
            TimeoutError: it took longer than `seconds`, or earlier work is still going on.
            Exception: whatever the work raises.
        """
        if not self._busy.acquire(blocking=False):
            raise TimeoutError("earlier work has not ended yet")
        outcome: Future[_Result] = Future()
        threading.Thread(target=self._run, args=(work, outcome), daemon=True).start()
        return outcome.result(timeout=seconds)

    def _run(self, work: Callable[[], _Result], outcome: "Future[_Result]") -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits, and raised there
            outcome.set_exception(error)
        finally:
            self._busy.release()
