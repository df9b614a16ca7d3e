"""The report of an import: ``report.json``, what happened to the file and to each row."""

import json
from dataclasses import asdict
from typing import Any

from shopguide.catalog.preparation import PreparedImport
from shopguide.domain.catalog_import import ImportRecord, import_object_key
from shopguide.domain.errors import CatalogFileError
from shopguide.ports.object_store import ObjectStore


def report_key(import_id: str) -> str:
    """The object key of an import's report."""
    return import_object_key(import_id, "report.json")


def page_key(import_id: str) -> str:
    """The object key of the same report as a page for people."""
    return import_object_key(import_id, "report.html")


def store_report(
    objects: ObjectStore,
    record: ImportRecord,
    prepared: PreparedImport | None,
    error: CatalogFileError | None = None,
) -> None:
    """Write the report of a file that was read (`prepared`) or could not be (`error`).

    `record` says how the reading ended: what is to be indexed is reported as ``indexing``, because
    the report is written before anything changes.
    """
    report: dict[str, Any] = {
        "import_id": record.import_id,
        "kind": record.kind,
        "object_key": record.object_key,
        "etag": record.etag,
        "created_at": record.created_at,
        "outcome": record.status.value,
        "problem": record.problem,
        "problem_code": record.problem_code,
    }
    if prepared:
        report |= _facts(prepared)
    if error:
        report |= {"line": error.line, "column": error.column}
    text = json.dumps(report, ensure_ascii=False, indent=2)
    objects.put(report_key(record.import_id), text.encode() + b"\n")


def _facts(prepared: PreparedImport) -> dict[str, Any]:
    header = prepared.header
    seconds = prepared.reading_seconds + prepared.comparing_seconds
    return {
        "counts": asdict(prepared.counts),
        "rows_before": prepared.live_rows,
        "batches": prepared.batches,
        "file": {
            "encoding": prepared.encoding,
            "delimiter": header.delimiter,
            "columns": {
                "recognised": {
                    native: header.names[position] for native, position in header.positions.items()
                },
                "attributes": list(header.attributes),
                "ignored": list(header.ignored),
            },
        },
        "timing": {
            "reading_seconds": round(prepared.reading_seconds, 3),
            "comparing_seconds": round(prepared.comparing_seconds, 3),
            "rows_per_second": round(prepared.counts.read / max(seconds, 1e-9)),
        },
        "rejections": [asdict(rejection) for rejection in prepared.rejections],
    }
