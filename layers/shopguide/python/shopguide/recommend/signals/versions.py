"""Which versions of the signals have records and an index, and how far each has come.

A version is ``writing`` from before its first record until it goes live, in the same step as the
pointer to it; ``published`` from then on; ``removing`` from before its first record is deleted. So
whoever finds traces of a version knows what to do with them, whatever was interrupted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast
from uuid import uuid4

from shopguide.domain.errors import ConflictError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import LIVE_SIGNALS, SIGNAL_VERSIONS, Key
from shopguide.domain.signals import LiveSignals, live_signals_from_json, live_signals_to_json
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Put, RecordTable, Write


class VersionState(StrEnum):
    """How far a version has come."""

    WRITING = "writing"
    PUBLISHED = "published"
    REMOVING = "removing"


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """What is known of a version.

    Attributes:
        version: Its id.
        state: How far it has come.
        generation: Differs between its records and those of an earlier attempt that was removed.
        since: When it came into this state.
        live: How it was when it was last live; None until it was.
        withdrawn: Whether somebody went back from it to the one before.
    """

    version: str
    state: VersionState
    generation: str
    since: datetime
    live: LiveSignals | None = None
    withdrawn: bool = False


class SignalVersions:
    """The records of all versions, and the pointer to the live one."""

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def live(self) -> LiveSignals | None:
        """The live version as of now, None where none was ever published."""
        record = self._records.get(LIVE_SIGNALS)
        return None if record is None else live_signals_from_json(record)

    def all(self) -> Sequence[VersionRecord]:
        """All versions that have traces, by id."""
        return list(self._all())

    def find(self, version: str) -> VersionRecord | None:
        """One version, None where it has no traces."""
        record = self._records.get(_key(version))
        return None if record is None else _from_json(version, record)

    def begin(self, version: str) -> VersionRecord:
        """Say that records of a version are about to be written; or join who said so before.

        Raises:
            ConflictError: the version is being removed.
        """
        new = VersionRecord(version, VersionState.WRITING, uuid4().hex, self._clock.now())
        if self._records.put(_key(version), _to_json(new), if_absent=True):
            return new
        found = self.find(version)
        if found is None or found.state is VersionState.REMOVING:
            raise ConflictError(
                f"Version {version} of the signals is being removed.",
                fix="Publish it again once that is over.",
                field="version",
            )
        if found.state is VersionState.WRITING:  # it is not to be taken for abandoned
            changes: JsonObject = {"since": self._clock.now().isoformat()}
            self._records.update(_key(version), changes, expected=_as_found(found))
        return found

    def go_live(
        self, version: VersionRecord, live: LiveSignals, before: LiveSignals | None
    ) -> bool:
        """Point at a version in one step; False, and nothing changed, if another was faster.

        Args:
            version: What `begin` gave.
            live: What is to be live.
            before: What is live, as far as the caller knows.
        """
        published = _published(version, live, self._clock.now())
        return self._write([_pointed(live, before), _put(published, version)])

    def go_back(self, to: VersionRecord, before: LiveSignals) -> LiveSignals | None:
        """Point at the version before the live one; None if somebody else was faster.

        The one that is gone back from is kept, so that this can be undone in the same way.
        """
        gone_from = self.find(before.version)
        if to.live is None or gone_from is None:
            return None
        live = _with_previous(to.live, before.version)
        withdrawn = VersionRecord(
            gone_from.version,
            gone_from.state,
            gone_from.generation,
            self._clock.now(),
            before,
            withdrawn=True,
        )
        back = _published(to, live, self._clock.now())
        writes = [_pointed(live, before), _put(back, to), _put(withdrawn, gone_from)]
        return live if self._write(writes) else None

    def begin_removal(self, version: VersionRecord) -> bool:
        """Say that the records of a version are about to go; False if it has changed meanwhile."""
        removing = VersionRecord(
            version.version, VersionState.REMOVING, version.generation, self._clock.now()
        )
        # Also nobody may have joined in writing it since it was taken for abandoned.
        expected = {**_as_found(version), "since": version.since.isoformat()}
        return self._write([Put(_key(version.version), _to_json(removing), expected=expected)])

    def end_removal(self, version: str) -> None:
        """Forget a version that has no records any more."""
        self._records.delete([_key(version)])

    def _write(self, writes: Sequence[Write]) -> bool:
        return self._records.write_groups([writes])[0]

    def _all(self) -> Iterator[VersionRecord]:
        for key, record in self._records.query(SIGNAL_VERSIONS):
            yield _from_json(key.sort, record)


def _with_previous(live: LiveSignals, previous: str) -> LiveSignals:
    return live_signals_from_json({**live_signals_to_json(live), "previous": previous})


def _published(version: VersionRecord, live: LiveSignals, now: datetime) -> VersionRecord:
    return VersionRecord(version.version, VersionState.PUBLISHED, version.generation, now, live)


def _pointed(live: LiveSignals, before: LiveSignals | None) -> Put:
    record = live_signals_to_json(live)
    if before is None:
        return Put(LIVE_SIGNALS, record, if_absent=True)
    # All of what is known to change while a version is live.
    expected: JsonObject = {"version": before.version, "index": before.index}
    return Put(LIVE_SIGNALS, record, expected=expected)


def _put(version: VersionRecord, found: VersionRecord) -> Put:
    return Put(_key(version.version), _to_json(version), expected=_as_found(found))


def _as_found(found: VersionRecord) -> JsonObject:
    return {"state": found.state.value, "generation": found.generation}


def _key(version: str) -> Key:
    return Key(SIGNAL_VERSIONS, version)


def _to_json(version: VersionRecord) -> JsonObject:
    return {
        "state": version.state.value,
        "generation": version.generation,
        "since": version.since.isoformat(),
        "live": None if version.live is None else live_signals_to_json(version.live),
        "withdrawn": version.withdrawn,
    }


def _from_json(version: str, record: JsonObject) -> VersionRecord:
    live = record.get("live")
    return VersionRecord(
        version,
        VersionState(str(record["state"])),
        str(record["generation"]),
        datetime.fromisoformat(str(record["since"])),
        None if live is None else live_signals_from_json(cast("JsonObject", live)),
        bool(record.get("withdrawn", False)),
    )
