"""An uploaded file to batches of changes: read, validate, compare, write; nothing live changes."""

import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shopguide.catalog.batches import BatchWriter
from shopguide.catalog.difference import Comparison, Difference
from shopguide.catalog.manifest import ManifestReader, ManifestWriter, open_unsettled
from shopguide.catalog.product_rows import ProductParser
from shopguide.catalog.reading.source import Header, RawRow, SourceFacts, open_source
from shopguide.catalog.rejections import RejectionLog
from shopguide.catalog.row_parsing import RowError, RowParser, field_count_error, rejection_of
from shopguide.catalog.staging import RowStage
from shopguide.catalog.statistics import ImportStatistics, ImportSummary
from shopguide.catalog.text_rows import TextParser
from shopguide.domain.batch import RowChange
from shopguide.domain.catalog_import import (
    CatalogKind,
    ImportCounts,
    import_object_key,
    manifest_key,
)
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.live_catalogue import LiveCatalogue
from shopguide.domain.row_problem import RowProblem
from shopguide.ports.object_store import ObjectStore

ROW_FORMAT = 2
"""Raise it whenever the same row comes to mean something else, so that all are parsed again."""

REJECTIONS_IN_REPORT = 1000


@dataclass(frozen=True, slots=True)
class PreparedImport:
    """A file that was read to its end; its batches, manifest and ``rejected.csv`` are stored.

    Of a dry run, ``rejected.csv`` alone is. `live_rows` is the size of the family before;
    `rejections` and `warnings` are the first `REJECTIONS_IN_REPORT` by line.
    """

    counts: ImportCounts
    live_rows: int
    batches: int
    facts: SourceFacts
    header: Header
    rejections: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    statistics: ImportSummary
    reading_seconds: float
    comparing_seconds: float


class Preparation:
    """Prepares one import.

    Args:
        objects: Where the live manifests lie, and what is prepared goes.
        import_id: Whose files they are.
        kind: Of the file.
        file: Its object key, for messages.
        folder: An empty folder on the local disk; rows lie there meanwhile.
        at: When the import began (ISO 8601 UTC), the same however often it is prepared; from
            then on its prices hold.
    """

    def __init__(
        self,
        objects: ObjectStore,
        import_id: str,
        kind: CatalogKind,
        file: str,
        folder: Path,
        *,
        at: str = "",
    ) -> None:
        self._objects = objects
        self._import_id = import_id
        self._kind = kind
        self._file = file
        self._folder = folder
        self._at = at

    def run(
        self,
        stream: BinaryIO,
        live: LiveCatalogue,
        batch_rows: int,
        *,
        mapping: ColumnMapping | None = None,
        dry_run: bool = False,
    ) -> PreparedImport:
        """Read the file and write what it changes.

        Args:
            stream: The file.
            live: What it is compared with.
            batch_rows: Most rows of a batch.
            mapping: What the columns of the file mean.
            dry_run: Write no batches and no manifest.

        Raises:
            CatalogFileError: the file as a whole cannot be imported.
            ManifestDamagedError: a manifest of what is live is damaged.
        """
        started = time.perf_counter()
        source = open_source(stream, self._file, self._kind, mapping)
        header, rows = source.header, source
        parser = parser_of(self._kind, header)
        stage = RowStage(self._subfolder("rows"), row_seed(self._kind, header))
        with RejectionLog(self._folder / "rejections") as rejections:
            read = self._stage(rows, header, parser, stage, rejections)
            compared = time.perf_counter()
            batches = BatchWriter(self._objects, self._import_id, batch_rows)
            comparison = Comparison(
                stage,
                parser,
                removes=self._kind.is_snapshot,
                rejections=rejections,
                emit=ignore if dry_run else batches.add,
            )
            difference = self._compare(comparison, live)
            if not dry_run:
                self._store("manifest", manifest_key(self._import_id))
            self._store_rejected(rejections, header)
            return PreparedImport(
                counts=_counts(read, rejections, difference),
                live_rows=difference.live,
                batches=batches.finish(),
                facts=source.facts,
                header=header,
                rejections=tuple(rejections.first(REJECTIONS_IN_REPORT)),
                warnings=(),
                statistics=ImportStatistics().summary(),
                reading_seconds=compared - started,
                comparing_seconds=time.perf_counter() - compared,
            )

    def _subfolder(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    def _stage(
        self,
        rows: Iterable[RawRow],
        header: Header,
        parser: RowParser,
        stage: RowStage,
        rejections: RejectionLog,
    ) -> int:
        """Stage every row that is whole; how many rows there are."""
        read = 0
        for read, row in enumerate(rows, 1):  # noqa: B007 - the last one is the result
            row_id = parser.row_id(row.fields)
            if error := _row_error(row, header):
                rejections.add(rejection_of(row.line, row_id, error), row.fields)
                stage.add(row.line, row_id, None)
            else:
                stage.add(row.line, row_id, row.fields)
        if not read:
            raise CatalogFileError(
                "The file has a header, but no rows.",
                file=self._file,
                reason="no_rows",
                fix="Upload a file with rows; an empty one never empties the shop.",
            )
        return read

    def _compare(self, comparison: Comparison, live: LiveCatalogue) -> Difference:
        family = self._kind.family
        others = (other for other in live.unsettled.get(family, ()) if other != self._import_id)
        path = self._folder / "manifest"
        with ExitStack() as stack:
            before = stack.enter_context(
                ManifestReader(self._objects, live.manifests.get(family, ""))
            )
            unsettled = [
                stack.enter_context(open_unsettled(self._objects, other)) for other in others
            ]
            with path.open("wb") as target, ManifestWriter(target) as manifest:
                difference = comparison.run(before, unsettled, manifest)
        return difference

    def _store(self, name: str, key: str) -> None:
        with (self._folder / name).open("rb") as written:
            self._objects.put(key, written)

    def _store_rejected(self, rejections: RejectionLog, header: Header) -> None:
        if not rejections.count:
            return
        path = self._folder / "rejected.csv"
        with path.open("wb") as target:
            rejections.write_csv(target, header)
        self._store("rejected.csv", import_object_key(self._import_id, "rejected.csv"))


def ignore(change: RowChange) -> None:
    """Take a change of a dry run, which goes nowhere."""


def parser_of(kind: CatalogKind, header: Header) -> RowParser:
    """The parser of a kind's rows."""
    return ProductParser(header) if kind.family == "products" else TextParser(kind, header)


def row_seed(kind: CatalogKind, header: Header) -> str:
    """What the meaning of a row depends on besides its fields."""
    columns = [sorted(header.positions.items()), sorted(header.attributes.items())]
    return f"{ROW_FORMAT} {kind.family} {columns}"


def _row_error(row: RawRow, header: Header) -> RowError | None:
    if row.defect is None:
        return field_count_error(row.fields, header)
    column = row.defect.column
    if column is None:
        return RowError("", row.fields[0] if row.fields else "", row.defect.reason)
    name = header.names[column] if column < len(header.names) else ""
    return RowError(name, row.fields[column], row.defect.reason)


def _counts(read: int, rejections: RejectionLog, difference: Difference) -> ImportCounts:
    rows = difference.rows
    return ImportCounts(
        read=read,
        rejected=rejections.count,
        unchanged=rows["unchanged"],
        added=rows["added"],
        changed_text=rows["changed_text"],
        changed_fields=rows["changed_fields"],
        removed=rows["removed"],
    )
