"""Records in one SQLite file, as JSON text by partition and sort key."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shopguide.adapters.sqlite.database import Database
from shopguide.domain.errors import RecordsUnavailableError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_change import has_members, may_replace, with_added, with_members
from shopguide.domain.record_key import Key
from shopguide.ports.clock import Clock
from shopguide.ports.limits import check_groups, encode_record
from shopguide.ports.record_table import Increment, Put, Write

PAGE_ROWS = 256
PURGE_EVERY = 256

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
  partition TEXT NOT NULL, sort TEXT NOT NULL, record TEXT NOT NULL, expires_at INTEGER,
  PRIMARY KEY (partition, sort)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records_by_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;
"""
_GET = """
SELECT record, expires_at FROM records
WHERE partition = :partition AND sort = :sort AND (expires_at IS NULL OR expires_at > :now)
"""
_STORE = """
INSERT INTO records (partition, sort, record, expires_at) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET record = excluded.record, expires_at = excluded.expires_at
"""
_PAGE = """
SELECT sort, record FROM records
WHERE partition = :partition AND sort >= :low AND sort < :high
  AND (expires_at IS NULL OR expires_at > :now)
ORDER BY sort {direction} LIMIT :rows
"""
_PURGE = """
DELETE FROM records WHERE (partition, sort) IN
  (SELECT partition, sort FROM records WHERE expires_at <= ? LIMIT ?)
"""
# Above every sort key that a prefix can have: they are at most 1,024 bytes long.
_HIGHEST = "\U0010ffff" * 257


@dataclass(frozen=True, slots=True)
class _Row:
    record: JsonObject = field(default_factory=dict)
    expires_at: int | None = None


class _GroupFailedError(Exception):
    """A put of a group found another record than it asks for."""


