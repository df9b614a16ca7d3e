"""The manifest of a record family: which rows are live, and what they say.

One compressed object, a line a row, grouped by hash partition in rising order. So two manifests, or
a manifest and a staged file, are compared one partition at a time, in memory that does not grow
with the shop; and a row that stays as it is goes from one manifest to the next as it stands,
without being taken apart.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from gzip import GzipFile
from io import BufferedWriter
from itertools import groupby
from types import TracebackType
from typing import BinaryIO, NamedTuple, cast

from shopguide.domain.catalog_import import manifest_key, old_manifest_key
from shopguide.domain.errors import ObjectNotFoundError
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.manifest_lines import manifest_damaged, manifest_lines
from shopguide.ports.object_store import ObjectStore

PARTITIONS = 256
_LEVEL = 1
_WRITE_BYTES = 256 * 1024
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode


class Fingerprints(NamedTuple):
    """Of a row: its fields as they stand in the file, its text, and all its normal form.

    That of the fields is empty where what is live of the row does not follow from them alone.
    """

    row: str
    text: str
    fields: str


UNCERTAIN = Fingerprints("", "", "")
"""The index may hold anything for this row: an import that touched it never went live."""


class ManifestRow(NamedTuple):
    """One live row: its `Fingerprints`, and the line that is taken apart only when it is asked."""

    row: str
    text: str
    fields: str
    line: bytes

    @property
    def content(self) -> JsonObject | None:
        """The row's normal form; None in a manifest that once had fingerprints alone."""
        part = self._part(1)
        return None if part is None else cast("JsonObject", _decode(part.decode())[0])

    @property
    def has_content(self) -> bool:
        """Whether what the row says is known."""
        return b"\t" in self.line

    @property
    def warnings(self) -> Sequence[JsonValue]:
        """What the row was imported in spite of."""
        part = self._part(2)
        return () if part is None else cast("Sequence[JsonValue]", _decode(part.decode())[0])

    @property
    def has_warnings(self) -> bool:
        """Whether there are any, which costs less than to read them."""
        return self.line.count(b"\t") > 1

    def with_fingerprints(
        self, row_id: str, fingerprints: Fingerprints, warnings: Sequence[JsonValue] = ()
    ) -> "ManifestRow":
        """The same row, read from other fields and with other warnings."""
        return _row(row_id, fingerprints, self._part(1), warnings)

    def _part(self, number: int) -> bytes | None:
        parts = self.line.rstrip(b"\n").split(b"\t", 2)
        return parts[number] if number < len(parts) else None


def manifest_row(
    row_id: str,
    fingerprints: Fingerprints,
    content: JsonObject,
    warnings: Sequence[JsonValue] = (),
) -> ManifestRow:
    """A row as a manifest has it."""
    return _row(row_id, fingerprints, _json(content), warnings)


def partition_of(row_id: str) -> int:
    """The hash partition of a row, 0 to `PARTITIONS` - 1."""
    return hashlib.blake2b(row_id.encode(), digest_size=1).digest()[0]


class ManifestWriter(AbstractContextManager["ManifestWriter"]):
    """Writes a manifest, partition after partition from 0 up.

    Args:
        target: Takes the compressed bytes, the same ones for the same rows; stays open.
    """

    def __init__(self, target: BinaryIO) -> None:
        packed = GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=target, mtime=0)
        self._packed = packed
        self._lines = BufferedWriter(packed, _WRITE_BYTES)

    def add(self, rows: Iterable[ManifestRow]) -> None:
        """Write the rows of one partition."""
        self._lines.writelines(row.line for row in rows)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lines.flush()
        self._packed.close()


class ManifestReader(AbstractContextManager["ManifestReader"]):
    """Reads a manifest partition by partition, from 0 up.

    Args:
        objects: Where it lies.
        key: Its object key; empty for a family that has no rows yet.
    """

    def __init__(self, objects: ObjectStore, key: str) -> None:
        self._key = key
        self._stream: BinaryIO | None = objects.open(key) if key else None
        rows = map(self._row_of, manifest_lines(self._stream, key) if self._stream else ())
        self._groups = groupby(rows, key=lambda row: partition_of(row[0]))
        self._next: tuple[int, Iterator[tuple[str, ManifestRow]]] | None = None
        self._asked = -1

    def partition(self, number: int) -> Mapping[str, ManifestRow]:
        """The rows of one partition by id; ask for every number in rising order.

        Raises:
            ManifestDamagedError: the manifest is cut off or not as it was written.
        """
        if self._asked < 0:
            self._next = next(self._groups, None)
        self._asked = number
        if self._next is None or self._next[0] > number:
            return {}
        if self._next[0] < number:
            raise manifest_damaged(self._key, "its rows are in disorder")
        rows = dict(self._next[1])
        self._next = next(self._groups, None)
        return rows

    def _row_of(self, line: bytes) -> tuple[str, ManifestRow]:
        end = line.find(b"\t")
        try:
            row_id, row, text, fields = _decode((line if end < 0 else line[:end]).decode())[0]
            return row_id, ManifestRow(row, text, fields, line)
        except (ValueError, TypeError) as error:
            raise manifest_damaged(self._key, str(error)) from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()


def open_unsettled(objects: ObjectStore, import_id: str) -> ManifestReader:
    """The manifest of an import that did not go live, under the name it had at its time.

    Raises:
        ObjectNotFoundError: it has none.
    """
    try:
        return ManifestReader(objects, manifest_key(import_id))
    except ObjectNotFoundError:
        return ManifestReader(objects, old_manifest_key(import_id))


def _row(
    row_id: str,
    fingerprints: Fingerprints,
    content: bytes | None,
    warnings: Sequence[JsonValue],
) -> ManifestRow:
    parts = [_json([row_id, *fingerprints])]
    if content is not None:
        parts.append(content)
    if content is not None and warnings:
        parts.append(_json(warnings))
    return ManifestRow(*fingerprints, b"\t".join(parts) + b"\n")


def _json(value: JsonValue) -> bytes:
    return _encode(value).encode()
