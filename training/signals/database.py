"""The database that the batch works in: in memory up to a limit, then on disk."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.signals.statements import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columns = Mapping[str, NDArray[np.generic]]

DEFAULT_MEMORY = "4GB"
DEFAULT_THREADS = 2


class SignalDatabase:
    """Tables that SQL files and numpy arrays fill, and numpy arrays read."""

    def __init__(self, connection: "DuckDBPyConnection") -> None:
        self.connection = connection

    def make(self, name: str, **numbers: float) -> None:
        """Make the table of ``sql/<name>.sql``; its ``:names`` are filled in with `numbers`."""
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {statement(name, numbers)}")

    def put(self, name: str, columns: Columns) -> None:
        """Make a table of arrays of one length."""
        self.connection.register("given", dict(columns))
        query = f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given"  # noqa: S608 our names
        self.connection.execute(query)
        self.connection.unregister("given")

    def drop(self, *names: str) -> None:
        """Forget tables that nothing needs any more."""
        for name in names:
            self.connection.execute(f"DROP TABLE IF EXISTS {name}")

    def read(self, query: str) -> dict[str, NDArray[np.generic]]:
        """The columns of a query's result, whole."""
        return dict(self.connection.execute(query).fetchnumpy())

    def number(self, query: str, *parameters: float) -> int:
        """The only value of a query's result, with `parameters` for its ``?``; 0 for NULL."""
        row = self.connection.execute(query, parameters).fetchone()
        return int(row[0] or 0) if row else 0

    def rows(self, query: str, at_once: int = 10_000) -> Iterator[tuple[object, ...]]:
        """The rows of a query's result, a few at a time; no other query until they are read."""
        result = self.connection.execute(query)
        while rows := result.fetchmany(at_once):
            yield from rows


@contextmanager
def open_database(
    *, memory: str = DEFAULT_MEMORY, threads: int = DEFAULT_THREADS, spill: Path | None = None
) -> Iterator[SignalDatabase]:
    """An empty database; what does not fit into `memory` goes to a folder, gone at the end.

    Args:
        memory: As DuckDB writes it: ``4GB``.
        threads: How many it works with.
        spill: Where that folder is made; the system's for temporary files by default.
    """
    import duckdb

    with TemporaryDirectory(prefix="shopguide-signals-", dir=spill) as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": folder,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,  # nothing is fetched from anywhere
            "autoload_known_extensions": False,
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            yield SignalDatabase(connection)
