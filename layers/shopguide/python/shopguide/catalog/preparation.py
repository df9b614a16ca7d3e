"""An uploaded file to batches of changes: read, validate, compare, write; nothing live changes."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shopguide.catalog.batches import BatchWriter
from shopguide.catalog.comparing.difference import Comparison
from shopguide.catalog.comparing.joined_rows import RowJoining
from shopguide.catalog.comparing.known_rows import KnownRows
from shopguide.catalog.comparing.manifest import ManifestWriter
from shopguide.catalog.comparing.product_passages import (
    PRODUCTS,
    ProductMoves,
    passage_changes,
    shown_rows,
)
from shopguide.catalog.comparing.rejections import RejectionLog
from shopguide.catalog.comparing.row_outcomes import RowOutcomes
from shopguide.catalog.comparing.row_problems import RowProblems
from shopguide.catalog.comparing.staging import RowStage
from shopguide.catalog.comparing.updated_rows import RowUpdating
from shopguide.catalog.mapping.mended_rows import import_name, kept_mapping_key
from shopguide.catalog.reading.source import Header, RawRow, RowSource, SourceFacts, open_source
from shopguide.catalog.reports.statistics import ImportStatistics, ImportSummary
from shopguide.catalog.rows.product_rows import ProductParser
from shopguide.catalog.rows.product_updates import ProductUpdates, is_update
from shopguide.catalog.rows.row_parsing import RowError, RowParser, field_count_error
from shopguide.catalog.rows.text_rows import TextParser
from shopguide.domain.batch import RowChange
from shopguide.domain.catalog_import import (
    CatalogKind,
    ImportCounts,
    import_object_key,
    manifest_key,
)
from shopguide.domain.column_mapping import ColumnMapping, mapping_to_json
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.live_catalogue import LiveCatalogue
from shopguide.domain.row_problem import RowProblem
from shopguide.ports.object_store import ObjectStore
from shopguide.text.catalog_columns import are_mended_rows

ROW_FORMAT = 3
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
        currency: Of prices that name none, where the file does not say either; may be empty.
        attempt: Which reading of the file it is (`ImportRecord.attempt`).
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
        currency: str = "",
        attempt: int = 0,
    ) -> None:
        self._objects = objects
        self._import_id = import_id
        self._kind = kind
        self._file = file
        self._folder = folder
        self._at = at
        self._currency = currency
        self._attempt = attempt

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
        parser = parser_of(self._kind, source.header, self._currency)
        statistics = ImportStatistics()
        with RejectionLog(self._folder / "rejections") as rejections:
            problems = RowProblems(rejections, statistics)
            stage, read = self._stage(source, parser, problems, statistics)
            staged = time.perf_counter()
            batches = BatchWriter(self._objects, self._import_id, batch_rows, attempt=self._attempt)
            outcomes = RowOutcomes(
                ignore_change if dry_run else batches.add,
                statistics,
                shown=shown_rows(self._objects, live, self._kind.family),
                moves=ProductMoves() if self._kind.family == PRODUCTS else None,
            )
            live_rows, merged = self._compare(
                stage, parser, problems, outcomes, live, source.header
            )
            if not dry_run:
                self._store("manifest", manifest_key(self._import_id))
                for change in passage_changes(self._objects, live, outcomes.moves):
                    batches.add(change)
            self._store_rejected(rejections, source.header, mapping)
            return PreparedImport(
                counts=ImportCounts(
                    read=read,
                    rejected=rejections.count,
                    merged=merged + source.facts.left_out,
                    warnings=problems.rows_with_warnings,
                    **outcomes.rows,
                ),
                live_rows=live_rows,
                batches=batches.finish(),
                facts=source.facts,
                header=source.header,
                rejections=tuple(rejections.first(REJECTIONS_IN_REPORT)),
                warnings=problems.warnings(),
                statistics=statistics.summary(),
                reading_seconds=staged - started,
                comparing_seconds=time.perf_counter() - staged,
            )

    def _stage(
        self,
        source: RowSource,
        parser: RowParser,
        problems: RowProblems,
        statistics: ImportStatistics,
    ) -> tuple[RowStage, int]:
        """Stage every row that is whole; and how many rows the file has."""
        folder = self._folder / "rows"
        folder.mkdir()
        seed = row_seed(self._kind, source, self._currency)
        stage = RowStage(folder, seed, source.header if source.grows else None)
        read = 0
        for row in source:
            read += row.rows
            if row.is_left_out:
                continue
            statistics.row(source.header, row.fields)
            row_id = parser.row_id(row.fields)
            if error := _row_error(row, source):
                problems.reject(row.line, row_id, error, row.fields, row.rows)
                stage.add(row.line, row_id, None)
            else:
                stage.add(row.line, row_id, row.fields, row.rows)
        if not read:
            raise CatalogFileError(
                "The file has a header, but no rows.",
                file=self._file,
                reason="no_rows",
                fix="Upload a file with rows; an empty one never empties the shop.",
            )
        return stage, read

    def _compare(
        self,
        stage: RowStage,
        parser: RowParser,
        problems: RowProblems,
        outcomes: RowOutcomes,
        live: LiveCatalogue,
        header: Header,
    ) -> tuple[int, int]:
        """How many rows the family had, and how many of the file tell more of another one."""
        is_snapshot = self._kind.is_snapshot and not are_mended_rows(header.names)
        joining: RowJoining | RowUpdating
        if self._kind.family == PRODUCTS and is_update(header):
            joining = RowUpdating(ProductUpdates(header, self._currency), problems, at=self._at)
        else:
            joining = RowJoining(
                parser, problems, keeps_offers=not is_snapshot, at=self._at, shown=outcomes.shown
            )
        comparison = Comparison(stage, joining, removes=is_snapshot, outcomes=outcomes)
        with (
            KnownRows(self._objects, live, self._kind.family, self._import_id) as rows,
            (self._folder / "manifest").open("wb") as target,
            ManifestWriter(target) as manifest,
        ):
            return comparison.run(rows, manifest), joining.merged

    def _store_rejected(
        self, rejections: RejectionLog, header: Header, mapping: ColumnMapping | None
    ) -> None:
        """Store the rejected rows, and what their columns mean, for when they come back mended."""
        if not rejections.count:
            return
        used = json.dumps(mapping_to_json(mapping or ColumnMapping()), ensure_ascii=False)
        self._objects.put(kept_mapping_key(self._import_id), used.encode())
        with (self._folder / "rejected.csv").open("wb") as target:
            rejections.write_csv(target, header, import_name(self._import_id))
        self._store("rejected.csv", import_object_key(self._import_id, "rejected.csv"))

    def _store(self, name: str, key: str) -> None:
        with (self._folder / name).open("rb") as written:
            self._objects.put(key, written)


def ignore_change(change: RowChange) -> None:
    """Take a change of a dry run, which goes nowhere."""


def parser_of(kind: CatalogKind, header: Header, currency: str = "") -> RowParser:
    """The parser of a kind's rows; `currency` is the shop's own."""
    if kind.family == PRODUCTS:
        return ProductParser(header, currency)
    return TextParser(kind, header)


def row_seed(kind: CatalogKind, source: RowSource, currency: str = "") -> str:
    """What the meaning of a row depends on besides its fields.

    Where rows name their own columns, the columns are part of each row instead.
    """
    header = source.header
    columns = [sorted(header.positions.items()), sorted(header.attributes.items())]
    currency = header.currency or currency
    facts = [sorted(header.constants.items()), currency, header.decimal_mark]
    return f"{ROW_FORMAT} {kind.family} {[] if source.grows else columns} {facts}"


def _row_error(row: RawRow, source: RowSource) -> RowError | None:
    header = source.header
    if row.defect is None:
        return None if source.grows else field_count_error(row.fields, header)
    column = row.defect.column
    if column is None:
        value = row.fields[0] if row.fields else ""
        return RowError("", value, row.defect.reason, row.defect.code)
    name = header.names[column] if column < len(header.names) else ""
    value = row.fields[column] if column < len(row.fields) else ""
    return RowError(name, value, row.defect.reason, row.defect.code)
