"""A catalogue import: its state, its counts and its rejected rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from shopguide.domain.errors import CatalogFileError, ShopGuideError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.row_problem import ProblemCode, RowProblem

REJECTIONS_IN_RECORD = 20
"""How many rejected rows an import record shows; its report and ``rejected.csv`` have more."""


class CatalogKind(StrEnum):
    """Kinds of catalogue files; the value is the folder under ``catalog/`` they are uploaded to."""

    PRODUCTS = "products"
    PRODUCTS_DELTA = "products-delta"
    QA = "qa"
    REVIEWS = "reviews"
    ARTICLES = "articles"

    @property
    def family(self) -> str:
        """The record family it changes: a delta changes ``products``."""
        return "products" if self is CatalogKind.PRODUCTS_DELTA else self.value

    @property
    def is_snapshot(self) -> bool:
        """Whether rows missing from the file are removed from the shop."""
        return self is not CatalogKind.PRODUCTS_DELTA


class ImportStatus(StrEnum):
    """Where an import stands; the last five are final."""

    WAITING = "waiting"
    READING = "reading"
    INDEXING = "indexing"
    PUBLISHED = "published"
    CHECKED = "checked"
    """A dry run: the report is there, and nothing was touched."""
    HELD = "held"
    FAILED = "failed"
    SUPERSEDED = "superseded"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self not in (ImportStatus.WAITING, ImportStatus.READING, ImportStatus.INDEXING)


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Rows of a file by what happened to them.

    ``read = rejected + unchanged + added + changed_text + changed_fields + merged`` always holds.
    Merged rows tell more of what another row stands for: a further seller's offer, a further image.
    Removed rows are those of the shop that a snapshot no longer has. Rows with warnings are counted
    among the others, too.
    """

    read: int = 0
    rejected: int = 0
    unchanged: int = 0
    added: int = 0
    changed_text: int = 0
    changed_fields: int = 0
    removed: int = 0
    merged: int = 0
    warnings: int = 0

    @property
    def changes(self) -> int:
        """Rows of the shop that come, go or become others."""
        return self.added + self.changed_text + self.changed_fields + self.removed


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import as the API shows it.

    `kind` is None where the file lies in no kind's folder. Times are ISO 8601 UTC. `rejections` has
    the first `REJECTIONS_IN_RECORD`. `problem` says in a sentence why it did not end well and what
    to do, `problem_code` in a stable word. `encoder` is empty but for a reindex, which imports what
    is live already into an index for that encoder (its name and version) and has no kind.

    `is_check` is a dry run. `holds` has the problem codes of everything that holds it, or would
    hold the upload of a file that is only checked; `problem_code` is the first of them. `approved`
    has those of holds that an operator approved at `approved_at`; `operator` is who did, or who
    asked for a rollback, as they name themselves. `restores` is set for a rollback: the catalogue
    version whose rows of the family come back. `is_empty`: there is nothing to change, and its one
    batch is empty.
    `rehearsal` names the index that an import with canary queries is prepared in before it may go
    live. `page_key` is the object key of the report for people (HTML).
    """

    import_id: str
    kind: CatalogKind | None
    object_key: str
    etag: str
    status: ImportStatus
    created_at: str
    updated_at: str
    counts: ImportCounts = field(default_factory=ImportCounts)
    batches_total: int = 0
    batches_done: int = 0
    rejections: Sequence[RowProblem] = ()
    catalogue_version: int | None = None
    report_key: str = ""
    rejected_key: str = ""
    problem: str = ""
    problem_code: str = ""
    encoder: str = ""
    is_check: bool = False
    approved: Sequence[str] = ()
    restores: int | None = None
    rehearsal: str = ""
    page_key: str = ""
    holds: Sequence[str] = ()
    approved_at: str = ""
    operator: str = ""
    is_empty: bool = False

    @property
    def attempt(self) -> int:
        """0, and another number after each approval: its batches are those of another reading."""
        return len(self.approved)


def with_problem(record: ImportRecord, status: ImportStatus, error: Exception) -> ImportRecord:
    """The record of an import that an error ended; an error of no ShopGuide kind shows no insides.

    A file's error gives its own reason as the code, e.g. ``missing_column``.
    """
    if isinstance(error, CatalogFileError):
        return replace(record, status=status, problem=str(error), problem_code=error.reason)
    if isinstance(error, ShopGuideError):
        return replace(record, status=status, problem=str(error), problem_code=error.code)
    problem = f"An unexpected error ({type(error).__name__}) stopped the import; see the logs."
    return replace(record, status=status, problem=problem, problem_code=ShopGuideError.code)


def record_time(moment: datetime) -> str:
    """A moment in UTC as import records tell it, e.g. ``2026-01-31T12:00:00.000Z``."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def batches_done(progress: JsonObject | None) -> frozenset[str]:
    """Numbers of the batches that are done, from the record at `import_progress_key`."""
    done = (progress or {}).get("done")
    return frozenset(map(str, done)) if isinstance(done, list) else frozenset()


def import_object_key(import_id: str, name: str) -> str:
    """The key of a file that an import writes, e.g. ``imports/1f0c9a2e5d7b8c64/report.json``.

    None of them lies under ``catalog/``, so none is taken for an upload.
    """
    return f"imports/{import_id}/{name}"


def manifest_key(import_id: str) -> str:
    """The object key of an import's manifest: the rows of its family as of this import."""
    return import_object_key(import_id, "manifest.jsonl.gz")


def old_manifest_key(import_id: str) -> str:
    """Where imports once wrote it, uncompressed and with fingerprints alone."""
    return import_object_key(import_id, "manifest.jsonl")


def import_to_json(record: ImportRecord) -> JsonObject:
    """The record as a JSON object; `import_from_json` reads it back."""
    return cast("JsonObject", {**asdict(record), "rejections": [*map(asdict, record.rejections)]})


def import_from_json(record: JsonObject) -> ImportRecord:
    """Read what `import_to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is something else.
    """
    members: dict[str, Any] = dict(record)
    members["kind"] = CatalogKind(members["kind"]) if members["kind"] else None
    members["status"] = ImportStatus(members["status"])
    members["counts"] = ImportCounts(**cast("Mapping[str, int]", members["counts"]))
    members["rejections"] = tuple(map(_problem_from_json, members["rejections"]))
    members["approved"] = tuple(members.get("approved") or ())
    members["holds"] = tuple(members.get("holds") or ())
    return ImportRecord(**members)


def _problem_from_json(row: Mapping[str, Any]) -> RowProblem:
    return RowProblem(**{**row, "code": ProblemCode(row.get("code", ProblemCode.OTHER))})
