"""The lines of a manifest, one a row, and the ids they begin with.

A line is a JSON array ``[id, row, text, fields]`` and, after a tab each, what is live of the row
and its warnings, if it has any. JSON has no raw tabs. What a line says beyond its id is known in
`catalog.manifest` only.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from gzip import BadGzipFile, GzipFile
from io import BufferedReader
from typing import BinaryIO

from shopguide.domain.errors import ManifestDamagedError

_READ_BYTES = 256 * 1024


def manifest_lines(stream: BinaryIO, key: str) -> Iterator[bytes]:
    """The lines of a stored manifest, with their line ends.

    Args:
        stream: The object's bytes; the caller closes it.
        key: Its object key: a name that ends in ``.gz`` is compressed, an older one is not.

    Raises:
        ManifestDamagedError: it is cut off or not as it was written.
    """
    if not key.endswith(".gz"):
        yield from stream
        return
    unpacked = GzipFile(fileobj=stream, mode="rb")
    lines = BufferedReader(unpacked, _READ_BYTES)
    try:
        yield from lines
    except (BadGzipFile, EOFError, zlib.error) as error:
        raise manifest_damaged(key, str(error)) from error
    if unpacked.mtime is None:  # not even gzip's own header; that of no rows has one
        raise manifest_damaged(key, "it is empty")


def row_ids_in(lines: Iterable[bytes], key: str) -> Iterator[str]:
    """Ids of a manifest's rows.

    Raises:
        ManifestDamagedError: a line is no manifest's.
    """
    for line in lines:
        try:
            yield json.loads(line.partition(b"\t")[0])[0]
        except (ValueError, LookupError, TypeError) as error:
            raise manifest_damaged(key, str(error)) from error


def manifest_damaged(key: str, why: str) -> ManifestDamagedError:
    """The error of a manifest that is not as it was written."""
    return ManifestDamagedError(
        f"The list of live rows {key} is damaged: {why}.",
        fix="Restore this object from a backup; until then imports of its family cannot run.",
    )
