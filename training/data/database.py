"""The database that interactions are read into: in memory up to a limit, then on disk."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError, TrainingInputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columns = Mapping[str, NDArray[np.generic]]
Parameters = Sequence[object] | Mapping[str, object]

DEFAULT_MEMORY = "4GB"
DEFAULT_THREADS = 2

_INTERRUPTED = "Query interrupted"


class Database:
    """Tables that files and numpy arrays fill, and numpy arrays read."""

    def __init__(self, connection: "DuckDBPyConnection") -> None:
        self.connection = connection

    def execute(self, query: str, parameters: Parameters = ()) -> "DuckDBPyConnection":
        """Run one statement.

        Raises:
            TrainingError: Neither memory nor disk is left for it.
            KeyboardInterrupt: A signal came in between; DuckDB has another name for it.
            duckdb.Error: It cannot be run.
        """
        import duckdb

        try:
            return self.connection.execute(query, parameters)
        except duckdb.OutOfMemoryException as error:
            raise TrainingError(
                "The database ran out of memory, and of disk to go to instead.",
                fix="Give it more with --memory, or make room where the signals are written.",
            ) from error
        except RuntimeError as error:
            if str(error) != _INTERRUPTED:
                raise
            raise KeyboardInterrupt from None

    def put(self, name: str, columns: Columns) -> None:
        """Make a table of arrays of one length."""
        self.connection.register("given", dict(columns))
        self.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given")  # noqa: S608 ours
        self.connection.unregister("given")

    def drop(self, *names: str) -> None:
        """Forget tables that nothing needs any more."""
        for name in names:
            self.execute(f"DROP TABLE IF EXISTS {name}")

    def read(self, query: str) -> dict[str, NDArray[np.generic]]:
        """The columns of a query's result, whole."""
        return dict(self.execute(query).fetchnumpy())

    def number(self, query: str, *parameters: float) -> int:
        """The only value of a query's result, with `parameters` for its ``?``; 0 for NULL."""
        row = self.execute(query, parameters).fetchone()
        return int(row[0] or 0) if row else 0

    def rows(self, query: str, at_once: int = 10_000) -> Iterator[tuple[object, ...]]:
        """The rows of a query's result, a few at a time; no other query until they are read."""
        result = self.execute(query)
        while rows := result.fetchmany(at_once):
            yield from rows


@contextmanager
def open_connection(
    *, memory: str = DEFAULT_MEMORY, threads: int = DEFAULT_THREADS, spill: Path | None = None
) -> "Iterator[DuckDBPyConnection]":
    """An empty database; what does not fit into `memory` goes to a folder, gone at the end.

    Args:
        memory: As DuckDB writes it: ``4GB``.
        threads: How many it works with.
        spill: Where that folder is made; the system's for temporary files by default.

    Raises:
        TrainingInputError: `memory` or `threads` is nothing to work with.
    """
    import duckdb

    with TemporaryDirectory(prefix="shopguide-database-", dir=spill) as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": folder,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,  # nothing is fetched from anywhere
            "autoload_known_extensions": False,
        }
        try:
            connection = duckdb.connect(":memory:", config=settings)
        except duckdb.Error as error:
            raise TrainingInputError(
                f"The database cannot work with memory {memory!r} and {threads} threads.",
                fix="Write memory as 500MB or 4GB, and give it a thread or more.",
                field="memory",
            ) from error
        with connection:
            connection.execute("SET TimeZone = 'UTC'")  # of times that name no zone
            yield connection
