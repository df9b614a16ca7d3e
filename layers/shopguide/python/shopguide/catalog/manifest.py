"""The manifest of a record family: which rows are live, with their fingerprints.

One JSON Lines object, its rows grouped by hash partition in rising order. So two manifests, or a
manifest and a staged file, are compared one partition at a time, in memory that does not grow with
the shop.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import groupby
from types import TracebackType
from typing import BinaryIO, NamedTuple

from shopguide.ports.object_store import ObjectStore

PARTITIONS = 256


class Fingerprints(NamedTuple):
    """Of a row: its fields as they stand in the file, its text, and all its normal form."""

    row: str
    text: str
    fields: str


UNCERTAIN = Fingerprints("", "", "")
"""The index may hold anything for this row: an import that touched it never went live."""


def partition_of(row_id: str) -> int:
    """The hash partition of a row, 0 to `PARTITIONS` - 1."""
    return hashlib.blake2b(row_id.encode(), digest_size=1).digest()[0]


def manifest_lines(rows: Mapping[str, Fingerprints]) -> Iterator[bytes]:
    """The lines of one partition's rows."""
    for row_id, fingerprints in rows.items():
        record = [row_id, *fingerprints]
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class ManifestReader(AbstractContextManager["ManifestReader"]):
    """Reads a manifest partition by partition, from 0 up.

    Args:
        objects: Where it lies.
        key: Its object key; empty for a family that has no rows yet.
    """

    def __init__(self, objects: ObjectStore, key: str) -> None:
        self._stream: BinaryIO | None = objects.open(key) if key else None
        rows = map(_row_of, self._stream or ())
        self._groups = groupby(rows, key=lambda row: partition_of(row[0]))
        self._next = next(self._groups, None)

    def partition(self, number: int) -> dict[str, Fingerprints]:
        """The rows of one partition by id; numbers must be asked for in rising order."""
        if self._next is None or self._next[0] != number:
            return {}
        rows = dict(self._next[1])
        self._next = next(self._groups, None)
        return rows

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()


def _row_of(line: bytes) -> tuple[str, Fingerprints]:
    row_id, *fingerprints = json.loads(line)
    return row_id, Fingerprints(*fingerprints)
