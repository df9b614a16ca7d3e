"""Rows of a file on the local disk, by hash partition of their ids."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shopguide.catalog.manifest import PARTITIONS, partition_of
from shopguide.domain.errors import StorageFullError, means_full_disk

MAX_CHARACTERS_IN_MEMORY = 4_000_000


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row as the file has it: line, id, fingerprint of its fields, and the fields.

    `fields` is None for a row that was rejected already; the file names its id all the same.
    """

    line: int
    row_id: str
    fingerprint: str
    fields: list[str] | None


class RowStage:
    """Takes rows in the order of the file and gives them back partition by partition.

    Rows collect in memory and go to disk some megabytes at a time, so that a small file never
    touches the disk, and no more than one file is open at once.

    Args:
        folder: An empty folder for its files.
        seed: Goes into every row's fingerprint: what else, besides its fields, the meaning of a row
            depends on.
    """

    def __init__(self, folder: Path, seed: str) -> None:
        self._folder = folder
        self._seed = hashlib.blake2b(seed.encode(), digest_size=8)
        self._lines: list[list[str]] = [[] for _ in range(PARTITIONS)]
        self._size = 0

    def add(self, line: int, row_id: str, fields: Sequence[str] | None) -> None:
        """Keep a row, or only its id."""
        content = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        digest = self._seed.copy()
        digest.update(content.encode())
        text = f"{line}\t{digest.hexdigest()}\t{json.dumps(row_id)}\t{content}\n"
        self._lines[partition_of(row_id)].append(text)
        self._size += len(text)
        if self._size > MAX_CHARACTERS_IN_MEMORY:
            self._write_down()

    def partition(self, number: int) -> Iterator[StagedRow]:
        """The rows of one partition in the order of the file."""
        path = self._path(number)
        if path.exists():
            with path.open(encoding="utf-8") as file:
                yield from map(_row_of, file)
        yield from map(_row_of, self._lines[number])

    def _write_down(self) -> None:
        for number, lines in enumerate(self._lines):
            if lines:
                with self._path(number).open("a", encoding="utf-8") as file:
                    file.writelines(lines)
                lines.clear()
        self._size = 0

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:03d}"


def _row_of(text: str) -> StagedRow:
    line, fingerprint, row_id, content = text.split("\t", 3)
    return StagedRow(int(line), json.loads(row_id), fingerprint, json.loads(content))


@contextmanager
def disk_space_errors() -> Iterator[None]:
    """Turn the operating system's "no space left" into `StorageFullError`."""
    try:
        yield
    except OSError as error:
        if not means_full_disk(error):
            raise
        raise StorageFullError(
            "There is no room for the rows of the file on their way.",
            fix="Make room on the disk of the data folder, or give the import function more /tmp.",
        ) from error
