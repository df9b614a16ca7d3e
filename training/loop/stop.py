"""A polite stop: the signal is noted, and the loop leaves a checkpoint at the end of the step."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class StopRequest:
    """Notes SIGTERM and SIGINT while its block runs; `signal_number` is 0 until one came.

    A second SIGINT (an impatient Ctrl-C) interrupts at once. Outside the main thread, where Python
    allows no handlers, nothing is noted.
    """

    def __init__(self) -> None:
        self.signal_number = 0

    def __enter__(self) -> Self:
        self._handlers = {}
        if threading.current_thread() is threading.main_thread():
            self._handlers = {number: signal.signal(number, self._note) for number in _SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        del frame
        if number == signal.SIGINT and self.signal_number == signal.SIGINT:
            raise KeyboardInterrupt
        self.signal_number = number
