"""What the demo tells: numbered steps with their times, and what was checked in each."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text


class CheckFailedError(Exception):
    """A result was not what it must be."""


class Transcript:
    """Writes the steps to a console and adds up what they took."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._times: list[tuple[str, float]] = []
        self._checks = 0
        self._started = time.perf_counter()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One step; its time is told at its end."""
        self.console.print()
        self.console.rule(Text(f"{len(self._times) + 1}. {title}"), align="left", style="dim")
        started = time.perf_counter()
        yield
        seconds = time.perf_counter() - started
        self._times.append((title, seconds))
        self.console.print(Text(f"{seconds:.2f} s", style="dim"))

    def say(self, text: str) -> None:
        """A line of the story."""
        self.console.print(Text(text))

    def check(self, holds: bool, what: str) -> None:
        """Tell that something holds.

        Raises:
            CheckFailedError: it does not.
        """
        if not holds:
            raise CheckFailedError(f"It does not hold that {what}.")
        self._checks += 1
        self.console.print(Text.assemble(("✓ ", "green"), what))

    def summary(self) -> None:
        """All steps with their times."""
        table = Table("step", "seconds", title="What took how long", title_justify="left")
        table.columns[1].justify = "right"
        for title, seconds in self._times:
            table.add_row(title, f"{seconds:.2f}")
        table.add_row("all", f"{time.perf_counter() - self._started:.2f}", style="bold")
        self.console.print()
        self.console.print(table)
        self.console.print(Text(f"{self._checks} checks, all right.", style="green"))
