"""A record table in memory."""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shopguide.adapters.memory.clock import FixedClock
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_change import has_members, may_replace, with_added, with_members
from shopguide.domain.record_key import Key
from shopguide.ports.clock import Clock
from shopguide.ports.limits import check_groups, encode_record
from shopguide.ports.record_table import Increment, Put, Write


class InMemoryRecordTable:
    """A dict of JSON texts, so that nobody can change a stored record from outside."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or FixedClock()
        self._rows: dict[Key, tuple[str, int | None]] = {}
        self._lock = threading.RLock()

    def get(self, key: Key) -> JsonObject | None:
        """One record, None if there is none."""
        with self._lock:
            row = self._rows.get(key)
            if row is None or (row[1] is not None and row[1] <= self._clock.now().timestamp()):
                return None
            record: JsonObject = json.loads(row[0])
            return record

    def get_many(self, keys: Sequence[Key]) -> Mapping[Key, JsonObject]:
        """Those of the records that exist."""
        return {key: record for key in keys if (record := self.get(key)) is not None}

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
        """Set members of a record (created if absent) and return it whole."""
        with self._lock:
            record = self.get(key) or {}
            if not has_members(record, expected or {}):
                return None
            self._change(key, {**record, **changes})
            return self.get(key)

    def add_to_set(self, key: Key, member: str, values: Iterable[str]) -> frozenset[str]:
        """Add strings to a set-valued member and return the whole set after it."""
        with self._lock:
            record, whole = with_members(self.get(key) or {}, member, values)
            if whole:
                self._change(key, record)
            return whole

    def increment(self, key: Key, amounts: Mapping[str, float]) -> Mapping[str, float]:
        """Add to numeric members (created at zero) and return their new values."""
        with self._lock:
            record, sums = with_added(self.get(key) or {}, amounts)
            if sums:
                self._change(key, record)
            return sums

    def query(
        self,
        partition: str,
        *,
        sort_prefix: str = "",
        limit: int | None = None,
        newest_first: bool = False,
        after: str = "",
    ) -> Iterator[tuple[Key, JsonObject]]:
        """Records of a partition by sort key, ascending, or descending if `newest_first`."""
        with self._lock:
            keys = sorted(
                key
                for key in self._rows
                if key.partition == partition and key.sort.startswith(sort_prefix)
            )
            if newest_first:
                keys = [key for key in reversed(keys) if not after or key.sort < after]
            else:
                keys = [key for key in keys if key.sort > after]
            found = self.get_many(keys)
        yield from list(found.items())[:limit]

    def delete(self, keys: Sequence[Key]) -> None:
        """Delete records; unknown keys are ignored."""
        with self._lock:
            for key in keys:
                self._rows.pop(key, None)

    def write_groups(self, groups: Sequence[Sequence[Write]]) -> Sequence[bool]:
        """Apply groups in order, each all or nothing; False where one put was refused."""
        check_groups(groups)
        with self._lock:
            before = dict(self._rows)
            try:
                return [self._apply(group) for group in groups]
            except BaseException:
                self._rows = before
                raise

    def close(self) -> None:
        """Nothing to let go of."""

    def _apply(self, group: Sequence[Write]) -> bool:
        puts = [write for write in group if isinstance(write, Put)]
        for put in puts:
            there = self.get(put.key)
            if not may_replace(there, if_absent=put.if_absent, expected=put.expected):
                return False
        for write in group:
            if isinstance(write, Increment):
                self.increment(write.key, write.amounts)
            else:
                text = encode_record(write.key, write.record)
                self._rows[write.key] = (text, write.expires_at)
        return True

    def _change(self, key: Key, record: JsonObject) -> None:
        # An expired record does not pass its expiry on.
        expires_at = self._rows[key][1] if self.get(key) is not None else None
        self._rows[key] = (encode_record(key, record), expires_at)
