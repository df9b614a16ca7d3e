"""Rows of a file on the local disk, by hash partition of their ids."""

import errno
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TextIO

from shopguide.catalog.manifest import partition_of
from shopguide.domain.errors import StorageFullError


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row as the file has it: line, id, fingerprint of its fields, and the fields.

    `fields` is None for a row that was rejected already; the file names its id all the same.
    """

    line: int
    row_id: str
    fingerprint: str
    fields: list[str] | None


class RowStage(AbstractContextManager["RowStage"]):
    """Takes rows in the order of the file and gives them back partition by partition.

    Args:
        folder: An empty folder for its files.
        seed: Goes into every row's fingerprint: what else, besides its fields, the meaning of a row
            depends on.
    """

    def __init__(self, folder: Path, seed: str) -> None:
        self._folder = folder
        self._seed = hashlib.blake2b(seed.encode(), digest_size=8)
        self._files: dict[int, TextIO] = {}
        self._open = ExitStack()

    def add(self, line: int, row_id: str, fields: Sequence[str] | None) -> None:
        """Keep a row, or only its id."""
        content = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        digest = self._seed.copy()
        digest.update(content.encode())
        number = partition_of(row_id)
        file = self._files.get(number) or self._open_partition(number)
        file.write(f"{line}\t{digest.hexdigest()}\t{json.dumps(row_id)}\t{content}\n")

    def partition(self, number: int) -> Iterator[StagedRow]:
        """The rows of one partition in the order of the file; nothing can be added any more."""
        self._open.close()
        if number not in self._files:
            return
        with self._path(number).open(encoding="utf-8") as file:
            for text in file:
                line, fingerprint, row_id, content = text.split("\t", 3)
                yield StagedRow(int(line), json.loads(row_id), fingerprint, json.loads(content))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def _open_partition(self, number: int) -> TextIO:
        file = self._open.enter_context(self._path(number).open("w", encoding="utf-8"))
        self._files[number] = file
        return file

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:03d}"


@contextmanager
def disk_space_errors() -> Iterator[None]:
    """Turn the operating system's "no space left" into `StorageFullError`."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise StorageFullError(
            "The disk for temporary files is full.",
            fix="Make room there (TMPDIR), or give the import function more storage.",
        ) from error
