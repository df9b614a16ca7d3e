"""Deletes versions of the signals that nobody needs: records, index and files.

What stays is the live version, the one before it for the way back, and what is being written.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from shopguide.domain.errors import (
    InvalidParameterError,
    SignalsDamagedError,
    SignalsNotFoundError,
)
from shopguide.domain.record_key import (
    SIGNAL_SHARDS,
    Key,
    factor_model_key,
    like_minded_partition,
    neighbours_partition,
    trending_key,
)
from shopguide.domain.signals import SIGNALS_PREFIX, LiveSignals
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.signals.behaviour_index import PREFIX, is_of_version
from shopguide.recommend.signals.manifest import signals_key
from shopguide.recommend.signals.stored_files import read_manifest
from shopguide.recommend.signals.versions import SignalVersions, VersionRecord, VersionState

_log = logging.getLogger(__name__)

ABANDONED_AFTER = timedelta(hours=1)
"""A version that has been ``writing`` for longer is nobody's: no publication takes so long."""

_DELETED_AT_ONCE = 500


class SignalsCleanup:
    """Removes versions, each so that a removal that was cut off is finished by the next one."""

    def __init__(
        self, records: RecordTable, objects: ObjectStore, index: VectorIndex, clock: Clock
    ) -> None:
        self._records = records
        self._objects = objects
        self._index = index
        self._clock = clock
        self._versions = SignalVersions(records, clock)

    def run(self) -> Sequence[str]:
        """Remove what is not needed any more; the versions that went."""
        live = self._versions.live()
        if live is None:
            return []
        kept = {live.version, live.previous} - {""}
        removed = [
            each.version
            for each in self._versions.all()
            if each.version not in kept and self._is_unneeded(each) and self.remove(each)
        ]
        self._drop_strays()
        self._delete_older_files(live)
        return removed

    def remove(self, version: VersionRecord) -> bool:
        """Remove a version; False if somebody writes it meanwhile."""
        is_begun = version.state is VersionState.REMOVING
        if not is_begun and not self._versions.begin_removal(version):
            return False
        for keys in self._keys_of(version.version):
            self._records.delete(keys)
        for name in self._index.names():
            if is_of_version(name, version.version):
                self._index.drop(name)
        self._delete_files(version.version)
        self._versions.end_removal(version.version)
        _log.info("Removed version %s of the signals.", version.version)
        return True

    def _is_unneeded(self, version: VersionRecord) -> bool:
        if version.state is not VersionState.WRITING:
            return True
        return self._clock.now() - version.since > ABANDONED_AFTER

    def _keys_of(self, version: str) -> Iterator[Sequence[Key]]:
        yield [factor_model_key(version)]
        partitions = [trending_key(version, "all").partition]
        for shard in range(SIGNAL_SHARDS):
            partitions.append(neighbours_partition(version, shard))
            partitions.append(like_minded_partition(version, shard))
        for partition in partitions:
            while keys := [
                key for key, _ in self._records.query(partition, limit=_DELETED_AT_ONCE)
            ]:
                yield keys

    def _drop_strays(self) -> None:
        """Indexes of no version that is left, and those that a live version does not use."""
        versions = {each.version: each for each in self._versions.all()}
        for name in self._index.names():
            if not name.startswith(PREFIX):
                continue
            of = next((one for one in versions if is_of_version(name, one)), None)
            if of is None or self._has_another(versions[of], name):
                self._index.drop(name)

    def _has_another(self, version: VersionRecord, name: str) -> bool:
        return version.live is not None and version.live.index != name

    def _delete_older_files(self, live: LiveSignals) -> None:
        """Files of versions that were made before the live one and never published."""
        known = {each.version for each in self._versions.all()}
        for version in self._stored_versions():
            if version not in known and self._is_older(version, live):
                self._delete_files(version)

    def _stored_versions(self) -> Sequence[str]:
        keys = (stored.key for stored in self._objects.list(SIGNALS_PREFIX))
        return sorted({key.removeprefix(SIGNALS_PREFIX).partition("/")[0] for key in keys})

    def _is_older(self, version: str, live: LiveSignals) -> bool:
        try:
            made_at = read_manifest(self._objects, version).made_at
        except (SignalsNotFoundError, SignalsDamagedError, InvalidParameterError):
            return False  # perhaps it is being stored at this moment
        return made_at < datetime.fromisoformat(live.made_at)

    def _delete_files(self, version: str) -> None:
        self._objects.delete(signals_key(version))  # first: then it is no version any more
        for stored in list(self._objects.list(signals_key(version, ""))):
            self._objects.delete(stored.key)
