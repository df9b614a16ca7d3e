"""Where an import's report lies: beside what the import wrote, and under the file's own name."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any, cast

from shopguide.catalog.preparation import PreparedImport
from shopguide.catalog.reports.document import (
    Prepared,
    error_members,
    file_members,
    import_document,
    outcome_members,
    prepared_members,
)
from shopguide.catalog.reports.page import render_page
from shopguide.domain.catalog_import import ImportRecord, import_object_key
from shopguide.domain.errors import CatalogFileError, InvalidInputError, ObjectNotFoundError
from shopguide.domain.upload import UPLOAD_PREFIX
from shopguide.ports.limits import check_object_key
from shopguide.ports.object_store import ObjectStore
from shopguide.text.language import Language

REPORTS_PREFIX = "reports/"
"""Keys under it are the newest reports of uploaded files; none is taken for an upload."""

_JSON, _PAGE, _REJECTED = "report.json", "report.html", "rejected.csv"


def report_key(import_id: str) -> str:
    """The object key of an import's report."""
    return import_object_key(import_id, _JSON)


def page_key(import_id: str) -> str:
    """The object key of the same report as a page for people."""
    return import_object_key(import_id, _PAGE)


def with_report(record: ImportRecord) -> ImportRecord:
    """The record of an import that has a report."""
    import_id = record.import_id
    return replace(record, report_key=report_key(import_id), page_key=page_key(import_id))


def newest_report_prefix(record: ImportRecord) -> str:
    """Where the newest report of the same file lies; empty for what is no catalogue file, or has a
    name that no object of ours can have (``.DS_Store``).

    ``catalog/products/a.csv`` has ``reports/products/a.csv/``, a file that was only checked
    ``reports/check/products/a.csv/``.
    """
    if record.kind is None or not record.object_key.startswith(UPLOAD_PREFIX):
        return ""
    prefix = f"{REPORTS_PREFIX}{record.object_key.removeprefix(UPLOAD_PREFIX)}/"
    try:
        check_object_key(prefix + _REJECTED)
    except InvalidInputError:
        return ""
    return prefix


def store_report(
    objects: ObjectStore,
    record: ImportRecord,
    prepared: PreparedImport | Prepared | None,
    error: CatalogFileError | None = None,
) -> None:
    """Write the report of what was `prepared`, or of a file that could not be (`error`).

    `record` says how the reading ended: what is to be indexed is reported as ``indexing``, because
    the report is written before anything changes. `conclude_report` tells of the end.
    """
    report = import_document(record, _language_before(objects, record))
    if prepared:
        report |= prepared_members(prepared)
    if isinstance(prepared, PreparedImport):
        report |= file_members(prepared, _timing(prepared))
    if error:
        report |= error_members(error)
    _put(objects, record, report)


def conclude_report(objects: ObjectStore, record: ImportRecord) -> Mapping[str, Any]:
    """Write into the report how the import ended, and return it.

    An import that ended before it had one, given up on for instance, has one then.
    """
    report = _find(objects, report_key(record.import_id))
    if report is None:
        report = import_document(record, _language_before(objects, record))
    report |= outcome_members(record)
    _put(objects, record, report)
    return report


def _put(objects: ObjectStore, record: ImportRecord, report: Mapping[str, Any]) -> None:
    text = json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    document = text.encode(errors="replace")  # JSON files may name halves of characters
    page = render_page(json.loads(document)).encode()
    objects.put(report_key(record.import_id), document)
    objects.put(page_key(record.import_id), page)
    prefix = newest_report_prefix(record)
    if not prefix or _is_outdated(record, _find(objects, prefix + _JSON)):
        return
    if record.rejected_key:
        with closing(objects.open(record.rejected_key)) as rejected:
            objects.put(prefix + _REJECTED, rejected)
    else:
        objects.delete(prefix + _REJECTED)
    objects.put(prefix + _JSON, document)
    objects.put(prefix + _PAGE, page)


def _is_outdated(record: ImportRecord, newest: Mapping[str, Any] | None) -> bool:
    """Whether a later upload of the file has reported already."""
    return newest is not None and str(newest.get("created_at", "")) > record.created_at


def _language_before(objects: ObjectStore, record: ImportRecord) -> Language:
    """The language that the last report of the same file was in."""
    prefix = newest_report_prefix(record)
    newest = _find(objects, prefix + _JSON) if prefix else None
    return "zh" if newest and newest.get("language") == "zh" else "en"


def _find(objects: ObjectStore, key: str) -> dict[str, Any] | None:
    try:
        with closing(objects.open(key)) as stream:
            return cast("dict[str, Any]", json.load(stream))
    except ObjectNotFoundError:
        return None


def _timing(prepared: PreparedImport) -> dict[str, float]:
    seconds = prepared.reading_seconds + prepared.comparing_seconds
    return {
        "reading_seconds": round(prepared.reading_seconds, 3),
        "comparing_seconds": round(prepared.comparing_seconds, 3),
        "rows_per_second": round(prepared.counts.read / max(seconds, 1e-9)),
    }
