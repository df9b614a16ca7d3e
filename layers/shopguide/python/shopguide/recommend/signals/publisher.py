"""Makes a version of the signals live: files -> records and an index -> one pointer.

Nothing is read by shoppers before the pointer is moved, in one step, and every step before can be
done again: whatever is interrupted leaves the version before live, and the next try finishes.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from shopguide.domain.errors import (
    ConflictError,
    SignalsDamagedError,
    SignalsNotFoundError,
)
from shopguide.domain.signal_files import CLICKS_CARD
from shopguide.domain.signals import LiveSignals
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.signals.behaviour_index import IndexedCounts
from shopguide.recommend.signals.cleanup import ABANDONED_AFTER, SignalsCleanup
from shopguide.recommend.signals.contents import (
    ContentWriter,
    LearnedVectors,
    Told,
    WrittenContents,
)
from shopguide.recommend.signals.manifest import SignalsManifest
from shopguide.recommend.signals.stored_files import read_manifest
from shopguide.recommend.signals.versions import SignalVersions, VersionRecord, VersionState

_log = logging.getLogger(__name__)

_TRIES = 5
"""How often a publication looks again after another one was faster."""


class Outcome(StrEnum):
    """How a publication ended.

    Attributes:
        PUBLISHED: The version went live.
        ALREADY_LIVE: It was live, whole; nothing was done.
        OLDER: It was made before the live one; nothing was done.
        WITHDRAWN: Somebody went back from it; it comes back by a rollback alone.
    """

    PUBLISHED = "published"
    ALREADY_LIVE = "already_live"
    OLDER = "older"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PublicationReport:
    """What a publication did.

    Attributes:
        version: The version that was to be live.
        outcome: How it ended.
        live: What is live now.
        products: Records of neighbours that were written.
        shoppers: Records of what shoppers like them took.
        segments: Records of trends.
        indexed: What was written to the index.
        removed: Versions that went.
        notes: What is worth knowing, in sentences.
    """

    version: str
    outcome: Outcome
    live: LiveSignals
    products: int = 0
    shoppers: int = 0
    segments: int = 0
    indexed: IndexedCounts = field(default_factory=IndexedCounts)
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class SignalsPublisher:
    """Publishes versions, and goes back to the one before.

    Args:
        records: For what is read by key, the pointer among it.
        objects: Has the versions' files.
        index: For vectors.
        clock: Dates what is written.
        learned: Vectors that recommenders have learned.
        pause_seconds: Rest between two groups of records, where one process also serves.
        on_change: Called once the pointer was moved, in this process.
    """

    def __init__(
        self,
        *,
        records: RecordTable,
        objects: ObjectStore,
        index: VectorIndex,
        clock: Clock,
        learned: LearnedVectors,
        pause_seconds: float = 0.0,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._objects = objects
        self._index = index
        self._clock = clock
        self._versions = SignalVersions(records, clock)
        self._writer = ContentWriter(records, objects, index, learned, pause_seconds)
        self._cleanup = SignalsCleanup(records, objects, index, clock)
        self._on_change = on_change

    def publish(self, version: str, told: Told = lambda _step: None) -> PublicationReport:
        """Make a version live, once and whole; then delete what nobody needs any more.

        Args:
            version: Its files lie under ``signals/<version>/``.
            told: Told what is being done now, in a word.

        Raises:
            SignalsNotFoundError: there is no such version.
            SignalsDamagedError: its files are not as the batch writes them.
            BundleError: the recommender that it names is published, and damaged.
            ConflictError: it is being removed at this moment.
        """
        manifest = read_manifest(self._objects, version)
        needless = self._needless(manifest)
        report = needless or self._publish(manifest, told)
        removed = self._cleanup.run()
        return replace(report, removed=tuple(removed))

    def roll_back(self) -> LiveSignals:
        """Make the version before the live one live again; once more undoes that.

        Raises:
            SignalsNotFoundError: there is none.
            SignalsDamagedError: its index is gone.
            ConflictError: a publication was faster.
        """
        live = self._versions.live()
        before = self._versions.find(live.previous) if live is not None and live.previous else None
        if live is None or before is None or before.live is None:
            raise SignalsNotFoundError(
                "There is no earlier version of the signals to go back to.",
                fix="The version before the live one is kept; `shopguide signals list` shows it.",
            )
        if before.live.index and self._index.schema(before.live.index) is None:
            raise SignalsDamagedError(
                f"Version {before.version} of the signals has lost its index.",
                fix="Build the signals again.",
            )
        gone_back = self._versions.go_back(before, live)
        if gone_back is None:
            raise ConflictError(
                "Another version of the signals went live meanwhile.",
                fix="See `shopguide signals list`, and go back from there if it is wrong, too.",
            )
        self._on_change()
        return gone_back

    def _needless(self, manifest: SignalsManifest) -> PublicationReport | None:
        """Why there is nothing to publish, None where there is."""
        live = self._versions.live()
        if live is None:
            return None
        if live.version == manifest.version:
            whole = self._is_whole(live, manifest)
            return PublicationReport(live.version, Outcome.ALREADY_LIVE, live) if whole else None
        found = self._versions.find(manifest.version)
        if found is not None and found.withdrawn:
            note = "It was gone back from; `shopguide signals rollback` brings it back."
            return PublicationReport(manifest.version, Outcome.WITHDRAWN, live, notes=(note,))
        if manifest.made_at < datetime.fromisoformat(live.made_at):
            note = f"It was made before version {live.version}, which is live."
            return PublicationReport(manifest.version, Outcome.OLDER, live, notes=(note,))
        return None

    def _is_whole(self, live: LiveSignals, manifest: SignalsManifest) -> bool:
        """Whether the live version lacks nothing that it could have by now."""
        if live.index and self._index.schema(live.index) is None:
            return False
        return live.recommender == self._writer.usable_recommender(manifest)

    def _publish(self, manifest: SignalsManifest, told: Told) -> PublicationReport:
        told("checksums")
        files = self._writer.check(manifest)
        record = self._begin(manifest.version)
        written = self._writer.write(manifest, files, told)
        told("live")
        for _ in range(_TRIES):
            before = self._versions.live()
            live = _live(manifest, written, before)
            if self._versions.go_live(record, live, before):
                self._on_change()
                _log.info("Version %s of the signals is live.", live.version)
                return _published(manifest, written, live)
            # Another publication was faster: of this version, of a newer one, or of an older one.
            if needless := self._needless(manifest):
                return needless
            record = self._begin(manifest.version)
        raise ConflictError(
            f"Version {manifest.version} of the signals could not go live: others were faster.",
            fix="Publish it again.",
        )

    def _begin(self, version: str) -> VersionRecord:
        """Say that the version is about to be written; finish a removal that was cut off first."""
        found = self._versions.find(version)
        is_cut_off = (
            found is not None
            and found.state is VersionState.REMOVING
            and self._clock.now() - found.since > ABANDONED_AFTER
        )
        if found is not None and is_cut_off:
            self._cleanup.remove(found)
        return self._versions.begin(version)


def _live(
    manifest: SignalsManifest, written: WrittenContents, before: LiveSignals | None
) -> LiveSignals:
    return LiveSignals(
        version=manifest.version,
        made_at=manifest.made_at.isoformat(),
        index=written.index,
        recommender=written.recommender,
        clicks=CLICKS_CARD in manifest.files,
        factor_norm=written.factor_norm,
        sequence_norm=written.sequence_norm,
        weights=written.weights,
        interactions=manifest.interactions,
        previous=_previous(manifest.version, before),
    )


def _previous(version: str, before: LiveSignals | None) -> str:
    if before is None:
        return ""
    return before.previous if before.version == version else before.version


def _published(
    manifest: SignalsManifest, written: WrittenContents, live: LiveSignals
) -> PublicationReport:
    notes = []
    if manifest.recommender and not written.recommender:
        notes.append(
            f"The recommender {manifest.recommender} is not published, or has learned no products:"
            " histories are not read by it. Publish it with `shopguide models publish`, and this"
            " version once more."
        )
    if written.indexed.left_out:
        notes.append(
            f"{written.indexed.left_out:,} products are not in the shop and were left out of the"
            " index."
        )
    return PublicationReport(
        manifest.version,
        Outcome.PUBLISHED,
        live,
        written.products,
        written.shoppers,
        written.segments,
        written.indexed,
        notes=tuple(notes),
    )
