"""``report.json``: everything an import tells, as one JSON document (docs/report.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from shopguide.catalog.reading.facts import Guess, SourceFacts
from shopguide.catalog.reading.header import Header
from shopguide.catalog.reports.prices import Prices
from shopguide.catalog.reports.problem_counts import ProblemCount
from shopguide.catalog.reports.statistics import ImportSummary
from shopguide.catalog.rows.problem_texts import problem_text
from shopguide.domain.catalog_import import ImportCounts, ImportRecord
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import RowProblem
from shopguide.text.language import Language

REPORT_VERSION = 2
"""Raise it when a member changes its meaning or goes; new members do not need it."""


class Prepared(Protocol):
    """What an import is about to change, whether a file or an earlier version made it."""

    @property
    def counts(self) -> ImportCounts:
        """Rows by what happens to them."""

    @property
    def live_rows(self) -> int:
        """Rows of the family before."""

    @property
    def batches(self) -> int:
        """Batches to index."""

    @property
    def statistics(self) -> ImportSummary:
        """What was counted on the way."""


class ReadFile(Protocol):
    """How a file was read, and what was found wrong with it."""

    @property
    def facts(self) -> SourceFacts:
        """Format, encoding, delimiter."""

    @property
    def header(self) -> Header:
        """Its columns."""

    @property
    def rejections(self) -> Sequence[RowProblem]:
        """The first rows that were left out."""

    @property
    def warnings(self) -> Sequence[RowProblem]:
        """The first things wrong with rows that were imported all the same."""


def import_document(record: ImportRecord, language: Language) -> dict[str, Any]:
    """The report of an import of which nothing is known but its record."""
    return {
        "report_version": REPORT_VERSION,
        "import_id": record.import_id,
        "kind": record.kind,
        "object_key": record.object_key,
        "etag": record.etag,
        "created_at": record.created_at,
        "language": language,
        "is_check": record.is_check,
        "restores": record.restores,
        "rejected_key": record.rejected_key,
        "fix": "",
        "line": None,
        "column": None,
        **outcome_members(record),
    }


def outcome_members(record: ImportRecord) -> dict[str, Any]:
    """How the import stands: what changes in a report once it has ended."""
    return {
        "outcome": record.status.value,
        "problem": record.problem,
        "problem_code": record.problem_code,
        "holds": list(record.holds),
        "approved": list(record.approved),
        "catalogue_version": record.catalogue_version,
        "updated_at": record.updated_at,
    }


def error_members(error: CatalogFileError) -> dict[str, Any]:
    """Where the file as a whole is wrong, and how that is mended."""
    return {"line": error.line, "column": error.column, "fix": error.fix}


def prepared_members(prepared: Prepared) -> dict[str, Any]:
    """What the import changes."""
    summary = prepared.statistics
    return {
        "language": summary.language,
        "counts": asdict(prepared.counts),
        "rows_before": prepared.live_rows,
        "batches": prepared.batches,
        "problems": [_problem(each, summary.language) for each in summary.problems],
        "changes": asdict(summary.changes),
        "coverage": {
            "rows": summary.covered_rows,
            "columns": [asdict(column) for column in summary.coverage],
        },
        "prices": _prices(summary.prices),
    }


def file_members(file: ReadFile, timing: Mapping[str, float]) -> dict[str, Any]:
    """How the file was read; `timing` in seconds, and ``rows_per_second``."""
    facts, header = file.facts, file.header
    return {
        "file": {
            "format": facts.format.value,
            "is_gzip": facts.is_gzip,
            "encoding": _guess(facts.encoding),
            "delimiter": facts.delimiter and _guess(facts.delimiter),
            "left_out": facts.left_out,
            "columns": {
                "recognised": _headers(header, header.positions),
                "attributes": _headers(header, header.attributes),
                "ignored": list(header.ignored),
                "constants": dict(header.constants),
            },
            "currency": header.currency,
            "decimal_mark": header.decimal_mark,
        },
        "timing": dict(timing),
        "rejections": [asdict(rejection) for rejection in file.rejections],
        "warnings": [asdict(warning) for warning in file.warnings],
    }


def _headers(header: Header, places: Mapping[str, int]) -> dict[str, str]:
    return {name: header.names[place] for name, place in places.items()}


def _guess(guess: Guess) -> dict[str, Any]:
    return {"value": guess.value, "confidence": round(guess.confidence, 3)}


def _problem(problem: ProblemCount, language: Language) -> dict[str, Any]:
    words = problem_text(problem.code, language)
    return {**asdict(problem), "title": words.title, "fix": words.fix}


def _prices(prices: Prices) -> dict[str, Any]:
    return {**asdict(prices), "currencies": dict(prices.currencies)}
