"""Port: small records by key, with conditional and grouped writes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import Key


@dataclass(frozen=True, slots=True)
class Put:
    """Write a record; with `if_absent` its whole group fails where one exists.

    With `expected` the group fails unless there is a record in its place, each of those members
    having that value (None: is absent or null): nothing that was deleted meanwhile comes back.
    `expires_at` is in seconds since the epoch; an expired record is never returned.
    """

    key: Key
    record: JsonObject
    if_absent: bool = False
    expires_at: int | None = None
    expected: JsonObject | None = None


@dataclass(frozen=True, slots=True)
class Increment:
    """Add to numeric members of a record, created at zero."""

    key: Key
    amounts: Mapping[str, float] = field(default_factory=dict)


Write: TypeAlias = Put | Increment


class RecordTable(Protocol):
    """Records that survive a crash the moment a write returns.

    Every method raises `RecordsUnavailableError` when the table does not answer and
    `StorageFullError` when there is no room; those that write raise `InvalidInputError` for what
    `ports.limits` refuses and for a member that is not what they add to.
    """

    def get(self, key: Key) -> JsonObject | None:
        """One record, None if there is none."""

    def get_many(self, keys: Sequence[Key]) -> Mapping[Key, JsonObject]:
        """Those of the records that exist."""

    def put(
        self,
        key: Key,
        record: JsonObject,
        *,
        if_absent: bool = False,
        expires_at: int | None = None,
    ) -> bool:
        """Write a record whole; False, and nothing written, if `if_absent` and one exists."""

    def update(
        self, key: Key, changes: JsonObject, *, expected: JsonObject | None = None
    ) -> JsonObject | None:
        """Set members of a record (created if absent) and return it whole.

        With `expected`, only if each of those members now has that value (None: is absent or null);
        otherwise nothing is written and None is returned.
        """

    def add_to_set(self, key: Key, member: str, values: Iterable[str]) -> frozenset[str]:
        """Add strings to a set-valued member and return the whole set after it, atomically.

        In records returned by `get` and `query` the member is a sorted list of strings.
        """

    def increment(self, key: Key, amounts: Mapping[str, float]) -> Mapping[str, float]:
        """Add to numeric members (created at zero) and return their new values, atomically."""

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

        With `after`, a sort key that begins with `sort_prefix` and need not exist, only those that
        come after it in that order: so a long list is read page by page.
        """

    def delete(self, keys: Sequence[Key]) -> None:
        """Delete records; unknown keys are ignored."""

    def write_groups(self, groups: Sequence[Sequence[Write]]) -> Sequence[bool]:
        """Apply groups in order, each all or nothing; False where a put of it was refused.

        A group has at most 25 writes, all with different keys.
        """

    def close(self) -> None:
        """Let go of files and connections."""
