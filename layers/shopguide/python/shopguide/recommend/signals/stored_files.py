"""The files of a version of the signals in the object store, read as streams and verified."""

import gzip
import hashlib
import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from shopguide.domain.errors import (
    BundleCorruptError,
    ObjectNotFoundError,
    SignalsNotFoundError,
)
from shopguide.domain.json_value import JsonObject
from shopguide.domain.signal_files import CLICKS_CARD, CLICKS_MODEL
from shopguide.ports.object_store import ObjectStore
from shopguide.recommend.signals.manifest import (
    SignalsManifest,
    checked_version,
    damaged,
    manifest_from_bytes,
    signals_key,
)

_PIECE_BYTES = 1 << 20


def read_manifest(objects: ObjectStore, version: str) -> SignalsManifest:
    """What the batch says of a version.

    Raises:
        InvalidParameterError: no version can be called so.
        SignalsNotFoundError: there is none, or its batch has not finished.
        SignalsDamagedError: it cannot be read.
    """
    key = signals_key(checked_version(version))
    try:
        with closing(objects.open(key)) as stream:
            content = stream.read()
    except ObjectNotFoundError as error:
        raise SignalsNotFoundError(
            f"There is no version {version!r} of the signals.",
            fix="`shopguide signals list` shows the versions there are.",
            field="version",
        ) from error
    return manifest_from_bytes(version, content)


def read_click_model(objects: ObjectStore, version: str) -> tuple[bytes, JsonObject]:
    """Contents of a version's ``clicks.onnx`` and ``clicks.json``, which are megabytes at most.

    Raises:
        ObjectNotFoundError: one of them is missing.
        BundleCorruptError: the card is no JSON.
    """
    with closing(objects.open(signals_key(version, CLICKS_MODEL))) as stream:
        model = stream.read()
    with closing(objects.open(signals_key(version, CLICKS_CARD))) as stream:
        content = stream.read()
    try:
        card = json.loads(content)
    except ValueError as error:
        raise BundleCorruptError(f"{CLICKS_CARD} of version {version} is no JSON.") from error
    return model, card


class StoredFiles:
    """Files of one version; each is checked before it is believed.

    Args:
        objects: Has them.
        manifest: Names them, with their checksums.
    """

    def __init__(self, objects: ObjectStore, manifest: SignalsManifest) -> None:
        self._objects = objects
        self._manifest = manifest
        self._etags: dict[str, str] = {}

    def check(self) -> None:
        """Read every file once and compare it with its checksum.

        What is read later is what was checked here: the object store refuses any other bytes.

        Raises:
            SignalsDamagedError: names the first file that is missing or damaged.
        """
        for name, expected in sorted(self._manifest.files.items()):
            try:
                self._etags[name] = self._objects.head(self._key(name)).etag
                with closing(self._open(name)) as stream:
                    found = _sha256_of(stream)
            except ObjectNotFoundError as error:
                raise self.damaged(f"its file {name} is missing") from error
            if found != expected:
                raise self.damaged(f"its file {name} has another checksum than {found[:12]}")

    def lines(self, name: str) -> Iterator[tuple[int, JsonObject]]:
        """The objects of a gzipped file of JSON lines, with their 1-based numbers.

        Raises:
            SignalsDamagedError: names the line that is none, or says that the file is cut off.
        """
        with closing(self._open(name)) as stream, gzip.open(stream, "rb") as lines:
            number = 0
            try:
                for number, line in enumerate(lines, start=1):
                    record = json.loads(line)
                    if not isinstance(record, dict):
                        raise self.damaged(f"line {number} of {name} is no JSON object")
                    yield number, record
            except (EOFError, OSError, zlib.error) as error:
                raise self.damaged(f"{name} cannot be unpacked: {error}") from error
            except ValueError as error:
                raise self.damaged(f"line {number} of {name} is no JSON") from error

    def json(self, name: str) -> JsonObject:
        """A small file that is one JSON object.

        Raises:
            SignalsDamagedError: it is none.
        """
        with closing(self._open(name)) as stream:
            content = stream.read()
        try:
            record = json.loads(content)
        except ValueError as error:
            raise self.damaged(f"{name} is no JSON") from error
        if not isinstance(record, dict):
            raise self.damaged(f"{name} is no JSON object")
        return record

    def copy(self, name: str, folder: Path) -> Path:
        """Copy a file into a folder, for what has to be read out of order."""
        path = folder / name
        with closing(self._open(name)) as stream, path.open("wb") as file:
            shutil.copyfileobj(stream, file, _PIECE_BYTES)
        return path

    def damaged(self, what: str) -> Exception:
        """The error for this version."""
        return damaged(self._manifest.version, what)

    def _open(self, name: str) -> BinaryIO:
        return self._objects.open(self._key(name), if_match=self._etags.get(name))

    def _key(self, name: str) -> str:
        return signals_key(self._manifest.version, name)


def _sha256_of(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.hexdigest()
