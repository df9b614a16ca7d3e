"""One SQLite file, shared by the threads of this process."""

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shopguide.domain.errors import ConfigurationError, StorageFullError, UnavailableError

BUSY_SECONDS = 5.0

_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Database:
    """Durable transactions on one file: committed means on the disk, also after a power cut.

    One connection writes, behind a lock; readers take theirs from a pool, so they never wait for
    a writer's fsync.

    Args:
        path: The file; it and its folder are created if need be.
        schema: Statements that create what is missing; a higher `version` needs new ones.
        version: Of the schema.
        error: What to raise when the file cannot be used.
    """

    def __init__(
        self, path: Path, schema: str, *, version: int, error: type[UnavailableError]
    ) -> None:
        self.path = path
        self._error = error
        self._lock = threading.Lock()
        self._readers: deque[sqlite3.Connection] = deque()
        self._closed = False
        with self._translating():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
            try:
                self._prepare(schema, version)
            except BaseException:
                self._writer.close()
                raise

    def _connect(self) -> sqlite3.Connection:
        # Every connection is used by one thread at a time, which SQLite's own check cannot know.
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _prepare(self, schema: str, version: int) -> None:
        self._writer.execute("PRAGMA journal_mode = WAL")
        found = self._writer.execute("PRAGMA user_version").fetchone()[0]
        if found > version:
            raise ConfigurationError(
                f"{self.path} was written by a newer ShopGuide (format {found}, not {version}).",
                fix="Update ShopGuide, or use another data folder.",
            )
        if found < version:
            self._writer.executescript(
                f"BEGIN IMMEDIATE; {schema} PRAGMA user_version = {version}; COMMIT;"
            )

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that alone may write; committed at the end, rolled back on an error."""
        with self._lock, self._translating():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for statements that only read; each sees one committed state."""
        with self._translating():
            connection = self._reader()
            try:
                yield connection
            finally:
                if self._closed:
                    connection.close()
                else:
                    self._readers.append(connection)

    def _reader(self) -> sqlite3.Connection:
        try:
            return self._readers.pop()
        except IndexError:
            return self._connect()

    def close(self) -> None:
        """Close the file; no statement may follow."""
        self._closed = True
        with self._lock:
            self._writer.close()
        while self._readers:
            self._readers.pop().close()

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._translated(error) from error
        except OSError as error:
            raise self._error(
                f"{self.path} cannot be created: {error.strerror}.",
                fix="Choose a data folder that this user may write to.",
            ) from error

    def _translated(self, error: sqlite3.DatabaseError) -> UnavailableError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if code in _FULL:
            return StorageFullError(
                f"No room is left on the disk that holds {self.path}; nothing was written.",
                fix="Free some space and try again.",
            )
        if code & 0xFF in _DAMAGED:
            return self._error(
                f"{self.path} is damaged and cannot be read ({error}).",
                fix="Restore the whole data folder from a backup, or upload all files into a new"
                " one.",
            )
        return self._error(
            f"{self.path} cannot be used: {error}.",
            fix="Check that no other process uses it and that this user may write to it.",
        )
