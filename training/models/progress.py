"""Tells on standard error what a build is doing and how long each step took."""

import contextlib
import sys
import time
from collections.abc import Iterator


class Progress:
    """Plain lines, ``<model>: <step> ... 1.2 s``; nothing where `quiet`."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Say what was done once it is, and how long it took; nothing where it fails."""
        began = time.perf_counter()
        yield
        self.say(f"{what} ({time.perf_counter() - began:.1f} s)")

    def say(self, line: str) -> None:
        """One line."""
        if not self.quiet:
            print(f"  {line}", file=sys.stderr, flush=True)
