"""The database that the batch works in: SQL files fill its tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.data.database import DEFAULT_MEMORY, DEFAULT_THREADS, Database, open_connection
from training.signals.statements import statement


class SignalDatabase(Database):
    """Tables that SQL files and numpy arrays fill, and numpy arrays read."""

    def make(self, name: str, **numbers: float) -> None:
        """Make the table of ``sql/<name>.sql``; its ``:names`` are filled in with `numbers`."""
        self.execute(f"CREATE OR REPLACE TABLE {name} AS {statement(name, numbers)}")


@contextmanager
def open_database(
    *, memory: str = DEFAULT_MEMORY, threads: int = DEFAULT_THREADS, spill: Path | None = None
) -> Iterator[SignalDatabase]:
    """An empty database, as `open_connection` says.

    Raises:
        TrainingInputError: `memory` or `threads` is nothing to work with.
    """
    with open_connection(memory=memory, threads=threads, spill=spill) as connection:
        yield SignalDatabase(connection)
