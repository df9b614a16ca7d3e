"""The end of an import: written into its report, and announced."""

from collections.abc import Iterator, Mapping
from typing import Any

from shopguide.catalog.reports.headline import headline_of
from shopguide.catalog.reports.storing import (
    conclude_report,
    newest_report_prefix,
    page_key,
)
from shopguide.catalog.reports.texts import say
from shopguide.domain.catalog_import import ImportRecord, ImportStatus
from shopguide.domain.record_key import import_progress_key
from shopguide.ports.announcer import Announcement, Announcer
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable

_SHOWN_PROBLEMS = 5


class ImportConclusions:
    """Tells of ended imports: each end once, or again where the process was killed meanwhile.

    Args:
        objects: Where reports lie.
        records: Keeps what was announced.
        announcer: Takes the news.
        place: What stands before an object's key so that people find it, ``s3://bucket/``.
    """

    def __init__(
        self, *, objects: ObjectStore, records: RecordTable, announcer: Announcer, place: str
    ) -> None:
        self._objects = objects
        self._records = records
        self._announcer = announcer
        self._place = place

    def conclude(self, record: ImportRecord) -> bool:
        """Complete the report of an import and announce it; nothing where it goes on.

        Neither a reindex, which has no file, nor an import that a newer upload replaced, is told.

        Returns:
            Whether it was announced now, and not before.

        Raises:
            UnavailableError: try again; what was done is not announced twice.
        """
        if not record.status.is_final or record.encoder:
            return False
        if record.status is ImportStatus.SUPERSEDED:
            return False
        key, end = import_progress_key(record.import_id), f"{record.status} {record.updated_at}"
        if (self._records.get(key) or {}).get("announced") == end:
            return False
        report = conclude_report(self._objects, record)
        self._announcer.announce(announcement_of(report, record, self._place))
        self._records.update(key, {"announced": end})
        return True


def announcement_of(
    report: Mapping[str, Any], record: ImportRecord, place: str = ""
) -> Announcement:
    """The news of an import's end, in the language of the shop."""
    file = record.object_key.rpartition("/")[2] or record.import_id
    return Announcement(
        subject=say(report["language"], "subject", outcome=record.status, file=file),
        text="\n".join(_lines(report, record, place)),
        attributes={
            "status": record.status.value,
            "kind": record.kind.value if record.kind else "",
            "problem_code": record.problem_code,
            "import_id": record.import_id,
        },
    )


def _lines(report: Mapping[str, Any], record: ImportRecord, place: str) -> Iterator[str]:
    language = report["language"]
    headline = headline_of(report, language)
    yield headline.title
    yield from headline.sentences
    yield from (f"{number}. {step}" for number, step in enumerate(headline.steps, 1))
    if headline.original:
        yield f"{say(language, 'original')}: {headline.original}"
    problems = report.get("problems", ())
    if problems:
        yield ""
        yield say(language, "most_common")
    for problem in problems[:_SHOWN_PROBLEMS]:
        count = problem["rejected"] + problem["warned"]
        column = f" ({problem['column']})" if problem["column"] else ""
        yield f"- {count:,} x {problem['title']}{column}"
    yield ""
    prefix = newest_report_prefix(record)
    page = f"{prefix}report.html" if prefix else page_key(record.import_id)
    yield say(language, "report_at", place=place + page)
    if record.rejected_key:
        rejected = f"{prefix}rejected.csv" if prefix else record.rejected_key
        yield say(language, "rejected_at", place=place + rejected)
