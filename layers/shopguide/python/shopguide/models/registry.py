"""The registry: publishes bundles, rolls them back, and says which version is in use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from shopguide.domain.bundle import BundleKind, BundleManifest
from shopguide.domain.bundle_history import (
    BundleAction,
    BundleEvent,
    event_time,
    version_before,
)
from shopguide.domain.errors import BundleCorruptError, BundleMissingError, ConflictError
from shopguide.models.gate import Gate, check_gates
from shopguide.models.stored import BundleHome, StoredBundles, checked_name
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A version in the registry.

    `manifest` is None where it cannot be read; `problem` then says why. `set_at` is when it last
    became the one in use, empty where nobody wrote that down.
    """

    kind: BundleKind
    name: str
    version: str
    is_current: bool
    manifest: BundleManifest | None = None
    problem: str = ""
    set_at: str = ""


@dataclass(frozen=True, slots=True)
class PointerMove:
    """What publishing or rolling back did: the bundle now in use, and the version before it.

    `files_stored` counts the files that were not there yet; `before` is empty for the first version
    and equals the manifest's version where it was in use already. `moved` is False where the bundle
    was only stored, and `before` is what stays in use.
    """

    manifest: BundleManifest
    before: str
    files_stored: int = 0
    moved: bool = True


class ModelRegistry:
    """Bundles in an object store: the models folder of this machine, or a bucket.

    A version is there once its ``bundle.json`` is, which is stored last; the one in use is named by
    the pointer ``current``, replaced in one step after that. So a reader never sees half a bundle,
    a publication that was cut off leaves the one before it untouched, and the same call again
    completes it. Of two that publish at once, the later one's pointer stays; both versions are
    there, and both are in the history.

    Args:
        objects: Where bundles lie.
        clock: For the history.
        read_bundle: Reads the bundle in a folder and verifies its files, as
            `shopguide.adapters.onnx.bundle.verify_bundle` does.
        prefix: What the keys of all bundles begin with, e.g. ``models/``.
    """

    def __init__(
        self,
        objects: ObjectStore,
        clock: Clock,
        read_bundle: Callable[[Path], BundleManifest],
        prefix: str = "",
    ) -> None:
        self._stored = StoredBundles(objects, prefix)
        self._clock = clock
        self._read_bundle = read_bundle

    def all_versions(self) -> list[ModelVersion]:
        """All versions of all bundles, by kind, name and version; their files are not read."""
        return [version for home in self._stored.homes() for version in self._versions(home)]

    def versions(self, kind: BundleKind, name: str) -> list[ModelVersion]:
        """All versions of a bundle.

        Raises:
            BundleMissingError: there is none.
        """
        found = self._versions(self._stored.home(kind, name))
        if not found:
            raise _missing(kind, name)
        return found

    def history(self, kind: BundleKind, name: str) -> list[BundleEvent]:
        """What moved the bundle's pointer, oldest first."""
        return self._stored.events(self._stored.home(kind, name))

    def current(self, kind: BundleKind, name: str) -> BundleManifest:
        """The manifest of the version in use; its files are not read.

        Raises:
            BundleMissingError: nothing was published under this kind and name, or it was deleted.
            BundleCorruptError: its manifest is broken.
        """
        home = self._stored.home(kind, name)
        version = self._stored.current(home)
        manifest = self._stored.manifest(home, version) if version else None
        if manifest is None:
            raise _missing(kind, name)
        return manifest

    def publish(
        self,
        folder: Path,
        *,
        gates: Iterable[Gate] = (),
        by: str = "",
        why: str = "",
        keep_current: bool = False,
    ) -> PointerMove:
        """Store the bundle in `folder`, as far as it is not there, and make it the one in use.

        With `keep_current` the one in use stays so: what is stored can be asked for by its version,
        as a reindex does.

        Raises:
            BundleMissingError, BundleCorruptError: the folder holds no whole bundle.
            GateError: its figures are too low.
            ConflictError: this version is there with other files.
            UnavailableError: the store does not answer; call again.
        """
        manifest = self._read_bundle(folder)
        check_gates(manifest, gates)
        home = self._stored.home(manifest.kind, manifest.name)
        checked_name("version", manifest.version)
        self._check_unchanged(home, manifest)
        stored = self._store_files(home, manifest, folder)
        self._stored.put_manifest(home, manifest)
        if keep_current:
            return PointerMove(manifest, self._stored.current(home), stored, moved=False)
        before = self._point(home, manifest.version, BundleAction.PUBLISH, by, why)
        return PointerMove(manifest, before, stored)

    def rollback(
        self, kind: BundleKind, name: str, *, to: str = "", by: str = "", why: str = ""
    ) -> PointerMove:
        """Make another version the one in use again: `to`, or the one in use before this one.

        Raises:
            BundleMissingError: there is no such bundle or version.
            BundleCorruptError: that version is not whole.
            ConflictError: nothing was in use before.
            UnavailableError: the store does not answer; call again.
        """
        home = self._stored.home(kind, name)
        version = checked_name("version", to) if to else self._version_before(home)
        manifest = self._stored.manifest(home, version)
        if manifest is None:
            raise _missing(kind, name, version, self._stored.versions(home))
        self._stored.check_whole(home, manifest)
        before = self._point(home, version, BundleAction.ROLLBACK, by, why)
        return PointerMove(manifest, before)

    def _check_unchanged(self, home: BundleHome, manifest: BundleManifest) -> None:
        try:
            there = self._stored.manifest(home, manifest.version)
        except BundleCorruptError:
            return  # what is to be published repairs it
        if there is not None and dict(there.files) != dict(manifest.files):
            raise ConflictError(
                f"Version {manifest.version} of the {home.kind} {home.name!r} is published with"
                " other files, and a version never changes.",
                fix="Give the bundle a version of its own: build it with `shopguide models build`.",
                field="version",
            )

    def _store_files(self, home: BundleHome, manifest: BundleManifest, folder: Path) -> int:
        missing = [
            (name, expected)
            for name, expected in sorted(manifest.files.items())
            if not self._stored.has_file(home, manifest.version, name, expected)
        ]
        for name, expected in missing:
            self._stored.put_file(home, manifest.version, folder / name, expected)
        return len(missing)

    def _point(
        self, home: BundleHome, version: str, action: BundleAction, by: str, why: str
    ) -> str:
        """Write down that the pointer moves, then move it; the version before.

        In this order, because what comes before a version is read from both: were the pointer first
        and the process killed in between, the same rollback again would go back twice.
        """
        before, now = self._stored.current(home), self._clock.now()
        events = self._stored.events(home)
        if before and not events:  # a folder that was copied here, with its pointer
            known = BundleEvent(event_time(now - timedelta(seconds=1)), BundleAction.BUILD, before)
            self._stored.put_event(home, known)
        if not events or events[-1].version != version:
            self._stored.put_event(home, BundleEvent(event_time(now), action, version, by, why))
        if before != version:
            self._stored.point(home, version)
        return before

    def _version_before(self, home: BundleHome) -> str:
        """What `version_before` finds in the history.

        Raises:
            BundleMissingError: nothing is in use.
            ConflictError: nothing was in use before.
        """
        current = self._stored.current(home)
        if not current:
            raise _missing(home.kind, home.name)
        before = version_before(self._stored.events(home), current)
        if before:
            return before
        others = [version for version in self._stored.versions(home) if version != current]
        raise ConflictError(
            f"Nothing is known to have been in use before version {current} of the {home.kind}"
            f" {home.name!r}.",
            fix=f"Name a version with --to: {', '.join(others)}." if others else "",
            field="to",
        )

    def _versions(self, home: BundleHome) -> list[ModelVersion]:
        current = self._stored.current(home)
        set_at = {event.version: event.at for event in self._stored.events(home)}
        names = self._stored.versions(home)
        if current and current not in names:
            names.append(current)  # a pointer to nothing has to be seen
        return [self._look(home, name, name == current, set_at.get(name, "")) for name in names]

    def _look(self, home: BundleHome, version: str, is_current: bool, set_at: str) -> ModelVersion:
        manifest, problem = None, ""
        try:
            manifest = self._stored.manifest(home, version)
            problem = "" if manifest else "bundle.json is missing"
        except BundleCorruptError as error:
            problem = error.message
        return ModelVersion(home.kind, home.name, version, is_current, manifest, problem, set_at)


def _missing(
    kind: BundleKind, name: str, version: str = "", others: Iterable[str] = ()
) -> BundleMissingError:
    if version:
        return BundleMissingError(
            f"There is no version {version} of the {kind} {name!r}.",
            fix=f"Published versions: {', '.join(others) or 'none'}.",
            field="to",
        )
    return BundleMissingError(
        f"No {kind} {name!r} is published.",
        fix="`shopguide models list` shows what is; `shopguide models publish FOLDER` adds one.",
        field="name",
    )
