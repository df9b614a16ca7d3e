"""Rows of a file on the local disk, by hash partition of their ids."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, cast

from shopguide.catalog.comparing.manifest import PARTITIONS, partition_of
from shopguide.catalog.reading.header import Header
from shopguide.domain.errors import StorageFullError, means_full_disk

MAX_CHARACTERS_IN_MEMORY = 12_000_000
_NO_FIELDS = "null"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().raw_decode


class StagedRow(NamedTuple):
    """A row as the file has it: line, id, fingerprint of its fields, and how many rows it is.

    A row that was rejected already has no fields; the file names its id all the same.
    """

    line: int
    row_id: str
    fingerprint: str
    rows: int
    content: str

    @property
    def is_rejected(self) -> bool:
        """Whether it has no fields."""
        return self.content.startswith(_NO_FIELDS)

    @property
    def fields(self) -> list[str]:
        """Its fields, taken apart only when they are asked for."""
        return cast("list[str]", _decode(self.content)[0])


class RowStage:
    """Takes rows in the order of the file and gives them back partition by partition.

    Rows collect in memory and go to disk some megabytes at a time, so that a small file never
    touches the disk, and no more than one file is open at once.

    Args:
        folder: An empty folder for its files.
        seed: Goes into every row's fingerprint: what else, besides its fields, the meaning of a row
            depends on.
        growing: The header of a file whose rows name their own columns. It is whole once they were
            read, and only then do they get fingerprints, which do not depend on their order.
    """

    def __init__(self, folder: Path, seed: str, growing: Header | None = None) -> None:
        self._folder = folder
        self._seed = hashlib.blake2b(seed.encode(), digest_size=8)
        self._growing = growing
        self._lines: list[list[str]] = [[] for _ in range(PARTITIONS)]
        self._size = 0

    def add(self, line: int, row_id: str, fields: Sequence[str] | None, rows: int = 1) -> None:
        """Keep a row, or only its id."""
        content = _encode(fields)
        digest = "" if self._growing else self._digest(content)
        text = f"{line}\t{digest}\t{rows}\t{_encode(row_id)}\t{content}\n"
        self._lines[partition_of(row_id)].append(text)
        self._size += len(text)
        if self._size > MAX_CHARACTERS_IN_MEMORY:
            self._write_down()

    def partition(self, number: int) -> Iterator[StagedRow]:
        """The rows of one partition in the order of the file; ask once all were added."""
        rows = map(_row_of, self._texts(number))
        return map(self._with_fingerprint, rows) if self._growing else rows

    def _texts(self, number: int) -> Iterator[str]:
        path = self._path(number)
        if path.exists():
            with path.open(encoding="utf-8") as file:
                yield from file
        yield from self._lines[number]

    def _digest(self, content: str) -> str:
        digest = self._seed.copy()
        digest.update(content.encode())
        return digest.hexdigest()

    def _with_fingerprint(self, row: StagedRow) -> StagedRow:
        if row.is_rejected:
            return row
        labels = self._labels
        values = sorted(
            (labels[place], value)
            for place, value in enumerate(row.fields)
            if value and place in labels
        )
        return row._replace(fingerprint=self._digest(_encode(values)))

    @cached_property
    def _labels(self) -> Mapping[int, str]:
        """What each column of a header that has stopped growing is to us; ignored ones are not."""
        header = self._growing
        if header is None:
            return {}
        labels: dict[int, list[str]] = defaultdict(list)
        for native, place in header.positions.items():
            labels[place].append(native)
        for name, place in header.attributes.items():
            labels[place].append(f"attribute {name}")
        return {place: "\n".join(sorted(names)) for place, names in labels.items()}

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
    line, fingerprint, rows, row_id, content = text.split("\t", 4)
    return StagedRow(int(line), _decode(row_id)[0], fingerprint, int(rows), content)


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
