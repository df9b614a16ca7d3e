"""Bundles as they lie in an object store: ``<prefix><kind>/<name>/<version>/``."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from shopguide.domain.bundle import (
    CURRENT_NAME,
    MANIFEST_NAME,
    BundleKind,
    BundleManifest,
    manifest_from_json,
    manifest_to_json,
)
from shopguide.domain.bundle_history import (
    HISTORY_NAME,
    BundleEvent,
    event_from_json,
    event_to_json,
)
from shopguide.domain.errors import BundleCorruptError, InvalidParameterError, ObjectNotFoundError
from shopguide.ports.object_store import ObjectStore

_PIECE_BYTES = 1 << 20
_SEGMENT = re.compile(r"\w[\w.@+-]{0,99}")


@dataclass(frozen=True, slots=True)
class BundleHome:
    """Where all versions of one bundle lie."""

    prefix: str
    kind: BundleKind
    name: str

    @property
    def place(self) -> str:
        """What all keys of the bundle begin with."""
        return f"{self.prefix}{self.kind}/{self.name}/"

    @property
    def pointer(self) -> str:
        """Key of the object that names the version in use."""
        return self.place + CURRENT_NAME

    @property
    def history(self) -> str:
        """What the keys of the bundle's events begin with."""
        return f"{self.place}{HISTORY_NAME}/"

    def file(self, version: str, file: str = MANIFEST_NAME) -> str:
        """Key of a version's file."""
        return f"{self.place}{version}/{file}"


class StoredBundles:
    """Reads and writes bundles, one object at a time."""

    def __init__(self, objects: ObjectStore, prefix: str) -> None:
        self._objects = objects
        self._prefix = prefix

    def home(self, kind: BundleKind, name: str) -> BundleHome:
        """Where a bundle lies, whether there is one or not.

        Raises:
            InvalidParameterError: no bundle can have this name.
        """
        return BundleHome(self._prefix, kind, checked_name("name", name))

    def homes(self) -> list[BundleHome]:
        """All bundles that have a version or a pointer, by kind and name."""
        kinds = {kind.value: kind for kind in BundleKind}
        found: set[tuple[str, str]] = set()
        for stored in self._objects.list(self._prefix):
            kind, _, rest = stored.key.removeprefix(self._prefix).partition("/")
            name, _, below = rest.partition("/")
            if kind in kinds and (below == CURRENT_NAME or below.endswith(f"/{MANIFEST_NAME}")):
                found.add((kind, name))
        return [BundleHome(self._prefix, kinds[kind], name) for kind, name in sorted(found)]

    def versions(self, home: BundleHome) -> list[str]:
        """Versions whose manifest is there, which is stored last; by name."""
        below = (stored.key.removeprefix(home.place) for stored in self._objects.list(home.place))
        paths = (key.split("/") for key in below)
        return [path[0] for path in paths if len(path) == 2 and path[1] == MANIFEST_NAME]

    def current(self, home: BundleHome) -> str:
        """The version that the pointer names, empty where there is no pointer."""
        return (self._read(home.pointer) or b"").decode(errors="replace").strip()

    def point(self, home: BundleHome, version: str) -> None:
        """Let the pointer name a version: readers see the old one or this one."""
        self._objects.put(home.pointer, f"{version}\n".encode())

    def manifest(self, home: BundleHome, version: str) -> BundleManifest | None:
        """The manifest of a version, None if there is none.

        Raises:
            BundleCorruptError: it is broken, or of another bundle.
        """
        content = self._read(home.file(version))
        if content is None:
            return None
        try:
            manifest = manifest_from_json(content.decode())
        except ValueError as error:  # UnicodeDecodeError is one
            raise _broken(home, version, f"{MANIFEST_NAME} is broken: {error}") from error
        if (manifest.kind, manifest.name, manifest.version) != (home.kind, home.name, version):
            belongs = f"{manifest.kind}/{manifest.name}/{manifest.version}"
            raise _broken(home, version, f"{MANIFEST_NAME} is that of {belongs}")
        return manifest

    def check_whole(self, home: BundleHome, manifest: BundleManifest) -> None:
        """Read every file of a stored version and compare it with the manifest.

        Raises:
            BundleCorruptError: names the first file that is missing or damaged.
        """
        for name, expected in sorted(manifest.files.items()):
            if not self.has_file(home, manifest.version, name, expected):
                raise _broken(home, manifest.version, f"its file {name} is missing or damaged")

    def has_file(self, home: BundleHome, version: str, name: str, expected: str) -> bool:
        """Whether a file is stored with this SHA-256; reads it whole, in pieces."""
        try:
            stream = self._objects.open(home.file(version, name))
        except ObjectNotFoundError:
            return False
        with closing(stream):
            return _sha256_of(stream) == expected

    def put_file(self, home: BundleHome, version: str, path: Path, expected: str) -> None:
        """Store a file of a version.

        Raises:
            BundleCorruptError: it was changed while it was read; it is not stored.
        """
        key = home.file(version, path.name)
        with path.open("rb") as file:
            reading = _HashedReading(file)
            self._objects.put(key, cast("BinaryIO", reading))
        if reading.digest.hexdigest() != expected:
            self._objects.delete(key)
            raise BundleCorruptError(
                f"{path} was changed while it was published.", fix="Publish it again."
            )

    def put_manifest(self, home: BundleHome, manifest: BundleManifest) -> None:
        """Store ``bundle.json``: from now on the version exists."""
        key, content = home.file(manifest.version), manifest_to_json(manifest).encode()
        if self._read(key) != content:
            self._objects.put(key, content)

    def events(self, home: BundleHome) -> list[BundleEvent]:
        """What moved the pointer, oldest first; a record that cannot be read is left out."""
        return list(self._events(home))

    def put_event(self, home: BundleHome, event: BundleEvent) -> None:
        """Add to the history."""
        self._objects.put(home.history + event.file_name, event_to_json(event).encode())

    def _events(self, home: BundleHome) -> Iterator[BundleEvent]:
        for stored in list(self._objects.list(home.history)):
            try:
                yield event_from_json(self._read(stored.key) or b"")
            except (ValueError, KeyError, TypeError):
                continue  # the history explains; what counts is the pointer

    def _read(self, key: str) -> bytes | None:
        try:
            stream = self._objects.open(key)
        except ObjectNotFoundError:
            return None
        with closing(stream):
            return stream.read()


class _HashedReading:
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def checked_name(field: str, value: str) -> str:
    """A name or version that is one segment of a key; `InvalidParameterError` if it is none."""
    if not _SEGMENT.fullmatch(value):
        raise InvalidParameterError(
            f"{value[:60]!r} cannot be the {field} of a bundle.",
            fix="Use letters, digits, '_', '-', '.', '@' and '+', at most 100 of them.",
            field=field,
        )
    return value


def _sha256_of(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.hexdigest()


def _broken(home: BundleHome, version: str, what: str) -> BundleCorruptError:
    return BundleCorruptError(
        f"Version {version} of the {home.kind} {home.name!r} is not whole: {what}.",
        fix="Publish its folder again with `shopguide models publish FOLDER`.",
    )