class SqliteRecordTable:
    """A record table in one file, for the threads of one process.

    Every write is one transaction, on the disk when it returns. Expired records are hidden at once
    and removed while others are written.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._database = Database(path, _SCHEMA, version=1, error=RecordsUnavailableError)
        self._clock = clock
        self._expiring_writes = 0

    def get(self, key: Key) -> JsonObject | None:
        """One record, None if there is none."""
        with self._database.reading() as connection:
            row = self._row(connection, key)
        return row.record if row else None

    def get_many(self, keys: Sequence[Key]) -> Mapping[Key, JsonObject]:
        """Those of the records that exist."""
        found: dict[Key, JsonObject] = {}
        for start in range(0, len(keys), PAGE_ROWS):
            chunk = keys[start : start + PAGE_ROWS]
            statement = f"""
                WITH wanted (partition, sort) AS (VALUES {",".join(["(?, ?)"] * len(chunk))})
                SELECT partition, sort, record FROM wanted CROSS JOIN records
                USING (partition, sort) WHERE expires_at IS NULL OR expires_at > ?
            """  # noqa: S608 - only placeholders are put in
            values = [part for key in chunk for part in (key.partition, key.sort)]
            with self._database.reading() as connection:
                rows = connection.execute(statement, [*values, self._now()]).fetchall()
            found.update((Key(*place), json.loads(text)) for *place, text in rows)
        return found

    def put(
        self,
        key: Key,
        record: JsonObject,
        *,
        if_absent: bool = False,
        expires_at: int | None = None,
    ) -> bool:
        """Write a record whole; False, and nothing written, if `if_absent` and one exists."""
        return self.write_groups([[Put(key, record, if_absent, expires_at)]])[0]

    def update(
        self, key: Key, changes: JsonObject, *, expected: JsonObject | None = None
    ) -> JsonObject | None:
        """Set members of a record (created if absent) and return it whole.

        None, and nothing written, unless each member in `expected` has that value.
        """
        with self._database.writing() as connection:
            row = self._row(connection, key) or _Row()
            if not has_members(row.record, expected or {}):
                return None
            text = self._store(connection, key, {**row.record, **changes}, row.expires_at)
        updated: JsonObject = json.loads(text)
        return updated

    def add_to_set(self, key: Key, member: str, values: Iterable[str]) -> frozenset[str]:
        """Add strings to a set-valued member and return the whole set after it, atomically."""
        with self._database.writing() as connection:
            row = self._row(connection, key) or _Row()
            record, whole = with_members(row.record, member, values)
            if whole:
                self._store(connection, key, record, row.expires_at)
            return whole

    def increment(self, key: Key, amounts: Mapping[str, float]) -> Mapping[str, float]:
        """Add to numeric members (created at zero) and return their new values, atomically."""
        with self._database.writing() as connection:
            return self._add(connection, key, amounts)

    def query(
        self,
        partition: str,
        *,
        sort_prefix: str = "",
        limit: int | None = None,
        newest_first: bool = False,
        after: str = "",
    ) -> Iterator[tuple[Key, JsonObject]]:
        """Records of a partition by sort key, ascending, or descending if `newest_first`.

        Reads page by page, so a slow reader never holds a transaction open.
        """
        statement = _PAGE.format(direction="DESC" if newest_first else "ASC")
        low, high = sort_prefix, sort_prefix + _HIGHEST
        if after:
            low, high = (low, after) if newest_first else (after + "\0", high)
        left = limit
        while left is None or left > 0:
            rows = PAGE_ROWS if left is None else min(PAGE_ROWS, left)
            bounds = {"partition": partition, "low": low, "high": high, "now": self._now()}
            with self._database.reading() as connection:
                page = connection.execute(statement, bounds | {"rows": rows}).fetchall()
            for sort, text in page:
                yield Key(partition, sort), json.loads(text)
            if len(page) < rows:
                return
            left = None if left is None else left - rows
            last = page[-1][0]
            low, high = (low, last) if newest_first else (last + "\0", high)

    def delete(self, keys: Sequence[Key]) -> None:
        """Delete records; unknown keys are ignored."""
        places = [(key.partition, key.sort) for key in keys]
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM records WHERE partition = ? AND sort = ?", places)

    def write_groups(self, groups: Sequence[Sequence[Write]]) -> Sequence[bool]:
        """Apply groups in order, each all or nothing; False where one put was refused.

        All groups are one transaction: they reach the disk together.
        """
        check_groups(groups)
        with self._database.writing() as connection:
            applied = [self._apply(connection, group) for group in groups]
            self._purge(connection)
        return applied

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _apply(self, connection: sqlite3.Connection, group: Sequence[Write]) -> bool:
        connection.execute("SAVEPOINT writes")
        try:
            for write in group:
                self._write(connection, write)
        except _GroupFailedError:
            connection.execute("ROLLBACK TO writes")
            return False
        finally:
            if connection.in_transaction:
                connection.execute("RELEASE writes")
        return True

    def _write(self, connection: sqlite3.Connection, write: Write) -> None:
        if isinstance(write, Increment):
            self._add(connection, write.key, write.amounts)
            return
        if write.if_absent or write.expected is not None:
            row = self._row(connection, write.key)
            there = row.record if row else None
            if not may_replace(there, if_absent=write.if_absent, expected=write.expected):
                raise _GroupFailedError
        self._store(connection, write.key, write.record, write.expires_at)
        self._expiring_writes += write.expires_at is not None

    def _add(
        self, connection: sqlite3.Connection, key: Key, amounts: Mapping[str, float]
    ) -> Mapping[str, float]:
        row = self._row(connection, key) or _Row()
        record, sums = with_added(row.record, amounts)
        if sums:
            self._store(connection, key, record, row.expires_at)
        return sums

    def _row(self, connection: sqlite3.Connection, key: Key) -> _Row | None:
        place = {"partition": key.partition, "sort": key.sort, "now": self._now()}
        row = connection.execute(_GET, place).fetchone()
        return _Row(json.loads(row[0]), row[1]) if row else None

    def _store(
        self, connection: sqlite3.Connection, key: Key, record: JsonObject, expires_at: int | None
    ) -> str:
        text = encode_record(key, record)
        connection.execute(_STORE, (key.partition, key.sort, text, expires_at))
        return text

    def _purge(self, connection: sqlite3.Connection) -> None:
        # Twice as many as were added since the last time, so that it keeps up.
        if self._expiring_writes >= PURGE_EVERY:
            connection.execute(_PURGE, (self._now(), 2 * self._expiring_writes))
            self._expiring_writes = 0

    def _now(self) -> float:
        return self._clock.now().timestamp()
