"""Which versions of the signals there are, for whoever runs the shop."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.domain.errors import (
    InvalidParameterError,
    SignalsDamagedError,
    SignalsNotFoundError,
)
from shopguide.domain.signals import SIGNALS_PREFIX, LiveSignals
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.recommend.signals.manifest import SignalsManifest
from shopguide.recommend.signals.stored_files import read_manifest
from shopguide.recommend.signals.versions import SignalVersions


@dataclass(frozen=True, slots=True)
class VersionOverview:
    """A version as it stands.

    Attributes:
        version: Its id.
        state: ``live``, ``previous``, ``stored``, ``writing``, ``removing`` or ``damaged``.
        manifest: What the batch says of it; None where that cannot be read.
    """

    version: str
    state: str
    manifest: SignalsManifest | None


class SignalsOverview:
    """Reads what versions there are, in files and in records."""

    def __init__(self, records: RecordTable, objects: ObjectStore, clock: Clock) -> None:
        self._objects = objects
        self._versions = SignalVersions(records, clock)

    def live(self) -> LiveSignals | None:
        """What is live, None where nothing was ever published."""
        return self._versions.live()

    def all(self) -> Sequence[VersionOverview]:
        """All versions that are kept, the newest first."""
        keys = (stored.key for stored in self._objects.list(SIGNALS_PREFIX))
        stored = {key.removeprefix(SIGNALS_PREFIX).partition("/")[0] for key in keys}
        known = {each.version for each in self._versions.all()}
        found = [self._look(version) for version in sorted(stored | known)]
        return sorted(found, key=_moment, reverse=True)

    def find(self, version: str) -> VersionOverview:
        """One version.

        Raises:
            SignalsNotFoundError: there is none.
            SignalsDamagedError: what the batch says of it cannot be read.
        """
        manifest = read_manifest(self._objects, version)
        return VersionOverview(version, self._state(version), manifest)

    def _look(self, version: str) -> VersionOverview:
        try:
            return self.find(version)
        except SignalsNotFoundError:
            return VersionOverview(version, self._state(version), None)
        except (SignalsDamagedError, InvalidParameterError):
            return VersionOverview(version, "damaged", None)

    def _state(self, version: str) -> str:
        live, record = self._versions.live(), self._versions.find(version)
        if live is not None and version in (live.version, live.previous):
            return "live" if version == live.version else "previous"
        return "stored" if record is None else record.state.value


def _moment(version: VersionOverview) -> float:
    return 0.0 if version.manifest is None else version.manifest.made_at.timestamp()
